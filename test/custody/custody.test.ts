import * as fc from 'fast-check';
import { promise } from '../../testing/promise';

const numRuns = Number(process.env.CUSTODY_RUNS ?? 300);
// the same programs each time: a change is judged by what it changed; npm run test:soak looks for new ones
const seed = Number(process.env.CUSTODY_SEED ?? 20261123);

test(
  `whatever is done to the stacks, servers are disconnected when a completed deployment says so, and never otherwise (${numRuns} programs)`,
  () => fc.assert(promise(), { numRuns, seed }),
  60_000 + numRuns * 500,
);
