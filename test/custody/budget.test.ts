import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zipSync } from 'fflate';
import { BYTES } from '../../bench/limits';
import { A, app, B, CUTOVER_ONLY, guarded, inRoot, type Shape, synthesize } from '../../testing/app';
import { connections } from '../../testing/custodian';
import { serverIds } from '../../testing/server-ids';
import { World } from '../../testing/world';

/* What a server may cost, in things that can be counted; npm run bench measures the time. */

const HANDLER = join(__dirname, '../../dist/handler');

test('what each cold start loads stays small, and so does the whole function', () => {
  const sizes = (names: readonly string[]) => names.map((name) => statSync(join(HANDLER, name)).size);
  const sum = (values: readonly number[]) => values.reduce((one, other) => one + other, 0);
  const script = `require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const loaded = JSON.parse(execFileSync(process.execPath, ['-e', script, HANDLER], { encoding: 'utf8' }));
  expect(loaded).toContain(join(HANDLER, 'index.js'));
  expect(sum(sizes(loaded.map((path: string) => basename(path))))).toBeLessThanOrEqual(BYTES.loaded);
  expect(sum(sizes(readdirSync(HANDLER)))).toBeLessThanOrEqual(BYTES.all);
});

test('a connection is created, updated and deleted without the code of the removal gate', async () => {
  const files = readdirSync(HANDLER).filter((name) => name !== 'gate.js');
  const code = zipSync(Object.fromEntries(files.map((name) => [name, readFileSync(join(HANDLER, name))])));
  const world = await World.start([A, B], { ...connections, code });
  await world.deploy('One', app({ [A]: 'root' }));
  expect(await world.deploy('One', app({ [B]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
  expect(files).toEqual(['index.js']);
  await world.stop();
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
    (servers) => Object.keys(synthesize(inRoot(servers), '', 0).template.Resources).length,
  ) as [number, number, number];
  expect(two - one).toBe(2);
  expect(many - one).toBeLessThanOrEqual(FLEET.length - 1 + Math.ceil(FLEET.length / 50));
});

test.each([
  ['one server', [A]],
  ['450 servers', serverIds(450)],
])('what else a stack may have is as many resources with %s as with any other number', (_, servers) => {
  const shape = inRoot(servers);
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
