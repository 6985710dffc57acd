import type { HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';

/** The request handler of an SDK client whose requests arrive in this process, without a socket. */
export function handlerTo(handle: (request: HttpRequest) => Promise<HttpResponse>): any {
  return {
    async handle({ method, path, query, headers, body }: any) {
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
      const request = { method, path, query: new URLSearchParams(query), headers: Object.fromEntries(lower) };
      const answer = await handle({ ...request, body: bytesOf(body) });
      return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
    },
  };
}

/** Some bodies are bytes that turn into a text when they are copied, and warn of that. */
function bytesOf(body: unknown): Buffer {
  if (!(body instanceof Uint8Array)) return Buffer.from(String(body ?? ''));
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
