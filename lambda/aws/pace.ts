/** The longest pauses of throttled calls, in milliseconds. They need seconds, not more tries: they come in hundreds. */
const AT_FIRST = 9_000;
const NEAR_THE_END = 5_000;
const LATE = 20_000;
/** How many resources a page of events shows at most. */
const PAGE = 100;
/** One that knows of a hundred others waits up to 25 s: they do not know of it yet, and read their first page. */
const FOR_EACH = 250;

/** How fast one request calls. All requests that came together share what MGN and CloudFormation allow in a second. */
export class Pace {
  /** How many requests came together, as far as this one knows. */
  public crowd = 1;
  /** Whether it has seen all of them. Then it has the least left to ask. */
  public isWhole = false;
  /** Ends when the throttled call gets through that tries for the others of this request. */
  public ahead?: Promise<void>;

  /** Has the other throttled calls of this request wait until the function that it returns is called. */
  public lead(): () => void {
    let through = () => {};
    const ahead = new Promise<void>((resolve) => {
      through = resolve;
    });
    this.ahead = ahead;
    return () => {
      // another may lead by now
      if (this.ahead === ahead) this.ahead = undefined;
      through();
    };
  }

  /** A pause for a throttled call, with full jitter, and in turn if the crowd shares a known rate. */
  public pauseOf(elapsed: number, remaining: number, perSecond?: number): number {
    const isInTurn = perSecond && this.crowd > 1;
    return Math.random() * (isInTurn ? this.turn(perSecond, elapsed, remaining) : this.patience(elapsed, remaining));
  }

  /**
   * Falls while the known ones get through, then grows: there are more, or less is allowed, than is known. It leaves
   * time for thirty tries, on average. Who has the least left to ask goes first.
   */
  private patience(elapsed: number, remaining: number): number {
    const known = Math.min(this.crowd, PAGE) * FOR_EACH - elapsed / 2;
    const longest = Math.min(Math.max(AT_FIRST, known, elapsed * 0.6), Math.max(NEAR_THE_END, remaining / 15));
    return this.isWhole ? longest / 2 : longest;
  }

  /** The time that the whole crowd still needs at this rate. Once that is over, half the time since then, if there is time. */
  private turn(perSecond: number, elapsed: number, remaining: number): number {
    const left = (this.crowd / perSecond) * 1000 - elapsed;
    return Math.max(NEAR_THE_END, left > 0 ? Math.min(left, remaining / 2) : Math.min(-left / 2, LATE, remaining / 15));
  }
}
