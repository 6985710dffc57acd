import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startLocalAws } from '../../local-aws/src';
import { COMPILED } from '../../local-aws/test/cdk-cli';
import { connected } from '../../testing/cdk-cli';

/*
 * The integration tests by integ-runner itself, in a copy, since it writes into its folder: against their snapshots,
 * and against the local AWS in the place of an account. There is no VPC in the local AWS: test/staging waits for a
 * staging area without one.
 */

const ROOT = join(__dirname, '..', '..');
const FLEET = ['s-00000000000000001', 's-00000000000000002', 's-00000000000000003'];
const [FIRST, SECOND] = FLEET;

let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'integ-'));
  for (const name of ['node_modules', 'lib']) symlinkSync(join(ROOT, name), join(copy, name));
  for (const name of ['tsconfig.json', 'test/integ']) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
const snapshots = files.filter((name) => /\.snapshot\/.*\.json$/.test(name));

test('each integration test has a snapshot: an app, what the runner does with it, and one template', () => {
  const tests = files.filter((name) => /^integ\..*\.ts$/.test(name) && !name.includes('/'));
  const folders = tests.flatMap((name) => (name.endsWith('.snapshot') ? [] : [`${name}.snapshot`]));
  expect(folders).toHaveLength(3);
  for (const folder of folders) {
    const names = snapshots.filter((name) => name.startsWith(folder)).map((name) => name.replace(/.*\//, ''));
    expect(names.sort()).toEqual([expect.stringMatching(/^Integ\w+\.template\.json$/), 'integ.json', 'manifest.json']);
  }
});

test.each(snapshots)('%s is the same on every machine and on every day', (name) => {
  const content = readFileSync(join(__dirname, name), 'utf8');
  expect(content).not.toMatch(/[0-9a-f]{64}/); // an asset's hash
  expect(content).not.toMatch(/"(\/|[A-Z]:\\)(home|tmp|Users|work|root|github)\b/); // a path
  expect(content).not.toMatch(/20\d\d-\d\d-\d\dT|"1[7-9]\d{11}"/); // a time
});

test('a resource that is not as in its snapshot fails the command, which names the resource', async () => {
  const template = join(copy, 'test/integ/integ.connection.ts.snapshot/IntegConnection.template.json');
  writeFileSync(template, readFileSync(template, 'utf8').replace('"ServiceTimeout": "', '"ServiceTimeout": "1'));
  const { code, output } = await integRunner({}, 'integ.connection.ts');
  expect(output).toContain('Custom::MgnSourceServerConnection');
  expect(output).toContain('ServiceTimeout');
  expect(code).toBe(1);
});

test.each([
  ['integ.connection.ts', [FIRST], [FIRST]],
  ['integ.wave.ts', [FIRST, SECOND], [FIRST]],
])(
  '%s deploys, asserts and destroys on the local AWS',
  async (name, servers, disconnected) => {
    const fleet = FLEET.map((sourceServerID) => ({ sourceServerID, lifeCycle: { state: 'READY_FOR_TEST' } }));
    const aws = await startLocalAws({ servers: fleet });
    try {
      const env = { ...aws.environment(), MGN_INTEG_SERVERS: servers.join() };
      const { code, output } = await integRunner(env, name, '--force', '--parallel-regions', aws.region);
      expect(output).toMatch(/SUCCESS +integ/);
      expect(code).toBe(0);
      expect(connected(aws)).toEqual(FLEET.filter((id) => !disconnected.includes(id)));
    } finally {
      await aws.stop();
    }
  },
  120_000,
);

async function integRunner(env: Record<string, string>, ...args: string[]) {
  const words = [require.resolve('@aws-cdk/integ-runner/bin/integ-runner'), '--config', 'test/integ/config.json'];
  const child = spawn(process.execPath, [...words, ...args], {
    cwd: copy,
    env: { ...process.env, ...COMPILED, ...env },
  });
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ]);
  return { code, output: output + errors };
}
