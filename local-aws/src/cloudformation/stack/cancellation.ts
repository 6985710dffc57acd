/** One roll-forward of a stack. If one of its resources fails, all of it is cancelled. */
export class Cancellation {
  private readonly listeners = new Set<() => void>();
  private done = false;
  reason?: string;

  constructor(parent?: Cancellation) {
    parent?.onCancel(() => this.cancel());
  }

  get cancelled(): boolean {
    return this.done;
  }

  cancel(reason?: string): void {
    if (this.done) return;
    this.done = true;
    this.reason = reason;
    for (const listener of [...this.listeners]) listener();
    this.listeners.clear();
  }

  /** Calls `listener` once, or at once if it is already cancelled. The returned function stops that. */
  onCancel(listener: () => void): () => void {
    if (this.done) listener();
    else this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
