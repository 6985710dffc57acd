import type { HttpRequest, HttpResponse, Mount } from '../kernel/types';

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html for many execution environments on one port. */
export interface RuntimeClient {
  /** The runtime asks for the next event. It is answered when there is one. */
  next(): Promise<NextEvent | undefined>;
  response(requestId: string, body: Buffer, maxMemoryMb?: number): void;
  error(requestId: string, errorType: string, body: Buffer, maxMemoryMb?: number): void;
  initError(errorType: string, body: Buffer): void;
}

export interface NextEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export class RuntimeApi implements Mount {
  readonly prefix = '/_lambda/';
  private readonly clients = new Map<string, RuntimeClient>();

  register(id: string, client: RuntimeClient): void {
    this.clients.set(id, client);
  }

  unregister(id: string): void {
    this.clients.delete(id);
  }

  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse {
    const [, id, path] = /^\/_lambda\/([^/]+)\/2018-06-01\/runtime\/(.+)$/.exec(request.path) ?? [];
    const client = this.clients.get(id);
    if (!client) return answer(403, { errorType: 'UnknownEnvironment', errorMessage: 'No such execution environment' });
    return route(client, path, request);
  }
}

async function route(client: RuntimeClient, path: string, request: HttpRequest): Promise<HttpResponse> {
  const { method, headers, body } = request;
  const errorType = headers['lambda-runtime-function-error-type'] ?? 'Error';
  const memory = Number(headers['lambda-runtime-local-max-memory-mb']) || undefined;
  if (method === 'GET' && path === 'invocation/next') return next(client);
  const [, requestId, kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
  if (method !== 'POST' || !(requestId || path === 'init/error'))
    return answer(404, { errorType: 'UnknownPath', errorMessage: `${method} ${path}` });
  if (path === 'init/error') client.initError(errorType, body);
  else if (kind === 'response') client.response(requestId, body, memory);
  else client.error(requestId, errorType, body, memory);
  return answer(202, { status: 'OK' });
}

async function next(client: RuntimeClient): Promise<HttpResponse> {
  const event = await client.next();
  if (!event)
    return answer(410, { errorType: 'EnvironmentEnded', errorMessage: 'The execution environment has ended' });
  return { status: 200, headers: { 'content-type': 'application/json', ...event.headers }, body: event.body };
}

const answer = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
