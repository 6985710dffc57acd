import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect } from 'node:net';
import { generate } from 'selfsigned';

/*
 * A network whose only way out is a proxy: AWS has a name that no DNS knows, and a certificate that the company signs.
 */

const HOST = 'aws.corp.invalid';

export interface CorporateNetwork {
  /** Of the proxy. */
  readonly url: string;
  /** The endpoint of AWS, over http or over TLS. */
  readonly endpoint: { readonly plain: string; readonly secure: string };
  /** What came through the proxy since this was last called. */
  passed(): string[];
  close(): void;
}

/** `certificate`: the file that gets the company's certificate. */
export async function corporateNetwork(aws: { readonly url: string }, certificate: string): Promise<CorporateNetwork> {
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => forwardTo(aws.url, incoming, outgoing);
  const pems = await generate([{ name: 'commonName', value: HOST }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] }],
  });
  writeFileSync(certificate, pems.cert);
  const inside = createTlsServer({ key: pems.private, cert: pems.cert }, forward);
  const seen: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${new URL(incoming.url ?? '').host}`);
    forward(incoming, outgoing);
  });
  proxy.on('connect', ({ url = '' }: IncomingMessage, socket: Socket) => {
    seen.push(`CONNECT ${url}`);
    const tunnel = connect((inside.address() as AddressInfo).port, '127.0.0.1');
    for (const [one, other] of [
      [socket, tunnel],
      [tunnel, socket],
    ] as const)
      one.on('error', () => other.destroy()).pipe(other);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  });
  await Promise.all([inside, proxy].map(listen));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    endpoint: { plain: `http://${HOST}`, secure: `https://${HOST}` },
    passed: () => seen.splice(0),
    close: () => [inside, proxy].forEach((one) => void one.close().closeAllConnections()),
  };
}

function forwardTo(url: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { pathname, search } = new URL(incoming.url ?? '', 'http://none');
  const { method } = incoming;
  // the local AWS answers to no other name
  const headers = { ...incoming.headers, host: new URL(url).host };
  const onward = request(`${url}${pathname}${search}`, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}

const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
