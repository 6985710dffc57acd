import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionReset } from './faults';
import type { HttpRequest, HttpResponse } from './types';

const BODY_LIMIT = 100 * 1024 * 1024;
const HERE = /^(127\.0\.0\.1|localhost)(:\d+)?$/i;

export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1 and nowhere else. Rejects if the port is taken. */
export function listen(handler: HttpHandler, port: number): Promise<Listening> {
  // a Lambda function waits for its next event and CloudFormation for its stack: no request is ever too slow
  const server = createServer(
    { requestTimeout: 0, keepAliveTimeout: 65_000 },
    (request, response) => void serve(handler, request, response),
  );
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(handler: HttpHandler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.on('error', () => {}); // the client went away; the reader of the body sees it too
  response.on('error', () => {});
  try {
    const refused = refusalOf(request);
    if (refused) return send(response, refused);
    const body = await bodyOf(request);
    if (!body) return send(response, plain(413, `The body is larger than ${BODY_LIMIT} bytes`));
    send(response, await handler(requestOf(request, body)));
  } catch (problem) {
    if (problem instanceof ConnectionReset || !request.complete) request.socket.destroy();
    else send(response, plain(500, `The local AWS failed: ${(problem as Error)?.message}`));
  }
}

/** A web page can make a browser send requests here, under a foreign name (DNS rebinding) or across origins. */
function refusalOf({ headers }: IncomingMessage): HttpResponse | undefined {
  if (!HERE.test(headers.host ?? '')) {
    return plain(403, `Host must be 127.0.0.1 or localhost, not '${headers.host ?? ''}'`);
  }
  if (headers.origin !== undefined && !HERE.test(headers.origin.replace(/^https?:\/\//, ''))) {
    return plain(403, 'Requests of other web sites are refused');
  }
  if (Number(headers['content-length']) > BODY_LIMIT) return plain(413, `The body is larger than ${BODY_LIMIT} bytes`);
  return undefined;
}

/** Undefined if it is too large. The rest is then not read. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function requestOf(request: IncomingMessage, body: Buffer): HttpRequest {
  const [path = '/', search = ''] = splitOnce(request.url ?? '/');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { method: request.method ?? 'GET', path, query: new URLSearchParams(search), headers, body };
}

/**
 * By hand: `new URL` would normalise the path, and S3 keys may hold
 * and ..
 */
function splitOnce(url: string): string[] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url] : [url.slice(0, mark), url.slice(mark + 1)];
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  if (response.headersSent || response.destroyed) return;
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const closing = status === 413 || status === 403 ? { connection: 'close' } : {};
  response.writeHead(status, { 'content-length': length, ...headers, ...(response.req.complete ? {} : closing) });
  response.end(body);
}

function plain(status: number, message: string): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
