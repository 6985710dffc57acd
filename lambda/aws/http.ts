import { type IncomingHttpHeaders, type IncomingMessage, request as overHttp } from 'node:http';
import { globalAgent, request as overHttps } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Deadline } from './deadline';

export interface Outgoing {
  readonly method: 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds in which the whole answer must arrive. */
  readonly timeout: number;
  /** Its end ends the exchange. */
  readonly deadline?: Deadline;
}

export interface Incoming {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request and its answer. It does not use fetch: undici costs a cold start more than the rest of this function. */
export function exchange({ method, url, headers, body, timeout, deadline }: Outgoing): Promise<Incoming> {
  const send = url.protocol === 'http:' ? overHttp : overHttps;
  // whom to trust is read once, and not for each connection
  if (send === overHttps) globalAgent.options.secureContext ??= createSecureContext(globalAgent.options);
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const outgoing = send(url, { method, headers: { ...headers, ...length } }, (incoming) => {
      read(incoming).then(resolve, reject);
    });
    const end = (why: string) => outgoing.destroy(new Error(why));
    const hung = setTimeout(() => end('no answer in time'), timeout);
    const remove = deadline?.atEnd(() => end('given up'));
    outgoing.on('close', () => {
      clearTimeout(hung);
      remove?.();
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function read(incoming: IncomingMessage): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => {
      body += chunk;
    });
    incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }));
    // an answer that breaks off
    incoming.on('error', reject);
  });
}
