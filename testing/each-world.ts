import { A, B } from './app';
import { World } from './world';

/** The world of the test that runs. */
export let world: World;

/** Has each test of a file run in a world of its own, with these servers. */
export function worldForEach(servers: readonly string[] = [A, B]): void {
  beforeEach(async () => {
    world = await World.start(servers);
  });
  afterEach(() => world.stop());
}
