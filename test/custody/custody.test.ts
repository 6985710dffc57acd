import * as fc from 'fast-check';
import { length, randomly } from '../../testing/length';
import { promise } from '../../testing/promise';

// the same programs each time: a change is judged by what it changed; npm run test:soak looks for new ones
const { numRuns, seed } = randomly(length(60, 300), 20261123);

test(
  `whatever is done to the stacks, servers are disconnected when a completed deployment says so, and never otherwise (${numRuns} programs)`,
  () => fc.assert(promise(), { numRuns, seed }),
  numRuns * 20_000,
);
