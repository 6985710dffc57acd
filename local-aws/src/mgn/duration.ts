const DAY = 86_400;
const UNITS = [DAY, 3600, 60, 1];

/** The seconds of an ISO 8601 duration in days, hours, minutes and seconds, as MGN writes it: P30D, PT5H30M. */
export function secondsIn(duration: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(duration);
  return match?.slice(1).reduce((sum, part, unit) => sum + Number(part ?? 0) * (UNITS[unit] ?? 0), 0);
}

export function durationOf(seconds: number): string {
  const whole = Math.floor(seconds);
  const [days, hours] = [Math.floor(whole / DAY), Math.floor((whole % DAY) / 3600)];
  const [minutes, rest] = [Math.floor((whole % 3600) / 60), whole % 60];
  const time = [hours && `${hours}H`, minutes && `${minutes}M`, rest && `${rest}S`].filter(Boolean).join('');
  return `P${days || !time ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}
