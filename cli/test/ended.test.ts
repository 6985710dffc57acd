import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { synthesize, Tool } from './tool';

/* The tool when it is ended before it is through: by the user, or by a session that has expired. */

jest.setTimeout(60_000);

/** What each command asks first. */
const FIRST_CALLS = [
  { service: 'sts', operation: 'GetCallerIdentity' },
  { service: 'cloudformation', operation: 'DescribeStacks' },
  { service: 'cloudformation', operation: 'ListStacks' },
  { service: 'cloudformation', operation: 'GetTemplate' },
  { service: 'mgn', operation: 'DescribeSourceServers' },
];
const EXPIRED = {
  error: 'ExpiredToken',
  message: 'The security token included in the request is expired',
  status: 403,
};

const app = synthesize(1);
let aws: LocalAws;
let tool: Tool;

beforeEach(async () => {
  aws = await startLocalAws({ onNotice: () => {} });
  tool = new Tool(aws);
  symlinkSync(join(__dirname, '..', '..', 'node_modules'), join(tool.folder, 'node_modules'));
});

afterEach(async () => {
  await aws.stop();
  rmSync(tool.folder, { recursive: true, force: true });
});

afterAll(() => rmSync(app, { recursive: true, force: true }));

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a rehearsal with all that it has started, and nothing is left of it', async (signal, code) => {
  const temporary = join(tool.folder, 'temporary');
  mkdirSync(temporary);
  tool.env.TMPDIR = temporary;
  const child = tool.start('rehearse', '--app', app);
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const told of child.stderr) if (/cdk deploy/.test(String(told))) break;
  while (running(`--app ${app}`) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill(signal);
  expect(await ended).toBe(code);
  expect([running(`--app ${app}`), readdirSync(temporary)]).toEqual([0, []]);
});

test.each([
  ['plan', ['plan', '--app', app]],
  ['status', ['status']],
  ['inventory', ['inventory']],
])('%s of a session that has expired exits with 1 and says to sign in again', async (_, args) => {
  for (const call of FIRST_CALLS) aws.fault({ ...call, ...EXPIRED, times: -1 });
  const { code, stdout, stderr } = await tool.run(...args);
  expect(stdout + stderr).toMatch(/sign in again, for instance by aws sso login/);
  expect(code).toBe(1);
});

/** How many processes have this in their command line. */
function running(part: string): number {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(part) && !line.includes('rehearse')).length;
}
