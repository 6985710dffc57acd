import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { format } from 'node:util';
import type { Clock, HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';
import type {
  EnvironmentSpec,
  ExecutionEnvironment,
  Executor,
  HandlerResult,
  InvocationEvent,
} from '../local-aws/src/lambda/executor';

/*
 * Runs a function's real bundle in this process, on the clock of the local AWS and without sockets, so that thousands
 * of deployments with back-offs of minutes take seconds. Only what the bundle asks of Node is replaced: timers, the
 * date, its environment, and http(s).
 */

export class InProcessExecutor implements Executor {
  /** Requests that the local AWS has not answered yet, those that hang not counted. */
  private underWay = 0;

  constructor(private readonly host: () => Host) {}

  get busy(): boolean {
    return this.underWay > 0;
  }

  start(spec: EnvironmentSpec, onLog: (line: string) => void): ExecutionEnvironment {
    return new InProcessEnvironment(spec, onLog, this.host(), (promise) => this.track(promise));
  }

  private async track(answer: Promise<unknown>): Promise<void> {
    this.underWay += 1;
    let answered = false;
    const done = () => {
      answered = true;
    };
    answer.then(done, done);
    for (let turn = 0; turn < 100 && !answered; turn++) await new Promise(setImmediate);
    this.underWay -= 1;
  }
}

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

class InProcessEnvironment implements ExecutionEnvironment {
  readonly init = Promise.resolve(undefined);
  alive = true;
  private readonly handler: Handler;

  constructor(
    private readonly spec: EnvironmentSpec,
    onLog: (line: string) => void,
    private readonly host: Host,
    private readonly track: (answer: Promise<unknown>) => void,
  ) {
    this.handler = this.load(spec, onLog);
  }

  async invoke(event: InvocationEvent): Promise<HandlerResult> {
    const end = this.host.clock.now() + event.remainingMs;
    const context = {
      awsRequestId: event.requestId,
      invokedFunctionArn: event.functionArn,
      logStreamName: this.spec.variables.AWS_LAMBDA_LOG_STREAM_NAME,
      getRemainingTimeInMillis: () => end - this.host.clock.now(),
    };
    try {
      const result = await this.handler(JSON.parse(event.payload.toString()), context);
      return { status: 'success', payload: Buffer.from(JSON.stringify(result ?? null)) };
    } catch (error) {
      const { name, message } = error as Error;
      const payload = Buffer.from(JSON.stringify({ errorType: name, errorMessage: message }));
      return { status: 'error', errorType: name, payload };
    }
  }

  async end(): Promise<void> {
    this.alive = false;
  }

  private load(spec: EnvironmentSpec, onLog: (line: string) => void): Handler {
    const file = spec.variables._HANDLER?.split('.')[0] ?? 'index';
    const modules = new Map<string, object>();
    const load = (path: string): object => {
      const known = modules.get(path);
      if (known) return known;
      const module = { exports: {} };
      const require = (name: string) => (name.startsWith('./') ? load(join(spec.taskRoot, name)) : this.require(name));
      const given = { ...globals, module, exports: module.exports, require };
      bundleOf(path, Object.keys(given))(...Object.values(given));
      modules.set(path, module.exports);
      return module.exports;
    };
    const globals = this.globals(spec, onLog);
    const { handler } = load(join(spec.taskRoot, `${file}.js`)) as Record<string, Handler>;
    if (!handler) throw new Error('the bundle exports no handler');
    return handler;
  }

  private globals(spec: EnvironmentSpec, onLog: (line: string) => void): object {
    const { clock } = this.host;
    const print = (...values: unknown[]) => onLog(format(...values));
    return {
      process: { ...process, env: { ...spec.variables }, version: process.version, stdout: standardOutput(onLog) },
      console: { log: print, info: print, error: print, warn: print },
      Date: dateOf(clock),
      setTimeout: (action: () => void, ms = 0) => this.after(ms, action),
      clearTimeout: (timer?: { cancel?(): void }) => timer?.cancel?.(),
    };
  }

  private after(ms: number, action: () => void) {
    const cancel = this.host.clock.after(ms, () => this.alive && action());
    const timer = { cancel, ref: () => timer, unref: () => timer };
    return timer;
  }

  private require(name: string): unknown {
    const bare = name.replace(/^node:/, '');
    // the SDK looks for configuration files: a read takes real time, in which the clock would run ahead
    if (bare === 'fs') return { ...require(bare), promises: { readFile: () => Promise.reject(new Error('ENOENT')) } };
    if (bare !== 'http' && bare !== 'https') return require(name);
    return { ...require(bare), request: (...args: unknown[]) => this.request(bare, args) };
  }

  private request(protocol: string, args: unknown[]): ClientRequest {
    const callback = args.find((arg) => typeof arg === 'function') as (response: Readable) => void;
    const [target] = args;
    const options = (target instanceof URL ? args[1] : target) as Record<string, any>;
    const path = target instanceof URL ? target.pathname + target.search : String(options.path);
    return new ClientRequest(this.host, this.track, () => this.alive, callback, {
      protocol,
      method: String(options.method ?? 'GET'),
      path,
      headers: options.headers ?? {},
    });
  }
}

type Bundle = (...globals: unknown[]) => void;

/** The folder of a file is named by its content. */
const bundles = new Map<string, Bundle>();

/** A file of a bundle as a function of what is global to it, compiled once for all environments. */
function bundleOf(file: string, globals: readonly string[]): Bundle {
  const bundle = bundles.get(file) ?? (new Function(...globals, readFileSync(file, 'utf8')) as Bundle);
  bundles.set(file, bundle);
  return bundle;
}

function dateOf(clock: Clock): DateConstructor {
  return class extends Date {
    constructor(...args: []) {
      if (args.length === 0) super(clock.now());
      else super(...args);
    }
    static override now(): number {
      return Math.floor(clock.now());
    }
  } as DateConstructor;
}

/** As much of it as writes whole lines. */
function standardOutput(onLog: (line: string) => void) {
  return {
    write(line: string, written: () => void = () => {}): boolean {
      onLog(line.replace(/\n$/, ''));
      written();
      return true;
    },
  };
}

/* The http(s) module that a function in this process sees: its requests go to the host, without a socket. */

export interface Host {
  readonly clock: Clock;
  handle(request: HttpRequest): Promise<HttpResponse>;
}

interface Outgoing {
  readonly protocol: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string | number>;
}

/** As much of http.ClientRequest as the SDK and the response code use. */
class ClientRequest extends EventEmitter {
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
