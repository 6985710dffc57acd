import * as fc from 'fast-check';
import { length, randomly } from '../../testing/length';
import { guardedPrograms } from '../../testing/program';
import { promise } from '../../testing/promise';

// the same programs each time: a change is judged by what it changed; npm run test:soak looks for new ones
const { numRuns, seed } = randomly(length(40, 150), 20261125);

test(
  `removal guards refuse what the model says and nothing else, never on the way back, and no server goes wrong (${numRuns} programs)`,
  () =>
    fc.assert(
      promise(() => {}, guardedPrograms()),
      { numRuns, seed },
    ),
  numRuns * 20_000,
);
