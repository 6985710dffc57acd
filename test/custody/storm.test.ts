import type { Shape } from '../../testing/app';
import { FLEET, LONGEST, length, MGN_RATE, STACKS_RATE } from '../../testing/length';
import { World } from '../../testing/world';

let world: World;
beforeEach(async () => {
  world = await World.start(FLEET);
});
afterEach(() => world.stop());

test('hundreds of servers of a stack that is destroyed are disconnected once each, in time', async () => {
  await begin();
  expect(await world.destroy('One')).toBe('missing');
  expectAllDisconnected();
  expectLittleWaste();
});

test('hundreds of servers that one update removes are disconnected once each, in time', async () => {
  await begin();
  expect(await world.deploy('One', { servers: {} })).toBe('UPDATE_COMPLETE');
  expectAllDisconnected();
  expectLittleWaste();
});

test('where MGN alone is narrow they take its time and little more, and are not throttled again and again', async () => {
  await begin({ stacks: Number.POSITIVE_INFINITY });
  expect(await world.destroy('One')).toBe('missing');
  expectAllDisconnected();
  const throttled = made('DescribeSourceServers').filter(({ outcome }) => outcome !== 'ok');
  expect(throttled.length).toBeLessThan(2 * FLEET.length);
  const longest = Math.max(...[...world.exchanges.values()].map(({ milliseconds }) => milliseconds));
  // a tenth more than the rate needs, and five seconds: the waits are drawn by lot
  expect(longest).toBeLessThan(1.1 * (FLEET.length / MGN_RATE) * 1000 + 5000);
});

let before: number;

async function begin({ stacks = STACKS_RATE } = {}): Promise<void> {
  const servers = Object.fromEntries(FLEET.map((server) => [server, { place: 'root', retain: false }]));
  expect(await world.deploy('One', { servers } as Shape)).toBe('CREATE_COMPLETE');
  world.mgn.requestsPerSecond = MGN_RATE;
  world.stacks.requestsPerSecond = stacks;
  world.exchanges.clear();
  before = world.calls.length;
}

function expectAllDisconnected(): void {
  expect(FLEET.filter((server) => world.isConnected(server))).toEqual([]);
  const exchanges = [...world.exchanges.values()];
  expect(exchanges.map(({ answers }) => answers.length)).toEqual(FLEET.map(() => 1));
  expect(Math.max(...exchanges.map(({ milliseconds }) => milliseconds))).toBeLessThan(LONGEST);
  expect(world.answers('FAILED')).toEqual([]);
  const disconnected = made('DisconnectFromService').filter(({ outcome }) => outcome === 'ok');
  expect(disconnected.map(({ input }) => (input as { sourceServerID: string }).sourceServerID).sort()).toEqual(FLEET);
}

/**
 * MGN takes thirty seconds for 150 servers, and CloudFormation for the 300 pages that these have to read. All waits are
 * drawn by lot; of a hundred draws none took longer than 47 seconds or more than 340 pages.
 */
function expectLittleWaste(): void {
  const longest = Math.max(...[...world.exchanges.values()].map(({ milliseconds }) => milliseconds));
  expect(longest).toBeLessThan(length(50_000, 420_000));
  const pages = made('DescribeStackEvents').filter(({ outcome }) => outcome === 'ok');
  expect(pages.length).toBeLessThan(length(350, 3_700));
}

/** The calls of the function in this test. */
function made(operation: string) {
  return world.calls
    .slice(before)
    .filter((call) => call.operation === operation && call.caller.includes('SourceServerConnectionProvider'));
}
