import type { Clock } from '../kernel/types';
import type { MgnBehaviour } from './behaviour';

/** A server that was not asked for in this time may be late again. */
const FORGOTTEN_AFTER_MS = 60_000;

/** Which servers DescribeSourceServers does not show yet: see `describeLagMs`. */
export class DescribeLag {
  private readonly asked = new Map<string, { since: number; last: number }>();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly behaviour: Pick<MgnBehaviour, 'describeLagMs'>,
  ) {}

  /** Whether a server, asked for by its id, is not shown yet. */
  isLate(id: string): boolean {
    if (this.behaviour.describeLagMs <= 0) return false;
    const now = this.clock.now();
    const before = this.asked.get(id);
    const since = before && now - before.last < FORGOTTEN_AFTER_MS ? before.since : now;
    this.asked.set(id, { since, last: now });
    return now - since < this.behaviour.describeLagMs;
  }

  clear(): void {
    this.asked.clear();
  }
}
