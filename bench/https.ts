import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { HttpHandler } from '../local-aws/src/kernel/server';

export interface SecureServer {
  readonly url: string;
  /** A file with the certificate, for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1 over TLS, as AWS does: a handshake is a part of what a cold start costs. */
export async function serveSecurely(handler: HttpHandler, folder: string): Promise<SecureServer> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const certificate = join(folder, 'certificate.pem');
  writeFileSync(certificate, pems.cert);
  const server = createServer({ key: pems.private, cert: pems.cert }, (incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch((error) => outgoing.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(handler: HttpHandler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'https://local');
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const request = { path: pathname, query: searchParams, headers, body: Buffer.concat(chunks) };
  const response = await handler({ method: incoming.method ?? 'GET', ...request });
  outgoing.writeHead(response.status, { 'content-length': Buffer.byteLength(response.body), ...response.headers });
  outgoing.end(response.body);
}
