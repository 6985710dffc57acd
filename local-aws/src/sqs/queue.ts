import { createHash, randomUUID } from 'node:crypto';
import type { Clock, PolledQueue, ReceivedMessage } from '../kernel/types';
import { type QueueAttributes, redriveOf } from './attributes';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly senderId: string;
  readonly sentAt: number;
  firstReceivedAt?: number;
  receiveCount: number;
  visibleAt: number;
  /** That of the last receive; an older one deletes nothing. */
  handle?: string;
}

/** What a queue needs of those around it. */
export interface QueueSurroundings {
  readonly clock: Clock;
  /** Whether anybody wants to know when messages become visible; without, no timer is set. */
  watched(arn: string): boolean;
  announce(arn: string): void;
  find(arn: string): Queue | undefined;
}

/** A standard queue: at least once, in no promised order (here in the order of sending). */
export class Queue implements PolledQueue {
  readonly created: number;
  modified: number;
  /** Of AWS::SQS::QueuePolicy. */
  policy?: object;
  private readonly messages = new Map<string, Message>();
  /** Of the messages that are not visible, in a queue that is watched: what cancels their timers. */
  private readonly sleepers = new Map<string, () => void>();

  constructor(
    readonly name: string,
    readonly arn: string,
    private values: QueueAttributes,
    private readonly around: QueueSurroundings,
  ) {
    this.created = around.clock.now();
    this.modified = this.created;
  }

  get attributes(): QueueAttributes {
    return this.values;
  }

  set attributes(values: QueueAttributes) {
    this.values = values;
    this.modified = this.around.clock.now();
  }

  get visibilityTimeoutSeconds(): number {
    return Number(this.values.VisibilityTimeout);
  }

  hasVisible(): boolean {
    return !this.visible().next().done;
  }

  send(body: string, senderId: string, delaySeconds = Number(this.values.DelaySeconds)): Message {
    const now = this.around.clock.now();
    const md5 = createHash('md5').update(body).digest('hex');
    const visibleAt = now + delaySeconds * 1000;
    const message: Message = { id: randomUUID(), body, md5, senderId, sentAt: now, receiveCount: 0, visibleAt };
    this.accept(message);
    return message;
  }

  /** A message sent just now, or one that another queue gives up. */
  accept(message: Message): void {
    this.messages.set(message.id, message);
    this.watch(message);
  }

  receive(
    most: number,
    fits: (body: string) => boolean = () => true,
    visibilitySeconds = this.visibilityTimeoutSeconds,
  ): ReceivedMessage[] {
    const taken: ReceivedMessage[] = [];
    for (const message of this.visible()) {
      if (taken.length === most) break;
      if (this.giveUp(message)) continue;
      if (!fits(message.body)) break;
      taken.push(this.take(message, visibilitySeconds));
    }
    return taken;
  }

  /** False when it is no handle of this queue at all. */
  delete(handle: string): boolean {
    const [, arn, id = ''] = Buffer.from(handle, 'base64').toString().split(' ');
    if (arn !== this.arn) return false;
    if (this.messages.get(id)?.handle === handle) this.drop(id);
    return true;
  }

  /** How many are there, as GetQueueAttributes tells them. */
  counts(): { readonly visible: number; readonly delayed: number; readonly inFlight: number } {
    const now = this.around.clock.now();
    const hidden = [...this.alive()].filter(({ visibleAt }) => visibleAt > now);
    const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
    return { visible: this.messages.size - hidden.length, delayed, inFlight: hidden.length - delayed };
  }

  /** Sets the timers of the messages that are not visible, when somebody begins to watch. */
  watchAll(): void {
    const now = this.around.clock.now();
    for (const message of this.alive()) if (message.visibleAt > now) this.watch(message);
  }

  unwatchAll(): void {
    for (const cancel of this.sleepers.values()) cancel();
    this.sleepers.clear();
  }

  /** Those whose retention period is not over; the others go now. It counts from the sending, in a dead-letter queue too. */
  private *alive(): Generator<Message> {
    const oldest = this.around.clock.now() - Number(this.values.MessageRetentionPeriod) * 1000;
    for (const message of this.messages.values()) {
      if (message.sentAt > oldest) yield message;
      else this.drop(message.id);
    }
  }

  private *visible(): Generator<Message> {
    const now = this.around.clock.now();
    for (const message of this.alive()) if (message.visibleAt <= now) yield message;
  }

  private take(message: Message, visibilitySeconds: number): ReceivedMessage {
    const now = this.around.clock.now();
    message.firstReceivedAt ??= now;
    message.receiveCount += 1;
    message.visibleAt = now + visibilitySeconds * 1000;
    message.handle = Buffer.from(`${randomUUID()} ${this.arn} ${message.id}`).toString('base64');
    if (visibilitySeconds > 0) this.watch(message);
    return {
      messageId: message.id,
      receiptHandle: message.handle,
      body: message.body,
      md5OfBody: message.md5,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(message.sentAt),
        SenderId: message.senderId,
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      },
    };
  }

  /** To the dead-letter queue instead of once more to a receiver; when that queue is gone it stays. */
  private giveUp(message: Message): boolean {
    const redrive = redriveOf(this.values);
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = this.around.find(redrive.deadLetterTargetArn);
    if (!target || target === this) return false;
    this.drop(message.id);
    target.accept({ ...message, handle: undefined });
    return true;
  }

  private watch(message: Message): void {
    this.sleepers.get(message.id)?.();
    this.sleepers.delete(message.id);
    if (!this.around.watched(this.arn)) return;
    const ms = message.visibleAt - this.around.clock.now();
    if (ms > 0)
      this.sleepers.set(
        message.id,
        this.around.clock.after(ms, () => this.wake(message)),
      );
    else this.around.announce(this.arn);
  }

  private wake({ id }: Message): void {
    this.sleepers.delete(id);
    this.around.announce(this.arn);
  }

  private drop(id: string): void {
    this.messages.delete(id);
    this.sleepers.get(id)?.();
    this.sleepers.delete(id);
  }
}
