import type { Clock } from '../../kernel/types';
import type { CloudFormationBehaviour } from '../behaviour';
import type { Cancellation } from '../stack/cancellation';

interface Pending {
  readonly resolve: (body: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** Requests that wait for their answer. Each ends with its answer, its timeout or its cancellation. */
export class PendingAnswers {
  private readonly pending = new Map<string, Pending>();
  private readonly timers = new Map<string, () => void>();

  /** Answers that have arrived and are not read yet. */
  private readonly unread = new Map<string, Buffer>();

  constructor(
    private readonly clock: Clock,
    private readonly behaviour: CloudFormationBehaviour,
  ) {}

  /** A cancelled request never settles: its caller does not wait for it. */
  expect(key: string, timeoutMs: number, timeoutError: Error, cancellation: Cancellation): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const stopListening = cancellation.onCancel(() => this.forget(key));
      if (cancellation.cancelled) return;
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          this.forget(key);
          stopListening();
          settle(value);
        };
      this.pending.set(key, { resolve: settled(resolve), reject: settled(reject) });
      this.timers.set(
        key,
        this.clock.after(timeoutMs, () => this.refuse(key, timeoutError)),
      );
    });
  }

  answer(key: string, body: Buffer): void {
    const { answersReadAfterMs } = this.behaviour;
    const first = !this.unread.has(key);
    this.unread.set(key, body);
    if (answersReadAfterMs === 0) this.read(key);
    else if (first) this.clock.after(answersReadAfterMs, () => this.read(key));
  }

  private read(key: string): void {
    const body = this.unread.get(key);
    this.unread.delete(key);
    if (body) this.pending.get(key)?.resolve(body);
  }

  refuse(key: string, error: Error): void {
    this.pending.get(key)?.reject(error);
  }

  forgetAll(): void {
    for (const key of [...this.pending.keys()]) this.forget(key);
  }

  private forget(key: string): void {
    this.pending.delete(key);
    this.timers.get(key)?.();
    this.timers.delete(key);
  }
}
