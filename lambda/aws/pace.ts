/** Throttled calls come in hundreds when a large stack is deleted. They need seconds, not more tries. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 40_000;
/** Pauses are short enough that this many tries are left, on average. */
const TRIES_LEFT = 40;

/** How fast one request calls. All requests that came together share what MGN and CloudFormation allow in a second. */
export class Pace {
  /** How many requests came together, as far as this one knows. */
  public crowd = 1;
  /** How long a throttled call waits at most, in milliseconds. One call learns it for the next ones. */
  private patience = FIRST_PAUSE;

  /** A pause for a throttled call, with full jitter. The next pause is longer, if there is time. */
  public pauseOf(remaining: number): number {
    const most = Math.min(this.patience, Math.max(FIRST_PAUSE, (2 * remaining) / TRIES_LEFT));
    this.patience = Math.min(LONGEST_PAUSE, most * 2);
    return Math.random() * most;
  }

  /** Says that a call was not throttled. The next throttled call waits a little less. */
  public hurry(): void {
    this.patience = Math.max(FIRST_PAUSE, this.patience / 1.2);
  }

  /**
   * A pause, with full jitter, within the time that the whole crowd still needs at this rate; undefined for a request
   * that is alone. Once that time is over, the longest pause is the time since then, so it doubles.
   */
  public pauseAmongMany(perSecond: number, elapsed: number, remaining: number, most: number): number | undefined {
    if (this.crowd <= 1) return undefined;
    const left = (this.crowd / perSecond) * 1000 - elapsed;
    const longest = left > 0 ? Math.min(left, remaining / 2) : Math.min(-left, most);
    return Math.random() * Math.max(longest, FIRST_PAUSE);
  }
}
