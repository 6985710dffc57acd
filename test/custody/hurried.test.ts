import * as fc from 'fast-check';
import { length, randomly } from '../../testing/length';
import { guardedPrograms, programs } from '../../testing/program';
import { promiseInHurry } from '../../testing/promise';

const { numRuns, seed } = randomly(length(10, 25), 1);

test(
  'steps that follow each other at once, with answers that are seconds old: no server goes wrong, and none is missed silently',
  () => fc.assert(promiseInHurry(fc.oneof(programs(), guardedPrograms())), { numRuns, seed }),
  numRuns * 20_000,
);
