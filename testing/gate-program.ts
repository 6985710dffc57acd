import * as fc from 'fast-check';
import type { Guards } from './guards';
import { SERVERS, type Step, step } from './program';

/* Random programs with removal guards, and with servers that come to meet them, or no more. */

export function guardedPrograms(): fc.Arbitrary<Step[]> {
  const bring = fc.record({
    do: fc.constant('bring' as const),
    server: fc.constantFrom(...SERVERS),
    state: fc.constantFrom('READY_FOR_TEST', 'READY_FOR_CUTOVER'),
  });
  const any = fc.oneof({ weight: 5, arbitrary: guardedStep() }, { weight: 1, arbitrary: bring });
  return fc.array(any, { minLength: 2, maxLength: 8 });
}

function guardedStep(): fc.Arbitrary<Step> {
  return fc.tuple(step(), fc.option(guards(), { nil: undefined, freq: 6 })).map(([one, guards]) => {
    return one.do === 'deploy' ? { ...one, shape: { ...one.shape, guards } } : one;
  });
}

function guards() {
  const some: fc.Arbitrary<Guards> = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ states: ['READY_FOR_CUTOVER'] }) },
    { weight: 1, arbitrary: fc.constantFrom<Guards>({ atMost: 1 }, { atMost: 2 }, { never: true }) },
    {
      weight: 1,
      arbitrary: fc.constant({ states: ['READY_FOR_CUTOVER', 'READY_FOR_TEST'], atMost: 1, noJob: true as const }),
    },
  );
  // a provider's guards are its own, though they may read as another's: the model counts servers by them
  const own = some.map((one) => ({ ...one }));
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ root: own, a: own, b: own }, { requiredKeys: ['root'] }) },
    { weight: 1, arbitrary: fc.record({ a: own, b: own }, { requiredKeys: [] }) },
  );
}
