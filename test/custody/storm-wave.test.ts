import { Inventory, MigrationWave } from '../../lib';
import type { Build } from '../../testing/app';
import { connections } from '../../testing/custodian';
import { FLEET, MGN_RATE, STACKS_RATE } from '../../testing/length';
import { World } from '../../testing/world';

/* A whole migration wave through its life, at the rates of a storm and with ten functions at once. */

const STAYING = FLEET.filter((_, index) => index % 9 !== 0);

test('hundreds of servers of a wave are deployed, every ninth leaves it, and the others go with the stack: each is disconnected once, in time', async () => {
  const world = await World.start(FLEET, connections, 10);
  world.mgn.requestsPerSecond = MGN_RATE;
  world.stacks.requestsPerSecond = STACKS_RATE;
  expect(await world.deploy('One', waveOf(FLEET))).toBe('CREATE_COMPLETE');
  expect(world.connected).toEqual(FLEET);
  expect(await world.deploy('One', waveOf([...STAYING].reverse()))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual(STAYING);
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
  expect(world.answers('FAILED')).toEqual([]);
  expect(world.changes).toEqual(FLEET.map(() => 'DisconnectFromService'));
  await world.stop();
});

function waveOf(ids: readonly string[]): Build {
  const servers = Inventory.fromList(ids.map((sourceServerId) => ({ sourceServerId })));
  return (root) => void new MigrationWave(root, 'Wave', { servers });
}
