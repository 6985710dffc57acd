import * as fc from 'fast-check';
import { guardedPrograms } from '../../testing/gate-program';
import { promise } from '../../testing/promise';

const numRuns = Number(process.env.CUSTODY_RUNS ?? 150);
// the same programs each time: a change is judged by what it changed; npm run test:soak looks for new ones
const seed = Number(process.env.CUSTODY_SEED ?? 20261125);

test(
  `removal guards refuse what the model says and nothing else, never on the way back, and no server goes wrong (${numRuns} programs)`,
  () =>
    fc.assert(
      promise(() => {}, guardedPrograms()),
      { numRuns, seed },
    ),
  120_000 + numRuns * 3_000,
);
