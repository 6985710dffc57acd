import type { HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';

type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** The messages of all log groups that match a filter pattern, oldest first. */
export async function eventsOf(send: Send, filterPattern: string): Promise<string[]> {
  const { logGroups } = await ask(send, 'DescribeLogGroups', {});
  const found = [];
  for (const { logGroupName } of logGroups) {
    const { events } = await ask(send, 'FilterLogEvents', { logGroupName, filterPattern });
    found.push(...events);
  }
  found.sort((one, other) => one.timestamp - other.timestamp || one.eventId.localeCompare(other.eventId));
  return found.map(({ message }) => message);
}

/** The names of all log groups. */
export async function logGroups(send: Send): Promise<string[]> {
  const { logGroups } = await ask(send, 'DescribeLogGroups', {});
  return logGroups.map(({ logGroupName }: { logGroupName: string }) => logGroupName);
}

async function ask(send: Send, operation: string, input: object): Promise<any> {
  const headers = {
    authorization: 'AWS4-HMAC-SHA256 Credential=operator/20260101/us-east-1/logs/aws4_request, Signature=0',
    'x-amz-target': `Logs_20140328.${operation}`,
    'content-type': 'application/x-amz-json-1.1',
  };
  const body = Buffer.from(JSON.stringify(input));
  const answer = await send({ method: 'POST', path: '/', query: new URLSearchParams(), headers, body });
  if (answer.status !== 200) throw new Error(`${operation}: ${answer.body}`);
  return JSON.parse(String(answer.body));
}
