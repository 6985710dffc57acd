import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../kernel/types';
import type { Concurrency } from './concurrency';
import type { FunctionConfiguration } from './configuration';
import type { Environments, Sandbox } from './environments';
import type { Failure, HandlerResult } from './executor';
import { PlatformLog, type Report } from './platform-log';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const initLimitMs = 10_000;

export interface InvocationResult {
  readonly payload: Buffer;
  readonly failed: boolean;
  /** The log lines of this invocation. */
  readonly log: readonly string[];
}

export interface InvokerParts {
  readonly clock: Clock;
  readonly concurrency: Concurrency;
  readonly environments: Environments;
  /** Whether a function still has this configuration. */
  isCurrent(configuration: FunctionConfiguration): boolean;
  appendLog(sandbox: Sandbox, line: string): void;
}

/** Runs one invocation to its end. A throttled one throws TooManyRequestsException; a function's error is a result. */
export class Invoker {
  constructor(private readonly parts: InvokerParts) {}

  get busy(): boolean {
    return this.parts.concurrency.total > 0;
  }

  async invoke(configuration: FunctionConfiguration, requestId: string, payload: Buffer): Promise<InvocationResult> {
    const leave = this.parts.concurrency.enter(configuration);
    try {
      const sandbox = await this.parts.environments.acquire(configuration);
      const result = await this.run(sandbox, requestId, payload);
      // the caller has its answer while a useless environment is ended
      void this.parts.environments.release(sandbox, this.parts.isCurrent(configuration));
      return result;
    } finally {
      leave();
    }
  }

  private async run(sandbox: Sandbox, requestId: string, payload: Buffer): Promise<InvocationResult> {
    const { clock } = this.parts;
    const lines: string[] = [];
    sandbox.onLine = (line) => lines.push(line);
    const log = new PlatformLog(
      sandbox.configuration,
      () => clock.now(),
      (line) => {
        lines.push(line);
        this.parts.appendLog(sandbox, line);
      },
    );
    const init = await this.initialize(sandbox, log);
    log.start(requestId);
    const startedAt = clock.now();
    const outcome = init.failure ?? (await this.withTimeout(sandbox, requestId, payload));
    await turn(); // what the function printed before its answer is read before END is written
    const result = explain(outcome, requestId, sandbox.configuration.timeoutSeconds);
    if (result.timedOut) log.timedOut(requestId, sandbox.configuration.timeoutSeconds);
    if (result.exitMessage) log.exited(requestId, result.exitMessage);
    log.report(requestId, { ...reportOf(outcome), durationMs: clock.now() - startedAt, initMs: init.durationMs });
    sandbox.onLine = undefined;
    return { payload: result.payload, failed: outcome.status !== 'success', log: lines };
  }

  /** The first invocation in an environment waits for its init, and gets the init's failure. */
  private async initialize(sandbox: Sandbox, log: PlatformLog): Promise<{ failure?: Failure; durationMs?: number }> {
    if (sandbox.invocations++ > 0) return {};
    const { clock } = this.parts;
    log.initStart();
    const late = Symbol();
    const failure = await this.orAfter(initLimitMs, sandbox.environment.init, late);
    const durationMs = clock.now() - sandbox.startedAt;
    if (failure === late) log.initFailed(durationMs, 'timeout', 'Sandbox.Timedout');
    if (failure === late || !failure) return { durationMs };
    log.initFailed(durationMs, 'error', failure.errorType);
    await sandbox.environment.end();
    return { failure };
  }

  private async withTimeout(sandbox: Sandbox, requestId: string, payload: Buffer): Promise<HandlerResult> {
    const { timeoutSeconds, arn } = sandbox.configuration;
    const remainingMs = timeoutSeconds * 1000;
    const event = {
      requestId,
      payload,
      functionArn: arn,
      remainingMs,
      deadlineMs: this.parts.clock.now() + remainingMs,
    };
    const timeout: Failure = { status: 'timeout', errorType: 'Sandbox.Timedout' };
    const outcome = await this.orAfter(remainingMs, sandbox.environment.invoke(event), timeout);
    if (outcome === timeout) await sandbox.environment.end();
    return outcome;
  }

  private orAfter<T, L>(ms: number, wanted: Promise<T>, late: L): Promise<T | L> {
    return new Promise((resolve, reject) => {
      const cancel = this.parts.clock.after(ms, () => resolve(late));
      wanted.then(resolve, reject).finally(cancel);
    });
  }
}

interface Explanation {
  readonly payload: Buffer;
  readonly timedOut?: boolean;
  readonly exitMessage?: string;
}

/** The caller's result: that of the function, or an error object in Lambda's words. */
function explain(outcome: HandlerResult, requestId: string, timeoutSeconds: number): Explanation {
  if (outcome.status === 'success') return { payload: outcome.payload };
  if (outcome.payload) return { payload: outcome.payload };
  const timedOut = outcome.status === 'timeout';
  const exit = outcome.reason
    ? `Runtime exited with error: ${outcome.reason}`
    : 'Runtime exited without providing a reason';
  const message = timedOut ? `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` : exit;
  const error = { errorType: outcome.errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` };
  return { payload: Buffer.from(JSON.stringify(error)), ...(timedOut ? { timedOut } : { exitMessage: exit }) };
}

function reportOf(outcome: HandlerResult): Pick<Report, 'maxMemoryMb' | 'status' | 'errorType'> {
  const maxMemoryMb = outcome.maxMemoryMb ?? 0;
  if (outcome.status === 'timeout') return { maxMemoryMb, status: 'timeout' };
  if (outcome.status === 'exited') return { maxMemoryMb, status: 'error', errorType: outcome.errorType };
  return { maxMemoryMb };
}
