import type { Clock } from '../kernel/types';

/** What is to happen later, and can be called off all at once. */
export class Pending {
  private readonly cancels = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Returns a function that calls it off. */
  later(ms: number, action: () => void): () => void {
    const cancelTimer = this.clock.after(ms, () => {
      this.cancels.delete(cancel);
      action();
    });
    const cancel = () => {
      this.cancels.delete(cancel);
      cancelTimer();
    };
    this.cancels.add(cancel);
    return cancel;
  }

  clear(): void {
    for (const cancel of [...this.cancels]) cancel();
  }
}
