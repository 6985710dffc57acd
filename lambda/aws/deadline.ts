import { setMaxListeners } from 'node:events';

/** Who is throttled is one of many, hundreds when a large stack is deleted: they need seconds to pass, not tries. */
export const FIRST_PAUSE_OF_MANY = 5_000;
const LONGEST_PAUSE_OF_MANY = 40_000;
/** However long others are throttled too, so many tries on average are left. */
const TRIES_LEFT = 40;

/** A call that is begun later would hardly end in time. */
const LAST_CALL = 2_000;

/** The time that one invocation has left, and the signal that ends what it still has under way. */
export class Deadline {
  /** How many requests are known to be at work on the same: they share what MGN and CloudFormation allow in a second. */
  public crowd = 1;
  /** How long a throttled call waits at most, in milliseconds: what one has learned, the next ones know. */
  private patience = FIRST_PAUSE_OF_MANY;
  public readonly began = Date.now();
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly milliseconds: number) {
    // one for each call under way: in a deep tree of stacks more than the ten from which Node warns
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

  /** A pause for a call that was throttled, with full jitter. The next one is longer, as far as the time allows. */
  public nextTurn(): number {
    const most = Math.min(this.patience, Math.max(FIRST_PAUSE_OF_MANY, (2 * this.remaining) / TRIES_LEFT));
    this.patience = Math.min(LONGEST_PAUSE_OF_MANY, most * 2);
    return Math.random() * most;
  }

  /** A call was not throttled: little by little, the next that is will wait less. */
  public hurry(): void {
    this.patience = Math.max(FIRST_PAUSE_OF_MANY, this.patience / 1.2);
  }

  /** Runs a task with a part of the time that is left. */
  public async spend<T>(part: number, task: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.remaining * part);
    return task(deadline).finally(() => deadline.close());
  }

  /** Ends requests and pauses. Lambda freezes what is still running after the answer, and would thaw it in the next event. */
  public close(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }

  /** Resolves after the pause, or in time for one last call; rejects when there is no time for that. */
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
