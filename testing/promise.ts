import * as fc from 'fast-check';
import { cloudFormationBehaviours, mgnBehaviours, programs, type Step } from './program';
import { run } from './run';

/** Whatever is done to the stacks, servers are disconnected when a completed deployment says so, and never otherwise. */
export function promise(afterEach: (program: readonly Step[]) => void = () => {}, steps = programs()) {
  const behaviours = fc.tuple(mgnBehaviours(), cloudFormationBehaviours(), fc.constantFrom(0, 0, 3));
  return fc.asyncProperty(steps, behaviours, async (program, [ofMgn, ofStacks, throttleEvery]) => {
    await run(program, (world) => {
      Object.assign(world.mgn, ofMgn);
      Object.assign(world.stacks, ofStacks);
      world.throttleEvery = throttleEvery;
    });
    afterEach(program);
  });
}
