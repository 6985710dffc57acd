import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Inventory, MigrationWave } from '../../lib';
import { startLocalAws } from '../../local-aws/src';
import { LocalTool, Tool } from './tool';

/* The built tool on the sample fleet of the local AWS: two waves with an application each, and servers in neither. */

const [FIRST, SHOP] = ['wave-3c2d3e4f5a6b7c8d9', 'app-3a0b1c2d3e4f5a6b7'];
const [WEB_1, WEB_2, APP_1] = ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901', 's-3c9e2b7a4d5f60812'];
const [DB, LEGACY, OLD] = ['s-3e7d6c5b4a3928170', 's-3f0a1b2c3d4e5f607', 's-30f1e2d3c4b5a6978'];

let tool: LocalTool;

beforeAll(async () => {
  tool = await LocalTool.start();
});

afterAll(() => tool.stop());

async function idsOf(...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await tool.run('inventory', ...args);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout).map(({ sourceServerId }: { sourceServerId: string }) => sourceServerId);
}

test('a wave is the servers of its applications, in the order of their ids', async () => {
  expect(await idsOf('--wave', FIRST)).toEqual([WEB_1, WEB_2]);
  expect(await idsOf('--application', SHOP)).toEqual([WEB_1, WEB_2]);
});

test('several kinds must all hold, several values of one kind need not', async () => {
  expect(await idsOf('--wave', FIRST, '--state', 'READY_FOR_CUTOVER')).toEqual([WEB_2]);
  expect(await idsOf('--tag', 'Name=web-1', '--tag', 'Name=web-2')).toEqual([WEB_1, WEB_2]);
});

test('waves and applications are known by name too', async () => {
  expect(await idsOf('--wave-name', 'first wave')).toEqual([WEB_1, WEB_2]);
  expect(await idsOf('--application-name', 'shop', '--application-name', 'erp')).toEqual([WEB_1, WEB_2, APP_1]);
});

test('a state is known in any case', async () => {
  expect(await idsOf('--state', 'ready-for-cutover')).toEqual([WEB_2]);
});

test('without --state it leaves out servers that a deployment would refuse, and says which', async () => {
  const { stdout, stderr } = await tool.run('inventory');
  const ids = JSON.parse(stdout).map(({ sourceServerId }: { sourceServerId: string }) => sourceServerId);
  expect(ids).toEqual([WEB_1, WEB_2, APP_1, LEGACY]);
  expect(stderr).toBe(
    `left out what no longer replicates, and a deployment adds such a server only with allowDisconnected: ${DB} (db-1), ${OLD} (old-1)\n`,
  );
  expect(await idsOf('--state', 'DISCONNECTED')).toEqual([OLD]);
  expect(await idsOf('--state', 'CUTOVER')).toEqual([DB]);
});

test('what a file lists already stays in it after the cutover: to leave it out would disconnect it', async () => {
  const file = join(tool.folder, 'cutover.json');
  writeFileSync(file, JSON.stringify([{ sourceServerId: DB }]));
  const { stderr } = await tool.run('inventory', '--application-name', 'erp', '--out', file);
  expect(stderr).toBe(`${file}: 2 source servers, 1 more and 0 fewer than before\n`);
});

test('a wave without a server is an error and not every server of the account', async () => {
  const { stdout, stderr, code } = await tool.run(
    'inventory',
    '--wave',
    'wave-3d3e4f5a6b7c8d9ea',
    '--application',
    SHOP,
  );
  expect([stdout, code]).toEqual(['', 1]);
  expect(stderr).toMatch(/no source server is selected/);
});

test.each<[string[], RegExp]>([
  [
    ['--wave', 'wave-00000000000000000'],
    /there is no wave wave-00000000000000000 in this account and Region; there are wave-3c2d3e4f5a6b7c8d9 'first wave', wave-3d/,
  ],
  [['--wave', 'nope'], /there is no wave nope in this account and Region; there are .* 'second wave'\n/],
  [['--wave-name', 'First wave'], /there is no wave of the name 'First wave' .*'first wave'/],
  [['--application', 'shop'], /there is no application shop in .*; there are app-3a0b1c2d3e4f5a6b7 'shop'/],
  [['--state', 'CUTOVR'], /--state CUTOVR: there is no such life cycle state; there are CUTOVER, CUTTING_OVER, /],
  [['--tag', 'Wave=9'], /--tag Wave=9: no server has this tag; there are Wave=1, Wave=2, Wave=3/],
  [['--tag', 'wave=1'], /--tag wave=1: no server has this tag; there are Name=…, Wave=…/],
  [['--account-id', '1234'], /--account-id takes the 12 digits of an AWS account, got '1234'/],
])('%j does not exist, and the error lists what does', async (args, expected) => {
  const { stderr, code } = await tool.run('inventory', ...args);
  expect(stderr).toMatch(expected);
  expect(stderr).not.toMatch(/ValidationException/);
  expect(code).toBe(1);
});

test('two waves of one name need an id', async () => {
  const waves = ['wave-3c2d3e4f5a6b7c8d9', 'wave-3d3e4f5a6b7c8d9ea'].map((waveID) => ({ waveID, name: 'same' }));
  const other = await startLocalAws({ servers: { servers: [{ sourceServerID: WEB_1 }], applications: [], waves } });
  try {
    const { stderr } = await new Tool(other, tool.folder).run('inventory', '--wave-name', 'same');
    expect(stderr).toMatch(
      /2 waves have the name 'same': give --wave with one of wave-3c2d3e4f5a6b7c8d9, wave-3d3e4f5a6b7c8d9ea/,
    );
  } finally {
    await other.stop();
  }
});

test('a file that Windows PowerShell redirected is compared, and MigrationWave reads it', async () => {
  const file = join(tool.folder, 'redirected.json');
  const { stdout } = await tool.run('inventory', '--wave', FIRST);
  writeFileSync(file, Buffer.from(`\uFEFF${stdout.replaceAll('\n', '\r\n')}`, 'utf16le'));
  const wave = new MigrationWave(new Stack(new App(), 'Stack'), 'Wave', { servers: Inventory.fromFile(file) });
  expect(Object.keys(wave.connections)).toEqual([WEB_1, WEB_2]);
  const { stderr } = await tool.run('inventory', '--wave', FIRST, '--out', file);
  expect(stderr).toBe(`${file}: 2 source servers, 0 more and 0 fewer than before\n`);
});

test('a file is the same until a server joins or leaves, and the tool says how many did', async () => {
  const file = join(tool.folder, 'wave.json');
  await tool.run('inventory', '--wave', FIRST, '--out', file);
  const first = readFileSync(file, 'utf8');
  const { stderr } = await tool.run('inventory', '--state', 'READY_FOR_CUTOVER', '--out', file);
  expect(stderr).toBe(`${file}: 1 source server, 0 more and 1 fewer than before\n`);
  await tool.run('inventory', '--wave', FIRST, '--out', file);
  expect(readFileSync(file, 'utf8')).toBe(first);
});

test('a file that is no inventory is not overwritten', async () => {
  const file = join(tool.folder, 'package.json');
  writeFileSync(file, '{}');
  const { code } = await tool.run('inventory', '--out', file);
  expect([code, readFileSync(file, 'utf8')]).toEqual([1, '{}']);
});
