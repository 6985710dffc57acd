import * as fc from 'fast-check';
import { cloudFormationBehaviours, mgnBehaviours, programs, type Step } from './program';
import { run } from './run';

/** Whatever is done to the stacks, servers are disconnected when a completed deployment says so, and never otherwise. */
export function promise(afterEach: (program: readonly Step[]) => void = () => {}, steps = programs()) {
  return fc.asyncProperty(steps, mgnBehaviours(), cloudFormationBehaviours(), async (program, ofMgn, ofStacks) => {
    await run(program, (world) => {
      Object.assign(world.mgn, ofMgn);
      Object.assign(world.stacks, ofStacks);
    });
    afterEach(program);
  });
}
