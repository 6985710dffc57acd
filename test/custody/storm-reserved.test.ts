import type { Shape } from '../../testing/app';
import { connectionsOf } from '../../testing/custodian';
import { serverIds } from '../../testing/server-ids';
import { World } from '../../testing/world';

/*
 * As storm.test.ts, with few functions at a time. Its events wait in Lambda's queue as long as AWS documents, without
 * chance: docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */

const FLEET = serverIds(450);
const HOUR = 3_600_000;

test('450 servers by 30 functions at a time: all within the hour of CloudFormation, with a page or so for each', async () => {
  const world = await World.start(FLEET, connectionsOf(30));
  const servers = Object.fromEntries(FLEET.map((server) => [server, { place: 'root', retain: false }]));
  expect(await world.deploy('One', { servers } as Shape)).toBe('CREATE_COMPLETE');
  world.mgn.requestsPerSecond = 5;
  world.stacks.requestsPerSecond = 10;
  world.exchanges.clear();
  const [before, began] = [world.calls.length, world.clock.now()];
  expect(await world.destroy('One')).toBe('missing');
  expect(FLEET.filter((server) => world.isConnected(server))).toEqual([]);
  expect(world.changes).toHaveLength(FLEET.length);
  expect(world.answers('FAILED')).toEqual([]);
  expect(world.answers('SUCCESS')).toHaveLength(FLEET.length);
  expect(world.clock.now() - began).toBeLessThan(HOUR);
  const asked = world.calls.slice(before).filter(({ caller }) => caller.includes('Provider'));
  const pages = asked.filter(({ operation, outcome }) => operation === 'DescribeStackEvents' && outcome === 'ok');
  expect(pages.length).toBeLessThanOrEqual(650);
  const throttled = (service: string) =>
    asked.filter((call) => call.service === service && /Throttl/.test(call.outcome)).length;
  expect(throttled('cloudformation')).toBeLessThanOrEqual(1_000);
  expect(throttled('mgn')).toBeLessThanOrEqual(900);
  await world.stop();
}, 400_000);
