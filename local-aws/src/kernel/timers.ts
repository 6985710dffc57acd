export interface Timer {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
  /** Whether a caller awaits it, so that the process must live until then. */
  readonly awaited: boolean;
}

/** The timers, earliest first. Timers of one instant stand in the order in which they were set. */
export class Timers {
  private readonly queue: Timer[] = [];
  private count = 0;

  add(at: number, action: () => void, awaited: boolean): () => void {
    const timer = { at, order: this.count++, action, awaited };
    this.queue.splice(this.position(at), 0, timer);
    return () => this.remove(timer);
  }

  first(): Timer | undefined {
    return this.queue[0];
  }

  /** Takes out the first timer if it is due. */
  due(now: number): Timer | undefined {
    const first = this.queue[0];
    return first && first.at <= now ? this.queue.shift() : undefined;
  }

  someAwaited(): boolean {
    return this.queue.some(({ awaited }) => awaited);
  }

  clear(): void {
    this.queue.length = 0;
  }

  private remove(timer: Timer): void {
    const index = this.queue.indexOf(timer);
    if (index >= 0) this.queue.splice(index, 1);
  }

  /** Behind all timers of the same or an earlier instant. */
  private position(at: number): number {
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.queue[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
