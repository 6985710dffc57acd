/*
 * What replication costs beyond the hours that AWS gives free for each server.
 * https://aws.amazon.com/application-migration-service/pricing
 */

/** 90 days. */
export const FREE_HOURS = 2_160;

/** USD an hour: the AWS price list of il-central-1 in 2023. Other Regions may differ; --price takes yours. */
export const DEFAULT_PRICE = 0.042;

const HOURS_A_MONTH = 730;

export type Cost = ReturnType<typeof costOf>;

export function costOf(elapsedReplicationDuration: string | undefined, price: number) {
  const hours = hoursOf(elapsedReplicationDuration ?? '');
  /** Beyond the free hours. */
  const billedHours = Math.max(0, hours - FREE_HOURS);
  // what a month of further replication costs after the free hours
  const perMonth = HOURS_A_MONTH * price;
  return { hours, billedHours, soFar: billedHours * price, perMonth };
}

const DURATION = /^P(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/;

/** The hours of an ISO 8601 duration in weeks, days and less, as MGN writes it. */
export function hoursOf(duration: string): number {
  const [, weeks, days, hours, minutes, seconds] = DURATION.exec(duration) ?? [];
  const number = (text = '0') => Number(text);
  return number(weeks) * 168 + number(days) * 24 + number(hours) + number(minutes) / 60 + number(seconds) / 3_600;
}
