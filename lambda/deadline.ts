/** The time that one invocation has left, and the signal that ends what it still has under way. */
export class Deadline {
  private readonly started = Date.now();
  private readonly controller = new AbortController();

  constructor(private readonly milliseconds: number) {}

  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  public get elapsed(): number {
    return Date.now() - this.started;
  }

  public get remaining(): number {
    return this.milliseconds - this.elapsed;
  }

  /** Ends requests and pauses. Lambda freezes what is still running after the answer, and would thaw it in the next event. */
  public close(): void {
    this.controller.abort();
  }

  /** Resolves after the pause, or rejects with `DeadlineExceeded` when that is later than the deadline. */
  public pause(milliseconds: number, cause?: unknown): Promise<void> {
    if (this.signal.aborted || milliseconds >= this.remaining) throw new DeadlineExceeded(cause);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds);
      this.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new DeadlineExceeded(cause));
      });
    });
  }
}

export class DeadlineExceeded extends Error {
  constructor(override readonly cause?: unknown) {
    super('the time is up');
  }
}
