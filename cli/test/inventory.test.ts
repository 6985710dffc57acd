import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { Tool } from './tool';

/* The built tool on the sample fleet of the local AWS: two waves with an application each, and servers in neither. */

jest.setTimeout(60_000);

const [FIRST, SHOP] = ['wave-3c2d3e4f5a6b7c8d9', 'app-3a0b1c2d3e4f5a6b7'];
const [WEB_1, WEB_2] = ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901'];

let aws: LocalAws;
let tool: Tool;

beforeAll(async () => {
  aws = await startLocalAws();
  tool = new Tool(aws);
});

afterAll(async () => {
  await aws.stop();
  rmSync(tool.folder, { recursive: true, force: true });
});

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

test('without a state there is none that a deployment would refuse: no disconnected one', async () => {
  expect(await idsOf()).not.toContain('s-30f1e2d3c4b5a6978');
  expect(await idsOf('--state', 'DISCONNECTED')).toEqual(['s-30f1e2d3c4b5a6978']);
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

test('a wave that does not exist is named', async () => {
  const { stderr, code } = await tool.run('inventory', '--wave', 'wave-00000000000000000');
  expect(stderr).toMatch(/there is no wave wave-00000000000000000 in this account and Region/);
  expect(code).toBe(1);
});

test('a file is the same until somebody joins or leaves, and the tool says how many did', async () => {
  const file = join(tool.folder, 'wave.json');
  await tool.run('inventory', '--wave', FIRST, '--out', file);
  const first = readFileSync(file, 'utf8');
  const { stderr } = await tool.run('inventory', '--state', 'READY_FOR_CUTOVER', '--out', file);
  expect(stderr).toBe(`${file}: 1 source servers, 0 more and 1 fewer than before\n`);
  await tool.run('inventory', '--wave', FIRST, '--out', file);
  expect(readFileSync(file, 'utf8')).toBe(first);
});

test('a file that is no inventory is not overwritten', async () => {
  const file = join(tool.folder, 'package.json');
  writeFileSync(file, '{}');
  const { code } = await tool.run('inventory', '--out', file);
  expect([code, readFileSync(file, 'utf8')]).toEqual([1, '{}']);
});
