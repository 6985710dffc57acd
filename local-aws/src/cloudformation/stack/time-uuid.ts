import { randomBytes } from 'node:crypto';

/** From the Gregorian reform, where UUIDs begin to count, to 1970, in units of 100 ns. */
const BEFORE_1970 = 0x01b21dd213814000n;

/** A UUID of version 1 (RFC 9562, section 5.1), as CloudFormation gives it to events of stacks. */
export function timeUuid(time: Date): string {
  const random = randomBytes(8);
  // random bits serve below the millisecond, and for the clock and the node
  const ticks = BigInt(time.getTime()) * 10_000n + BigInt(random.readUInt16BE(0) % 10_000) + BEFORE_1970;
  const hex = ticks.toString(16).padStart(15, '0');
  const clock = ((random.readUInt16BE(0) & 0x3fff) | 0x8000).toString(16);
  return [hex.slice(7), hex.slice(3, 7), `1${hex.slice(0, 3)}`, clock, random.subarray(2).toString('hex')].join('-');
}
