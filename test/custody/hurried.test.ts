import * as fc from 'fast-check';
import { guardedPrograms } from '../../testing/gate-program';
import { runHurried } from '../../testing/hurried';
import { length, randomly } from '../../testing/length';
import { programs } from '../../testing/program';

const { numRuns, seed } = randomly(length(10, 25), 1);

const pace = fc.record({ lagSeconds: fc.integer({ min: 1, max: 7 }), callSeconds: fc.integer({ min: 0, max: 9 }) });

test(
  'steps that follow each other at once, with answers that are seconds old: no server goes wrong, and none is missed silently',
  () => fc.assert(fc.asyncProperty(fc.oneof(programs(), guardedPrograms()), pace, runHurried), { numRuns, seed }),
  60_000 + numRuns * 6_000,
);
