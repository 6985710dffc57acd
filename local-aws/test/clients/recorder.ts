import { appendFileSync } from 'node:fs';
import { startLocalAws } from '../../src';
import { type HttpHandler, listen } from '../../src/kernel/server';
import type { HttpResponse } from '../../src/kernel/types';

/*
 * The local AWS on a port of its own that writes down every answer, one line of JSON each, to be held against the
 * service models of botocore (python/recorded.py). The first line says which operations are served.
 */

/** Of larger ones, which are objects in S3, the models have nothing to say. */
const LONGEST_BODY = 1_000_000;
const [, , file = ''] = process.argv;

async function main(): Promise<void> {
  const aws = await startLocalAws();
  const write = (line: object) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  write((await (await fetch(`${aws.url}/_local/operations`)).json()) as object);
  const recording: HttpHandler = async (request) => {
    const response = await aws.handle(request);
    const call = aws.calls().findLast(({ requestId }) => requestId === idOf(response));
    const { service, operation } = call ?? { operation: `${request.method} ${request.path}` };
    const agent = request.headers['user-agent'];
    if (call || request.headers.authorization) write({ agent, service, operation, ...told(response) });
    return response;
  };
  const { port } = await listen(recording, 0);
  const environment = { ...aws.environment(), AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
  for (const [name, value] of Object.entries(environment)) console.error(`export ${name}=${value}`);
  console.log('ready');
  process.once('SIGTERM', () => void aws.stop().then(() => process.exit(0)));
}

const idOf = ({ headers }: HttpResponse) => headers['x-amzn-requestid'] ?? headers['x-amz-request-id'];

function told({ status, headers, body }: HttpResponse): object {
  const bytes = Buffer.from(body);
  return { status, headers, body: bytes.length > LONGEST_BODY ? null : bytes.toString('base64') };
}

void main();
