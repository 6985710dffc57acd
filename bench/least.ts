import { exchange } from '../lambda/aws/http';
import { signedHeaders } from '../lambda/aws/signature';
import { parseXml } from '../lambda/aws/xml';
import { writeLine } from '../lambda/log/line';
import type { RequestType } from './cold-start';

/*
 * The least that a function with this code can take: it sends the same requests, signed, reads what they answer, writes
 * as many lines, and answers. It decides nothing.
 */

interface Event {
  readonly RequestType: RequestType;
  readonly StackId: string;
  readonly ResponseURL: string;
  readonly ResourceProperties: { readonly SourceServerId: string };
}

export async function handler({ RequestType, StackId, ResponseURL, ResourceProperties }: Event): Promise<void> {
  const sourceServerID = ResourceProperties.SourceServerId;
  const reads = RequestType === 'Create' ? ['ListStackResources'] : [];
  const [server, ...stack] = await Promise.all([
    askMgn('DescribeSourceServers', { filters: { sourceServerIDs: [sourceServerID] } }),
    ...['DescribeStacks', 'DescribeStackEvents', ...reads].map((operation) => askStack(operation, StackId)),
  ]);
  if (RequestType === 'Delete') {
    await writeLine('INFO', { server });
    await writeLine('INFO', { answer: await askMgn('DisconnectFromService', { sourceServerID }) });
  }
  await writeLine('INFO', { stack });
  const body = '{"Status":"SUCCESS"}';
  await exchange({ method: 'PUT', url: new URL(ResponseURL), headers: { 'content-type': '' }, body, timeout: 5_000 });
}

async function askStack(operation: string, stackId: string): Promise<unknown> {
  const body = `Action=${operation}&Version=2010-05-15&StackName=${encodeURIComponent(stackId)}`;
  return parseXml(await ask('cloudformation', '/', 'application/x-www-form-urlencoded', body));
}

async function askMgn(operation: string, input: object): Promise<unknown> {
  return JSON.parse(await ask('mgn', `/${operation}`, 'application/json', JSON.stringify(input)));
}

async function ask(service: string, path: string, contentType: string, body: string): Promise<string> {
  const url = new URL(path, process.env.AWS_ENDPOINT_URL);
  const headers = signedHeaders({ service, url, contentType, body });
  return (await exchange({ method: 'POST', url, headers, body, timeout: 10_000 })).body;
}
