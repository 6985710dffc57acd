import type { Shape } from '../../testing/app';
import { serverIds } from '../../testing/server-ids';
import { A, fails } from '../../testing/shapes';
import { World } from '../../testing/world';

/* The queue for deletions when something goes wrong: a few servers, all of which CloudFormation throttles at first. */

const FLEET = serverIds(12, 100);
const HOUR = 3_600_000;

let world: World;
beforeEach(async () => {
  world = await World.start([...FLEET, A]);
  expect(await world.deploy('One', shape(FLEET))).toBe('CREATE_COMPLETE');
  const throttled = { service: 'cloudformation', operation: 'DescribeStackEvents', error: 'Throttling' };
  world.fault({ ...throttled, times: FLEET.length, onlyFunctions: true });
});
afterEach(() => world.stop());

test('the servers of a stack that is destroyed go through it, once each', async () => {
  expect(await world.destroy('One')).toBe('missing');
  expectDisconnectedOnce();
  expect(sent()).toBe(FLEET.length);
});

test.each(['AccessDeniedException', 'QueueDoesNotExist', 'InternalFailure', 'Hang', 'ConnectionReset'])(
  'a queue that answers %s takes nothing, and nothing is missed',
  async (error) => {
    world.fault({ service: 'sqs', operation: 'SendMessage', error, times: -1 });
    expect(await world.destroy('One')).toBe('missing');
    expectDisconnectedOnce();
  },
);

test('messages that the queue has taken without saying so are served twice, and their servers disconnected once', async () => {
  world.queueSeemsAway = true;
  expect(await world.destroy('One')).toBe('missing');
  expect(sent()).toBe(FLEET.length);
  expectDisconnectedOnce();
});

test('messages that come twice change nothing', async () => {
  world.twice = true;
  expect(await world.destroy('One')).toBe('missing');
  expect(sent()).toBe(FLEET.length);
  expectDisconnectedOnce();
});

test('an environment that dies with its messages: they come again, within the hour of CloudFormation', async () => {
  world.crashAfter = 'DisconnectFromService';
  const began = world.clock.now();
  expect(await world.destroy('One')).toBe('missing');
  expect(world.crashAfter).toBeUndefined();
  expect(FLEET.filter((server) => world.isConnected(server))).toEqual([]);
  expect(world.answers('FAILED')).toEqual([]);
  const waited = world.clock.now() - began;
  expect(waited).toBeGreaterThan(HOUR / 4);
  expect(waited).toBeLessThan(HOUR);
});

test('an update that removes the queue with the servers misses none', async () => {
  expect(await world.deploy('One', { servers: root([A]) })).toBe('UPDATE_COMPLETE');
  expectDisconnectedOnce();
  expect(world.isConnected(A)).toBe(true);
});

test('the servers stay when the update that adds them, and the queue, is rolled back', async () => {
  await world.destroy('One');
  world.connect(A);
  const before = world.changes.length;
  expect(await world.deploy('Two', shape([]))).toBe('CREATE_COMPLETE');
  expect(await world.deploy('Two', { ...shape([A]), neighbour: fails('Create') })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.isConnected(A)).toBe(true);
  expect(world.changes.slice(before)).toEqual([]);
});

function shape(servers: readonly string[]): Shape {
  return { servers: root(servers), queue: true };
}

function root(servers: readonly string[]): Shape['servers'] {
  return Object.fromEntries(servers.map((server) => [server, { place: 'root', retain: false }]));
}

function sent(): number {
  return world.calls.filter(({ service, outcome }) => service === 'sqs' && outcome === 'ok').length;
}

function expectDisconnectedOnce(): void {
  expect(FLEET.filter((server) => world.isConnected(server))).toEqual([]);
  expect(world.changes).toEqual(FLEET.map(() => 'DisconnectFromService'));
  expect(world.answers('FAILED')).toEqual([]);
}
