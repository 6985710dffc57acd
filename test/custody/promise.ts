import * as fc from 'fast-check';
import { behaviours, programs } from './program';
import { run } from './run';

/** Whatever is done to the stacks, servers are disconnected when a completed deployment says so, and never otherwise. */
export function promise(afterEach: () => void = () => {}) {
  return fc.asyncProperty(programs(), behaviours(), async (program, behaviour) => {
    await run(program, (world) => Object.assign(world.mgn, behaviour));
    afterEach();
  });
}
