import type { Clock } from '../kernel/types';
import { defaultEventInvoke, type FunctionStore } from './functions';
import type { InvocationResult, Invoker } from './invoker';

const minute = 60_000;
const longestBackoffMs = 5 * minute;

interface QueuedEvent {
  readonly functionName: string;
  readonly requestId: string;
  readonly payload: Buffer;
  readonly enqueuedAt: number;
  readonly failures: number;
  readonly throttles: number;
}

/**
 * Asynchronous invocation: a function's error is retried after one and after two minutes; a throttled event with
 * growing delays while the event is young enough.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncQueue {
  private readonly cancels = new Set<() => void>();
  private generation = 0;

  constructor(
    private readonly clock: Clock,
    private readonly functions: FunctionStore,
    private readonly invoker: Invoker,
  ) {}

  enqueue(functionName: string, requestId: string, payload: Buffer): void {
    const event = { functionName, requestId, payload, enqueuedAt: this.clock.now(), failures: 0, throttles: 0 };
    void this.deliver(event);
  }

  clear(): void {
    this.generation++;
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }

  private async deliver(event: QueuedEvent): Promise<void> {
    const { generation } = this;
    // looked up each time: a function may change or be deleted while its events wait
    const configuration = this.functions.find(event.functionName);
    const limits = this.functions.eventInvokeConfig(event.functionName) ?? defaultEventInvoke;
    if (!configuration || this.clock.now() - event.enqueuedAt > limits.maximumEventAgeSeconds * 1000) return;
    const result = await this.invoker.invoke(configuration, event.requestId, event.payload).catch((error) => error);
    if (generation === this.generation) this.settle(event, result, limits.maximumRetryAttempts);
  }

  private settle(event: QueuedEvent, result: InvocationResult | Error, retries: number): void {
    if (result instanceof Error) {
      const delay = Math.min(1000 * 2 ** event.throttles, longestBackoffMs);
      this.later(delay, { ...event, throttles: event.throttles + 1 });
    } else if (result.failed && event.failures < retries) {
      const failures = event.failures + 1;
      this.later(failures * minute, { ...event, failures });
    }
  }

  private later(ms: number, event: QueuedEvent): void {
    const cancel = this.clock.after(ms, () => {
      this.cancels.delete(cancel);
      void this.deliver(event);
    });
    this.cancels.add(cancel);
  }
}
