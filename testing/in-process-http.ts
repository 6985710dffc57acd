import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { Clock, HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';

/* The http(s) module that a function in this process sees: its requests go to the host, without a socket. */

export interface Host {
  readonly clock: Clock;
  handle(request: HttpRequest): Promise<HttpResponse>;
}

export interface Outgoing {
  readonly protocol: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string | number>;
}

/** As much of http.ClientRequest as the SDK and the response code use. */
export class Exchange extends EventEmitter {
  private readonly written: Buffer[] = [];
  private cancelTimeout = () => {};
  private over = false;

  constructor(
    private readonly host: Host,
    private readonly track: (answer: Promise<unknown>) => void,
    private readonly alive: () => boolean,
    private readonly callback: (response: Readable) => void,
    private readonly outgoing: Outgoing,
  ) {
    super();
  }

  setTimeout(ms: number, action: () => void): this {
    if (ms > 0) this.cancelTimeout = this.host.clock.after(ms, () => !this.over && action());
    return this;
  }

  write(body: string | Buffer): this {
    this.written.push(Buffer.from(body));
    return this;
  }

  end(body: string | Buffer = ''): this {
    this.write(body);
    this.emit('socket', { connecting: false, setKeepAlive() {} });
    const url = new URL(this.outgoing.path, 'http://local');
    const headers = Object.fromEntries(
      Object.entries(this.outgoing.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const { method } = this.outgoing;
    const request = { method, path: url.pathname, query: url.searchParams, headers, body: Buffer.concat(this.written) };
    const answer = this.host.handle(request);
    this.track(answer);
    answer.then(
      (response) => this.deliver(response),
      (error) => this.fail(Object.assign(error, { code: 'ECONNRESET' })),
    );
    return this;
  }

  destroy(error?: Error): this {
    if (this.over) return this;
    this.finish();
    if (error) this.emit('error', error);
    this.emit('close');
    return this;
  }

  abort(): void {
    this.destroy();
  }

  private deliver({ status, headers, body }: HttpResponse): void {
    if (this.over || !this.alive()) return;
    this.finish();
    const incoming = Object.assign(Readable.from([Buffer.from(body)]), { statusCode: status, headers });
    incoming.on('close', () => this.emit('close'));
    this.callback(incoming);
  }

  private fail(error: Error): void {
    if (this.over || !this.alive()) return;
    this.finish();
    this.emit('error', error);
    this.emit('close');
  }

  private finish(): void {
    this.over = true;
    this.cancelTimeout();
  }
}
