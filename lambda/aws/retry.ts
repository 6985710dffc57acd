import { type Deadline, DeadlineExceeded } from './deadline';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 20_000;

/** A new permission can take this long to take effect: IAM is eventually consistent. */
const IAM_PROPAGATION = 90_000;

/** Pauses that double, with full jitter: docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
export function backoff(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
}

/** The pause after a failed call. A throttled call waits for the others, at the rate that they share. */
export function pauseAfter(error: unknown, attempt: number, deadline: Deadline, perSecond?: number): number {
  const { pace, elapsed, remaining } = deadline;
  const pause = isThrottled(error) ? pace.pauseOf(elapsed, remaining, perSecond) : backoff(attempt);
  return Math.max(pause, retryAfter(error));
}

/** The pause that the service asks for, in the header that the SDKs read. It never takes all of the time. */
function retryAfter(error: unknown): number {
  const { retryAfter = 0 } = (error ?? {}) as { readonly retryAfter?: number };
  return Math.min(retryAfter, LONGEST_PAUSE);
}

/**
 * Repeats a call until it succeeds, fails for good, or the deadline comes. If several calls of a request are throttled,
 * the first one tries for all of them, and the others follow when it gets through.
 */
export async function retrying<T>(deadline: Deadline, call: () => Promise<T>, perSecond?: number): Promise<T> {
  const { pace } = deadline;
  let through = () => {};
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (deadline.isOver && !(error instanceof DeadlineExceeded)) throw new DeadlineExceeded(error);
        if (isPermanent(error, deadline)) throw error;
        if (attempt === 0 && pace.ahead && isThrottled(error)) {
          await pace.ahead;
          continue;
        }
        // it has got through, whatever it met there
        if (!isThrottled(error)) through();
        else if (!pace.ahead) through = pace.lead();
        await deadline.pause(pauseAfter(error, attempt, deadline, perSecond), error);
      }
    }
  } finally {
    through();
  }
}

/** Whether it is useless to repeat a call: the service has understood it and refuses. */
export function isPermanent(error: unknown, deadline: Deadline): boolean {
  if (error instanceof DeadlineExceeded) return true;
  if (isAccessDenied(error)) return deadline.elapsed > IAM_PROPAGATION;
  const status = statusOf(error) ?? 0;
  return status >= 400 && status < 500 && status !== 408 && !isThrottled(error);
}

/** A refusal, or no answer at all. A later call would meet the same. */
export function isLasting(error: unknown): boolean {
  if (!(error instanceof DeadlineExceeded)) return isAccessDenied(error);
  return isAccessDenied(error.cause) || statusOf(error.cause) === undefined;
}

export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}

export function isAccessDenied(error: unknown): boolean {
  return statusOf(error) === 403 || /^AccessDenied/.test(errorName(error));
}

function isThrottled(error: unknown): boolean {
  return /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(errorName(error)) || statusOf(error) === 429;
}

/** The HTTP status of an answer; undefined if there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

/** The page token has expired, or its page has changed. */
export class StaleToken extends Error {}

/** Reads pages. If a token has expired, it starts again from the first page. */
export function reading<T>(pages: () => Promise<T>): Promise<T> {
  return pages().catch((error) => {
    if (error instanceof StaleToken) return pages();
    throw error;
  });
}
