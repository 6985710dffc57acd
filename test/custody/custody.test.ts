import * as fc from 'fast-check';
import { behaviours, programs } from './program';
import { run } from './run';

const runs = Number(process.env.CUSTODY_RUNS ?? 300);
// the same programs each time: a change is judged by what it changed; npm run test:soak looks for new ones
const seed = Number(process.env.CUSTODY_SEED ?? 20261123);

const property = fc.asyncProperty(programs(), behaviours(), (program, behaviour) =>
  run(program, (world) => Object.assign(world.mgn, behaviour)),
);

test(
  `whatever is done to the stacks, servers are disconnected when a completed deployment says so, and never otherwise (${runs} programs)`,
  () => fc.assert(property, { numRuns: runs, seed }),
  60_000 + runs * 500,
);
