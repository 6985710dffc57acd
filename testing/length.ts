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
