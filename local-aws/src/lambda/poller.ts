import { randomUUID } from 'node:crypto';
import {
  AwsError,
  type Environment,
  type Iam,
  type PolledQueue,
  type Queues,
  type ReceivedMessage,
} from '../kernel/types';
import type { FunctionStore } from './functions';
import type { InvocationResult, Invoker } from './invoker';
import type { MappingSettings } from './mapping-settings';
import { Pending } from './pending';
import { doneOf, eventOf, sizeInEvent } from './queue-event';
import { mayRead } from './queue-permissions';

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const firstBatches = 5;
const moreBatchesPerMinute = 300;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const mostPerReceive = 10;
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestEvent = 6 * 2 ** 20;
const minute = 60_000;
const withoutPermissionMs = 10_000;

export interface PollerParts {
  readonly env: Environment;
  readonly iam: Iam;
  readonly queues: Queues;
  readonly functions: FunctionStore;
  readonly invoker: Invoker;
}

interface Batch {
  readonly messages: ReceivedMessage[];
  readonly gatheredAt: number;
  bytes: number;
  /** Set while it waits for the end of its window. */
  cancel?: () => void;
}

/**
 * Reads a queue for a function, in several batches at once. It does something only while there are messages: the queue
 * tells when one becomes visible, so an idle queue has no timer.
 */
export class Poller {
  private readonly pending: Pending;
  /** Batches with room for more, the one whose turn it is first. */
  private gathering: Batch[] = [];
  private running = 0;
  private allowed = firstBatches;
  private growth?: () => void;
  private retry?: () => void;
  private unsubscribe?: () => void;

  constructor(
    private readonly parts: PollerParts,
    private settings: MappingSettings,
  ) {
    this.pending = new Pending(parts.env.clock);
  }

  start(): void {
    this.unsubscribe = this.parts.queues.onVisible(this.settings.queueArn, () => this.poll());
    this.poll();
  }

  /** What runs ends by itself, and its messages are deleted yet; what was gathered comes again in the queue. */
  stop(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    this.pending.clear();
    this.gathering = [];
  }

  /** For what begins from now on; the batches that are under way stay so, and count. */
  change(settings: MappingSettings): void {
    this.settings = settings;
    this.poll();
  }

  private poll(): void {
    const queue = this.unsubscribe && this.queue();
    if (!queue?.hasVisible()) this.rest();
    else if (this.may('ReceiveMessage')) this.read(queue);
    else this.retry ??= this.pending.later(withoutPermissionMs, () => this.pollAgain());
  }

  private pollAgain(): void {
    this.retry = undefined;
    this.poll();
  }

  private read(queue: PolledQueue): void {
    for (let batch = this.nextBatch(); batch; batch = queue.hasVisible() ? this.nextBatch() : undefined)
      this.fill(queue, batch);
    if (queue.hasVisible()) this.growLater();
  }

  /** Nothing to read: what was to be done for more messages need not be done. */
  private rest(): void {
    this.growth?.();
    this.growth = undefined;
    if (this.running + this.gathering.length === 0) this.allowed = firstBatches;
  }

  /** All that may be at once begin, then each gets more in turn; none when all are with the function. */
  private nextBatch(): Batch | undefined {
    if (this.running + this.gathering.length < Math.min(this.allowed, this.settings.mostBatches))
      return { messages: [], bytes: 0, gatheredAt: this.parts.env.clock.now() };
    return this.gathering.shift();
  }

  private fill(queue: PolledQueue, batch: Batch): void {
    const { batchSize, windowSeconds } = this.settings;
    const room = Math.max(0, Math.min(mostPerReceive, batchSize - batch.messages.length)); // an update may have lowered it
    const received = queue.receive(room, (body) => {
      const bytes = batch.bytes + sizeInEvent(body);
      if (batch.bytes > 0 && bytes > largestEvent) return false;
      batch.bytes = bytes;
      return true;
    });
    batch.messages.push(...received);
    if (batch.messages.length === 0) return; // all went to the dead-letter queue
    const tooLarge = received.length < room && queue.hasVisible();
    if (windowSeconds === 0 || batch.messages.length >= batchSize || tooLarge) this.run(batch);
    else {
      batch.cancel ??= this.pending.later(windowSeconds * 1000, () => this.run(batch));
      this.gathering.push(batch);
    }
  }

  private growLater(): void {
    if (this.allowed >= this.settings.mostBatches) return;
    this.growth ??= this.pending.later(minute, () => {
      this.growth = undefined;
      this.allowed += moreBatchesPerMinute;
      this.poll();
    });
  }

  private run(batch: Batch): void {
    batch.cancel?.();
    this.gathering = this.gathering.filter((other) => other !== batch);
    this.running += 1;
    void this.invoke(batch).then((result) => {
      this.running -= 1;
      this.delete(doneOf(batch.messages, result, this.settings.reportsFailures));
      this.poll();
    });
  }

  /** A throttled batch is tried again, later each time, for as long as its messages are out of sight. */
  private async invoke({ messages, gatheredAt }: Batch): Promise<InvocationResult | undefined> {
    const { env, functions, invoker } = this.parts;
    const payload = eventOf(messages, this.settings.queueArn, env.region);
    const until = gatheredAt + (this.queue()?.visibilityTimeoutSeconds ?? 0) * 1000;
    for (let delay = 1000; ; delay *= 2) {
      const configuration = functions.find(this.settings.functionName);
      if (!configuration) return undefined;
      const result = await invoker.invoke(configuration, randomUUID(), payload).catch((error: Error) => error);
      if (!(result instanceof Error)) return result;
      const throttled = result instanceof AwsError && result.code === 'TooManyRequestsException';
      if (!throttled || !this.unsubscribe || env.clock.now() + delay >= until) return undefined;
      await new Promise<void>((resolve) => this.pending.later(delay, resolve));
    }
  }

  private delete(messages: readonly ReceivedMessage[]): void {
    if (messages.length === 0 || !this.may('DeleteMessage')) return;
    for (const { receiptHandle } of messages) this.queue()?.delete(receiptHandle);
  }

  private queue(): PolledQueue | undefined {
    return this.parts.queues.find(this.settings.queueArn);
  }

  /** As the function's role is now. */
  private may(operation: string): boolean {
    return mayRead(this.parts, this.settings, operation);
  }
}
