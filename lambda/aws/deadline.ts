import { Pace } from './pace';

/** A call that begins later would hardly end in time. */
const LAST_CALL = 2_000;

/** The time that one invocation has left. Its end ends all open calls, without an AbortSignal: a cold start would be slower. */
export class Deadline {
  public readonly pace = new Pace();
  public readonly began = Date.now();
  /** Whether the time is up, or the request is answered. */
  public isOver = false;
  private readonly open = new Set<() => void>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly milliseconds: number) {
    this.timer = setTimeout(() => this.end(), milliseconds);
  }

  /** Calls a function at the end, unless the function that it returns has been called before. */
  public atEnd(giveUp: () => void): () => void {
    this.open.add(giveUp);
    return () => this.open.delete(giveUp);
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
    this.end();
  }

  private end(): void {
    this.isOver = true;
    for (const giveUp of this.open) giveUp();
    this.open.clear();
  }

  /** Resolves after the pause, or early enough for one last call. Rejects if no time is left for that. */
  public async pause(milliseconds: number, cause?: unknown): Promise<void> {
    const wait = Math.min(milliseconds, this.remaining - LAST_CALL);
    if (this.isOver || wait <= 0) throw new DeadlineExceeded(cause);
    await new Promise<void>((resolve, reject) => {
      const remove = this.atEnd(() => {
        clearTimeout(timer);
        reject(new DeadlineExceeded(cause));
      });
      const timer = setTimeout(() => {
        remove();
        resolve();
      }, wait);
    });
  }
}

export class DeadlineExceeded extends Error {
  constructor(override readonly cause?: unknown) {
    super('the time is up');
  }
}
