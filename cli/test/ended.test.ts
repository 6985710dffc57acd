import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, until } from '../../local-aws/test/lambda/processes';
import { synthesize } from './apps/migration';
import { LocalTool } from './tool';

/* The tool when it is ended early: by the user, or by an expired session. */

/** The first call of each command. */
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
let tool: LocalTool;

beforeEach(async () => {
  tool = await LocalTool.start();
  symlinkSync(join(__dirname, '..', '..', 'node_modules'), join(tool.folder, 'node_modules'));
});

afterEach(() => tool.stop());

afterAll(() => rmSync(app, { recursive: true, force: true }));

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a rehearsal with all that it has started, and nothing is left of it', async (signal, code) => {
  const [temporary, pids] = ['temporary', 'pids'].map((name) => join(tool.folder, name)) as [string, string];
  for (const folder of [temporary, pids]) mkdirSync(folder);
  Object.assign(tool.env, { TMPDIR: temporary, NODE_OPTIONS: `--require ${notingPids()}`, PIDS: pids });
  const child = tool.start('rehearse', '--app', app);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const noted = () => readdirSync(pids).map((pid) => [Number(pid), readFileSync(join(pids, pid), 'utf8')] as const);
  await until(() => noted().some(([, args]) => args.includes(' deploy ')));
  child.kill(signal);
  expect(await ended).toBe(code);
  await until(() => noted().every(([pid]) => !isRunning(pid)));
  expect(readdirSync(temporary)).toEqual([]);
});

test.each([
  ['plan', ['plan', '--app', app]],
  ['status', ['status']],
  ['inventory', ['inventory']],
])('%s of a session that has expired exits with 1 and says to sign in again', async (_, args) => {
  for (const call of FIRST_CALLS) tool.aws.fault({ ...call, ...EXPIRED, times: -1 });
  const { code, stdout, stderr } = await tool.run(...args);
  expect(stdout + stderr).toMatch(/sign in again, for instance by aws sso login/);
  expect(code).toBe(1);
});

/** Makes each Node.js process write down its id and its arguments. */
function notingPids(): string {
  const file = join(tool.folder, 'noting-pids.cjs');
  const note = "require('fs').writeFileSync(process.env.PIDS + '/' + process.pid, process.argv.join(' '))";
  writeFileSync(file, `if (process.env.PIDS) ${note};`);
  return file;
}
