import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { killGroup } from '../kernel/processes';
import type { Environment } from '../kernel/types';
import type {
  EnvironmentSpec,
  ExecutionEnvironment,
  Executor,
  Failure,
  HandlerResult,
  InvocationEvent,
} from './executor';
import { eachLine } from './lines';
import { nodeFor } from './node-version';
import { type NextEvent, RuntimeApi, type RuntimeClient } from './runtime-api';

const drainMs = 1000;

export interface ChildProcessExecutor extends Executor {
  /** The Runtime API for all its environments. */
  readonly mount: RuntimeApi;
}

/** `told` hears what a user should know, each thing once. */
export function childProcessExecutor(
  env: Environment,
  told: (notice: string) => void = () => {},
): ChildProcessExecutor {
  const mount = new RuntimeApi();
  const known = new Set<string>();
  const tellOnce = (notice: string) => {
    if (known.size < known.add(notice).size) told(notice);
  };
  return {
    mount,
    start(spec, onLog) {
      const id = randomUUID();
      const variables = { ...spec.variables, AWS_LAMBDA_RUNTIME_API: `${new URL(env.endpoint()).host}/_lambda/${id}` };
      const node = nodeFor(spec.runtime, tellOnce);
      const process = new ProcessEnvironment(node, { ...spec, variables }, onLog, () => mount.unregister(id));
      mount.register(id, process);
      return process;
    },
  };
}

/** One Node process behind the Runtime API. */
class ProcessEnvironment implements ExecutionEnvironment, RuntimeClient {
  readonly init: Promise<Failure | undefined>;
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;
  private initialized!: (failure?: Failure) => void;
  private poll?: (event?: NextEvent) => void;
  private current?: { event: InvocationEvent; outcome?: HandlerResult; settle(outcome: HandlerResult): void };

  constructor(node: string, spec: EnvironmentSpec, onLog: (line: string) => void, onEnd: () => void) {
    this.init = new Promise((resolve) => {
      this.initialized = resolve;
    });
    // a function sees only PATH of the host; the pipe on stdin ends the child if this process dies
    this.child = spawn(node, [join(__dirname, 'bootstrap.cjs')], {
      cwd: spec.taskRoot,
      env: { PATH: process.env.PATH, ...spec.variables },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true, // a process group of its own, so that what the function starts ends with it
    });
    this.child.stdin?.on('error', () => {});
    for (const stream of [this.child.stdout, this.child.stderr])
      if (stream) eachLine(stream, (line) => onLog(line.replaceAll('\r', '\n')));
    this.gone = endOf(this.child).then((reason) => {
      this.exited(reason);
      onEnd();
    });
  }

  get alive(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  invoke(event: InvocationEvent): Promise<HandlerResult> {
    return new Promise((settle) => {
      this.current = { event, settle };
      if (this.alive) this.deliver();
      else this.settle({ status: 'exited', errorType: 'Runtime.ExitError', reason: 'exit status 1' });
    });
  }

  async end(): Promise<void> {
    if (this.alive) killGroup(this.child.pid);
    await this.gone;
  }

  /** The runtime has finished the event before, if there was one. */
  next(): Promise<NextEvent | undefined> {
    this.initialized();
    const asked = new Promise<NextEvent | undefined>((resolve) => {
      this.poll = resolve;
    });
    if (this.current?.outcome) this.settle(this.current.outcome);
    else this.deliver();
    return asked;
  }

  response(requestId: string, payload: Buffer, maxMemoryMb?: number): void {
    this.record(requestId, { status: 'success', payload, maxMemoryMb });
  }

  error(requestId: string, errorType: string, payload: Buffer, maxMemoryMb?: number): void {
    this.record(requestId, { status: 'error', errorType, payload, maxMemoryMb });
  }

  initError(errorType: string, payload: Buffer): void {
    this.initialized({ status: 'error', errorType, payload });
  }

  private record(requestId: string, outcome: HandlerResult): void {
    if (this.current?.event.requestId === requestId) this.current.outcome ??= outcome;
  }

  private deliver(): void {
    if (!this.current || !this.poll) return;
    const { event } = this.current;
    this.poll({ headers: eventHeaders(event), body: event.payload });
    this.poll = undefined;
  }

  private exited(reason: string | undefined): void {
    const failure: Failure = { status: 'exited', errorType: 'Runtime.ExitError', reason };
    this.initialized(failure);
    this.poll?.(undefined);
    this.settle(this.current?.outcome ?? failure);
  }

  private settle(outcome: HandlerResult): void {
    const current = this.current;
    this.current = undefined;
    current?.settle(outcome);
  }
}

/** Resolves to the reason when the process is gone and its output is read. */
function endOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`fork/exec: ${error.message}`));
    child.once('exit', (code, signal) => {
      const ended = () => resolve(exitReason(code, signal));
      killGroup(child.pid);
      child.once('close', ended);
      setTimeout(ended, drainMs).unref(); // a daemon that left the group may hold the pipes open
    });
  });
}

const exitReason = (code: number | null, signal: NodeJS.Signals | null) => {
  if (signal) return `signal: ${signal === 'SIGKILL' ? 'killed' : signal.slice(3).toLowerCase()}`;
  return code === 0 ? undefined : `exit status ${code}`;
};

const eventHeaders = (event: InvocationEvent) => ({
  'lambda-runtime-aws-request-id': event.requestId,
  'lambda-runtime-deadline-ms': String(event.deadlineMs),
  'lambda-runtime-local-remaining-ms': String(event.remainingMs),
  'lambda-runtime-invoked-function-arn': event.functionArn,
  'lambda-runtime-trace-id': traceId(event),
});

function traceId({ deadlineMs, remainingMs, requestId }: InvocationEvent): string {
  const hex = requestId.replaceAll('-', '').padEnd(32, '0');
  const begin = Math.floor((deadlineMs - remainingMs) / 1000).toString(16);
  return `Root=1-${begin}-${hex.slice(0, 24)};Parent=${hex.slice(16, 32)};Sampled=0`;
}
