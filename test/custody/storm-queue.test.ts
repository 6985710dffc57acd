import type { Shape } from '../../testing/app';
import { serverIds } from '../../testing/server-ids';
import { World } from '../../testing/world';

/*
 * As storm.test.ts, with the queue for deletions: what CloudFormation throttles is served a hundred at a time, by
 * functions that ask for all of them.
 */

const FLEET = serverIds(450);
const SECONDS = 1_000;

let world: World;
let before: number;
let began: number;
afterEach(() => world.stop());
jest.setTimeout(200_000);

test('450 servers of a stack that is destroyed take the time of MGN, and few questions of CloudFormation', async () => {
  await begin();
  expect(await world.destroy('One')).toBe('missing');
  expectAllDisconnected();
  expectShared();
});

test('450 servers that one update removes do as well', async () => {
  await begin();
  expect(await world.deploy('One', { servers: {}, queue: true })).toBe('UPDATE_COMPLETE');
  expectAllDisconnected();
  expectShared();
});

test('an update that removes the servers and the queue with them misses none', async () => {
  await begin(serverIds(60));
  const other = root(serverIds(1, 900));
  expect(await world.deploy('One', { servers: other })).toBe('UPDATE_COMPLETE');
  expect(serverIds(60).filter((server) => world.isConnected(server))).toEqual([]);
});

async function begin(fleet = FLEET): Promise<void> {
  world = await World.start([...FLEET, ...serverIds(1, 900)]);
  expect(await world.deploy('One', { servers: root(fleet), queue: true })).toBe('CREATE_COMPLETE');
  world.mgn.requestsPerSecond = 5;
  world.stacks.requestsPerSecond = 10;
  world.exchanges.clear();
  [before, began] = [world.calls.length, world.clock.now()];
}

function root(fleet: readonly string[]): Shape['servers'] {
  return Object.fromEntries(fleet.map((server) => [server, { place: 'root', retain: false }]));
}

/** One answer each, all well, and one call each. */
function expectAllDisconnected(): void {
  expect(FLEET.filter((server) => world.isConnected(server))).toEqual([]);
  expect([...world.exchanges.values()].map(({ answers }) => answers.length)).toEqual(FLEET.map(() => 1));
  expect(world.answers('FAILED')).toEqual([]);
  expect(world.changes).toEqual(FLEET.map(() => 'DisconnectFromService'));
}

function expectShared(): void {
  const asked = world.calls.slice(before).filter(({ caller }) => caller.includes('Provider'));
  const ofStacks = asked.filter(({ service }) => service === 'cloudformation');
  const pages = ofStacks.filter(({ operation, outcome }) => operation === 'DescribeStackEvents' && outcome === 'ok');
  expect(pages.length).toBeLessThanOrEqual(600);
  expect(ofStacks.filter(({ outcome }) => outcome === 'Throttling').length).toBeLessThanOrEqual(1_000);
  const last = Math.max(...[...world.exchanges.values()].map(({ began: start, milliseconds }) => start + milliseconds));
  expect(last - began).toBeLessThanOrEqual(120 * SECONDS);
}
