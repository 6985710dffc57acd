import { UsageError } from '../output/errors';

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** A time: a number of hours, days or weeks before now, or a date. */
export function timeOf(since: string, now: number): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([hdw])$/.exec(since) ?? [];
  if (count) return Math.max(0, now - Number(count) * (HOURS[unit] ?? 0) * 3_600_000);
  const date = /^\d{4}-\d\d-\d\d/.test(since) ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(date))
    throw new UsageError(
      `--since takes hours, days or weeks such as 90d, or a date such as 2026-09-01, got '${since}'`,
    );
  return date;
}
