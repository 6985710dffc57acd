import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalAws, startLocalAws, VirtualClock } from '../../../local-aws/src';
import { listen } from '../../../local-aws/src/kernel/server';
import type { HttpRequest, HttpResponse } from '../../../local-aws/src/kernel/types';
import { COMPILED } from '../../../local-aws/test/cdk-cli';
import { InProcessExecutor } from '../../../testing/in-process';
import { operatorAt, type Result, Tool } from '../tool';

export interface JumpingOptions {
  /** False: no socket, only handle(). */
  readonly listen?: boolean;
  /** Default: the start of 2026. The cdk CLI shows what happens from now on. */
  readonly start?: number;
}

/** A local AWS whose clock jumps; its functions run in this process. */
export async function startJumpingAws(
  servers: unknown = [],
  { listen = false, start }: JumpingOptions = {},
): Promise<{ aws: LocalAws; clock: VirtualClock }> {
  const clock = new VirtualClock({ auto: true, start, busy: () => executor.busy });
  const executor: InProcessExecutor = new InProcessExecutor(() => ({
    clock,
    handle: (request) => aws.handle(request),
  }));
  const aws: LocalAws = await startLocalAws({ clock, executor, mostEnvironments: 1_000, listen, servers });
  return { aws, clock };
}

const CLOCK = '/_clock';

/**
 * What lets the built tool live on the clock of a local AWS (see clock.cjs): as long as a tool runs, that clock moves only
 * while every tool waits.
 */
export class JumpingClock {
  running = 0;
  /** Hears each request of a tool, before it is carried out. */
  onRequest: (request: HttpRequest) => void = () => {};
  private sleepers = 0;
  private port = 0;

  static async serve(
    clock: VirtualClock,
    handle: (request: HttpRequest) => Promise<HttpResponse>,
  ): Promise<JumpingClock> {
    const jumping = new JumpingClock(clock);
    const { port, close } = await listen((request) => {
      if (request.path === CLOCK) return jumping.sleepUntil(Number(request.body));
      jumping.onRequest(request);
      return handle(request);
    }, 0);
    jumping.port = port;
    jumping.close = close;
    clock.waitFor(() => jumping.sleepers < jumping.running);
    return jumping;
  }

  close: () => Promise<void> = async () => {};

  private constructor(private readonly clock: VirtualClock) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What a tool needs in its environment to live on this clock. */
  get environment(): Record<string, string> {
    return {
      ...operatorAt(this.url),
      NODE_OPTIONS: `${COMPILED.NODE_OPTIONS} --require=${join(__dirname, 'clock.cjs')}`,
      JUMPING_CLOCK: `${this.url}${CLOCK}?now=${this.clock.now()}`,
    };
  }

  private sleepUntil(time: number): Promise<HttpResponse> {
    this.sleepers += 1;
    return new Promise((resolve) => {
      this.clock.after(Math.max(0, time - this.clock.now()), () => {
        this.sleepers -= 1;
        resolve({ status: 200, headers: {}, body: String(this.clock.now()) });
      });
    });
  }
}

/** The built tool in an empty folder, on the clock of a local AWS. */
export class JumpingTool extends Tool {
  constructor(
    readonly clock: JumpingClock,
    script?: string,
  ) {
    super({ environment: () => ({}) }, undefined, script);
  }

  override start(...args: string[]) {
    this.env = { ...this.env, ...this.clock.environment };
    this.clock.running += 1;
    const child = super.start(...args);
    child.on('close', () => {
      this.clock.running -= 1;
    });
    return child;
  }

  /** Runs the tool as on a terminal where a user types, once it has asked a question. */
  async typing(answer: string, ...args: string[]): Promise<Result> {
    this.env = { ...this.env, JUMPING_TERMINAL: 'yes' };
    const child = this.start(...args);
    let asked = '';
    child.stderr.on('data', (chunk) => {
      const before = asked;
      asked += chunk;
      if (ASKS.test(asked) && !ASKS.test(before)) child.stdin.write(answer);
    });
    return this.resultOf(child);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is told where the answer goes
const ASKS = /(\(y\/N\)|:) (\u001b\[\d+G)?$/;

/** An account of one test's own, and the tool that works in it. */
export class JumpingAccount {
  static async open(servers?: unknown): Promise<JumpingAccount> {
    const { aws, clock } = await startJumpingAws(servers);
    const jumping = await JumpingClock.serve(clock, (request) => aws.handle(request));
    return new JumpingAccount(aws, clock, jumping);
  }

  readonly tool: JumpingTool;

  private constructor(
    readonly aws: LocalAws,
    readonly clock: VirtualClock,
    readonly jumping: JumpingClock,
  ) {
    this.tool = new JumpingTool(jumping);
  }

  get calls(): string[] {
    return this.aws.calls().map(({ service, operation }) => `${service} ${operation}`);
  }

  /** Ends the tool by a signal as soon as the calls so far meet a condition. */
  async endedBy(signal: NodeJS.Signals, when: (calls: readonly string[]) => boolean, ...args: string[]) {
    const child = this.tool.start(...args);
    let isSent = false;
    this.jumping.onRequest = () => {
      if (isSent || !when(this.calls)) return;
      isSent = child.kill(signal);
    };
    return this.tool.resultOf(child);
  }

  async close(): Promise<void> {
    await this.aws.stop();
    await this.jumping.close();
    this.clock.stop();
    rmSync(this.tool.folder, { recursive: true, force: true });
  }
}
