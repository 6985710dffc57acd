import * as fc from 'fast-check';
import { programs } from './program';
import { run } from './run';

const runs = Number(process.env.CUSTODY_RUNS ?? 300);
const seed = process.env.CUSTODY_SEED ? Number(process.env.CUSTODY_SEED) : undefined;

test(
  `whatever is done to the stacks, servers are disconnected when a completed deployment says so, and never otherwise (${runs} programs)`,
  () =>
    fc.assert(
      fc.asyncProperty(programs(), (program) => run(program)),
      { numRuns: runs, seed },
    ),
  60_000 + runs * 500,
);
