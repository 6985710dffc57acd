import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Shape, synthesize } from '../../testing/app';
import { serverIds } from '../../testing/server-ids';
import { A, app, B, CUTOVER_ONLY, guarded } from '../../testing/shapes';
import { World } from '../../testing/world';

/* What a server may cost, in things that can be counted; npm run bench measures the time. */

const KILOBYTES = 70;

test('the bundle, which each cold start loads, stays small', () => {
  const { size } = statSync(join(__dirname, '../../dist/handler/index.js'));
  expect(size).toBeLessThanOrEqual(KILOBYTES * 1000);
});

test('a Create looks at the server, and once at what its Delete will need', async () => {
  const world = await World.start([A]);
  await world.deploy('One', app({ [A]: 'root' }));
  expect(callsOfFunction(world).sort()).toEqual([
    'DescribeSourceServers',
    'DescribeStackEvents',
    'DescribeStacks',
    'ListStackResources',
  ]);
  await world.stop();
});

test('a Delete makes four calls', async () => {
  const world = await World.start([A]);
  await world.deploy('One', app({ [A]: 'root' }));
  const before = world.calls.length;
  await world.destroy('One');
  expect(callsOfFunction(world, before).sort()).toEqual([
    'DescribeSourceServers',
    'DescribeStackEvents',
    'DescribeStacks',
    'DisconnectFromService',
  ]);
  await world.stop();
});

test('each further server is a connection and its policy; many share one managed policy for every fifty', () => {
  const [one, two, many] = [[A], [A, B], FLEET].map(
    (servers) =>
      Object.keys(synthesize(app(Object.fromEntries(servers.map((id) => [id, 'root']))), '', 0).template.Resources)
        .length,
  ) as [number, number, number];
  expect(two - one).toBe(2);
  expect(many - one).toBeLessThanOrEqual(FLEET.length - 1 + Math.ceil(FLEET.length / 50));
});

test.each([
  ['one server', [A]],
  ['450 servers', serverIds(450)],
])('what else a stack may have is as many resources with %s as with any other number', (_, servers) => {
  const shape = app(Object.fromEntries(servers.map((id) => [id, 'root'])));
  const types = (one: Shape) => Object.values(synthesize(one, '', 0).template.Resources).map(({ Type }) => Type);
  const gate = ['AWS::IAM::Policy', 'Custom::MgnRemovalGate'];
  expect(types(guarded(shape, CUTOVER_ONLY)).sort()).toEqual([...types(shape), ...gate].sort());
});

const FLEET = serverIds(450);

function callsOfFunction(world: World, since = 0): string[] {
  return world.calls
    .slice(since)
    .filter(({ caller }) => caller.includes('SourceServerConnectionProvider'))
    .map(({ operation }) => operation);
}
