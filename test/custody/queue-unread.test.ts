import type { Shape } from '../../testing/app';
import { serverIds } from '../../testing/server-ids';
import { World } from '../../testing/world';

/* A queue that nobody brings back to the function: what waited there would be given up by CloudFormation, an hour later. */

const FLEET = serverIds(2);
const [A, B] = FLEET as [string, string];

let world: World;
beforeEach(async () => {
  world = await World.start(FLEET);
});
afterEach(() => world.stop());

test('a gate is not put into it, though the mapping of its stack is deleted at the same time', async () => {
  const shape: Shape = {
    servers: { [A]: { place: 'a', retain: false }, [B]: { place: 'a', retain: false } },
    guards: { root: { states: ['READY_FOR_TEST'] }, a: { states: ['READY_FOR_TEST'] } },
    queue: true,
  };
  expect(await world.deploy('One', shape)).toBe('CREATE_COMPLETE');
  await expectDestroyed('ListStackResources');
  expect(world.gate).toEqual(['Create SUCCESS', 'Delete SUCCESS']);
});

test('nor is a connection that was deployed before the queue, whose update failed at the mapping without rollback', async () => {
  const servers: Shape['servers'] = { [A]: { place: 'root', retain: false }, [B]: { place: 'root', retain: false } };
  expect(await world.deploy('One', { servers })).toBe('CREATE_COMPLETE');
  world.edit = ({ Resources }) => {
    const mapping = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');
    if (mapping) mapping.Properties.BatchSize = 100_000;
  };
  expect(await world.deploy('One', { servers, queue: true }, { DisableRollback: true })).toBe('UPDATE_FAILED');
  await expectDestroyed('DescribeStacks');
});

/** Soon, and with all servers disconnected, though CloudFormation throttles one question of the function. */
async function expectDestroyed(throttled: string): Promise<void> {
  const began = world.clock.now();
  const throttling = { service: 'cloudformation', operation: throttled, error: 'Throttling' };
  world.fault({ ...throttling, times: 1, onlyFunctions: true });
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
  expect(world.clock.now() - began).toBeLessThan(300_000);
}
