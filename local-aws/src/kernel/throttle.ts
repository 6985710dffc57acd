import type { Clock } from './types';

/** A token bucket per operation that holds one second's worth of calls. */
export class Throttle {
  private readonly buckets = new Map<string, { tokens: number; filledAt: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly behaviour: { readonly requestsPerSecond: number },
    private readonly throttled: () => Error,
  ) {}

  take(operation: string): void {
    const rate = this.behaviour.requestsPerSecond;
    if (!Number.isFinite(rate)) return;
    const now = this.clock.now();
    const capacity = Math.max(rate, 1);
    const bucket = this.buckets.get(operation) ?? { tokens: capacity, filledAt: now };
    const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.filledAt) / 1000) * rate);
    this.buckets.set(operation, { tokens: tokens >= 1 ? tokens - 1 : tokens, filledAt: now });
    if (tokens < 1) throw this.throttled();
  }

  clear(): void {
    this.buckets.clear();
  }
}
