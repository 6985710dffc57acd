/**
 * Where functions run. The default starts a Node process for each execution environment. Another one may run handlers
 * in this process. It does not handle timeouts, concurrency, retries and logs.
 */
export interface Executor {
  /** Starts an execution environment. Calls `onLog` for each line that the function prints. */
  start(spec: EnvironmentSpec, onLog: (line: string) => void): ExecutionEnvironment;
}

export interface EnvironmentSpec {
  /** nodejs22.x */
  readonly runtime: string;
  /** The unpacked code. */
  readonly taskRoot: string;
  /** All environment variables that AWS documents, including `_HANDLER`. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface ExecutionEnvironment {
  /** Resolves when the handler is loaded, or to the failure if that fails. */
  readonly init: Promise<Failure | undefined>;
  /** Runs one event. Resolves when the environment could take the next one, or is gone. Never rejects. */
  invoke(event: InvocationEvent): Promise<HandlerResult>;
  /** False if it cannot take another event. */
  readonly alive: boolean;
  /** Ends it at once, whatever it does. Resolves when it is gone. */
  end(): Promise<void>;
}

export interface InvocationEvent {
  readonly requestId: string;
  /** JSON */
  readonly payload: Buffer;
  readonly functionArn: string;
  readonly remainingMs: number;
  /** The same as a time on the local clock, which may be ahead of the function's clock. */
  readonly deadlineMs: number;
}

export type HandlerResult = Success | Failure;

export interface Success {
  readonly status: 'success';
  readonly payload: Buffer;
  readonly maxMemoryMb?: number;
}

export interface Failure {
  /** error: the handler's own. exited: the process ended without an answer. timeout: it was ended. */
  readonly status: 'error' | 'exited' | 'timeout';
  /** Why it exited, in the words of the Lambda logs: `exit status 1`, `signal: killed`. */
  readonly reason?: string;
  readonly errorType: string;
  /** The JSON error object of an `error`. */
  readonly payload?: Buffer;
  readonly maxMemoryMb?: number;
}
