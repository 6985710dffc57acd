import type { FunctionConfiguration } from './configuration';
import { tooManyRequests } from './errors';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const accountLimit = 1000;

/** Counts running invocations and throttles those beyond a function's reserved concurrency or the account's limit. */
export class Concurrency {
  private readonly running = new Map<string, number>();
  private unreserved = 0;
  total = 0;

  constructor(private readonly all: () => readonly FunctionConfiguration[]) {}

  /** Throws TooManyRequestsException; else returns what to call at the end of the invocation. */
  enter({ name, reservedConcurrency }: FunctionConfiguration): () => void {
    const own = this.running.get(name) ?? 0;
    if (reservedConcurrency !== undefined && own >= reservedConcurrency)
      throw tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded');
    const shared = reservedConcurrency === undefined ? 1 : 0;
    if (shared && this.unreserved >= accountLimit - this.reserved())
      throw tooManyRequests('ConcurrentInvocationLimitExceeded');
    this.change(name, 1, shared);
    return () => this.change(name, -1, -shared);
  }

  private change(name: string, by: number, unreservedBy: number): void {
    this.running.set(name, (this.running.get(name) ?? 0) + by);
    this.unreserved += unreservedBy;
    this.total += by;
  }

  private reserved(): number {
    return this.all().reduce((sum, { reservedConcurrency }) => sum + (reservedConcurrency ?? 0), 0);
  }
}
