import { setMaxListeners } from 'node:events';
import { Pace } from './pace';

/** A call that begins later would hardly end in time. */
const LAST_CALL = 2_000;

/** The time that one invocation has left, and the signal that ends its open calls. */
export class Deadline {
  public readonly pace = new Pace();
  public readonly began = Date.now();
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly milliseconds: number) {
    // each open call adds a listener: in a deep tree of stacks there are more than the ten at which Node warns
    setMaxListeners(0, this.controller.signal);
    this.timer = setTimeout(() => this.controller.abort(), milliseconds);
  }

  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  public get elapsed(): number {
    return Date.now() - this.began;
  }

  public get remaining(): number {
    return this.milliseconds - this.elapsed;
  }

  /** Runs a task with a part of the time that is left. */
  public async spend<T>(part: number, task: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.remaining * part);
    return task(deadline).finally(() => deadline.close());
  }

  /** Ends requests and pauses. Lambda freezes what still runs after the answer, and would thaw it in the next event. */
  public close(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }

  /** Resolves after the pause, or early enough for one last call. Rejects if no time is left for that. */
  public async pause(milliseconds: number, cause?: unknown): Promise<void> {
    const wait = Math.min(milliseconds, this.remaining - LAST_CALL);
    if (this.signal.aborted || wait <= 0) throw new DeadlineExceeded(cause);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.signal.removeEventListener('abort', giveUp);
        resolve();
      }, wait);
      const giveUp = () => {
        clearTimeout(timer);
        reject(new DeadlineExceeded(cause));
      };
      this.signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}

export class DeadlineExceeded extends Error {
  constructor(override readonly cause?: unknown) {
    super('the time is up');
  }
}
