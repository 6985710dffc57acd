import { serverIds } from './server-ids';

/** Whether `npm run test:long` runs: the same tests, as long as a soak. */
const isLong = process.env.TEST_LENGTH === 'long';

/** How many programs, or servers, a test takes in `npm test`, and in `npm run test:long`. */
export function length(short: number, long: number): number {
  return isLong ? long : short;
}

/** So many random programs; `PROGRAMS` and `SEED` in the environment choose others. */
export function randomly(programs: number, seed: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Number(process.env.PROGRAMS ?? programs), seed: Number(process.env.SEED ?? seed) };
}

/*
 * Many Deletes at once against narrow APIs: neither MGN nor CloudFormation publishes its rates, so 5 and 10 requests a
 * second of each operation are assumed. 150 servers are MGN's default quota of an account.
 */

export const FLEET = serverIds(length(150, 450));
export const MGN_RATE = 5;
export const STACKS_RATE = 10;

/** The time of one invocation. */
export const LONGEST = 900_000;
