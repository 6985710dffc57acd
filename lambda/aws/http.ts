import { type IncomingHttpHeaders, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

export interface Outgoing {
  readonly method: 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds in which the whole answer must arrive. */
  readonly timeout: number;
  /** Ends the exchange early. */
  readonly signal?: AbortSignal;
}

export interface Incoming {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request and its answer. It does not use fetch: undici costs a cold start more than the rest of this function. */
export function exchange({ method, url, headers, body, timeout, signal }: Outgoing): Promise<Incoming> {
  const send = url.protocol === 'http:' ? overHttp : overHttps;
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const outgoing = send(url, { method, headers: { ...headers, ...length } }, (incoming) => {
      read(incoming).then(resolve, reject);
    });
    const end = (why: string) => outgoing.destroy(new Error(why));
    const hung = setTimeout(() => end('no answer in time'), timeout);
    const giveUp = () => end('given up');
    signal?.addEventListener('abort', giveUp, { once: true });
    outgoing.on('close', () => {
      clearTimeout(hung);
      signal?.removeEventListener('abort', giveUp);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function read(incoming: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString() };
}
