import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection ends in the middle. */
  readonly cut?: true;
  /** It never comes. */
  readonly held?: true;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers like a service of AWS, one reply after the other; then the last one for ever. */
export class ServiceServer {
  readonly received: Received[] = [];
  private replies: readonly Reply[] = [];
  private readonly server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const reply = this.replies[Math.min(this.received.length, this.replies.length - 1)] ?? { body: '' };
    this.received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    if (reply.held) return;
    const length = Buffer.byteLength(reply.body);
    response.writeHead(reply.status ?? 200, { 'content-length': reply.cut ? length + 1 : length, ...reply.headers });
    if (reply.cut) response.write(reply.body, () => response.destroy());
    else response.end(reply.body);
  });

  /** Starts it, and has the function call it. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    });
  }

  answer(...replies: readonly Reply[]): void {
    this.received.length = 0;
    this.replies = replies;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
