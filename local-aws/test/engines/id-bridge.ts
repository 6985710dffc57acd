import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/*
 * Gopherstack's source servers have ids of 18 characters, AWS's have 19, and the construct takes no others
 * (https://docs.aws.amazon.com/mgn/latest/APIReference/API_SourceServer.html). So it is spoken to through this bridge,
 * which adds a last digit on the way out and takes it away on the way in.
 */
export async function startIdBridge(target: string): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = shorten(await text(request));
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method,
      headers: { authorization, 'content-type': type },
      body: request.method === 'GET' ? undefined : body,
    });
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      'x-amzn-errortype': answer.headers.get('x-amzn-errortype') ?? '',
    });
    response.end(lengthen(await answer.text()));
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const lengthen = (body: string) => body.replace(/\bs-[0-9a-f]{16}\b/g, '$&0');
const shorten = (body: string) => body.replace(/\b(s-[0-9a-f]{16})0\b/g, '$1');
