/*
 * What replication costs beyond the hours that AWS gives free for each server.
 * https://aws.amazon.com/application-migration-service/pricing
 */

/** 90 days. */
export const FREE_HOURS = 2_160;

/** USD an hour: the AWS price list of il-central-1 in 2023. Other Regions may differ; --price takes yours. */
export const DEFAULT_PRICE = 0.042;

const HOURS_A_MONTH = 730;

export interface Cost {
  readonly hours: number;
  /** Beyond the free hours. */
  readonly billedHours: number;
  readonly soFar: number;
  /** What a month of further replication costs after the free hours. */
  readonly perMonth: number;
}

export function costOf(elapsedReplicationDuration: string | undefined, price: number): Cost {
  const hours = hoursOf(elapsedReplicationDuration ?? '');
  const billedHours = Math.max(0, hours - FREE_HOURS);
  return { hours, billedHours, soFar: billedHours * price, perMonth: HOURS_A_MONTH * price };
}

const DURATION = /^P(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/;

/** The hours of an ISO 8601 duration in weeks, days and less, as MGN writes it. */
export function hoursOf(duration: string): number {
  const [, weeks, days, hours, minutes, seconds] = DURATION.exec(duration) ?? [];
  const number = (text = '0') => Number(text);
  return number(weeks) * 168 + number(days) * 24 + number(hours) + number(minutes) / 60 + number(seconds) / 3_600;
}
