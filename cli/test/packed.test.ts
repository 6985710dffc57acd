import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILED } from '../../local-aws/test/cdk-cli';
import { JumpingAccount, JumpingTool } from './jumping/aws';
import { makeProject } from './project';

/*
 * The packed tool, installed in a user's project: it takes the project's app through its life on the local AWS inside
 * it.
 */

const ROOT = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'mgn-disconnect-packed-'));
const [A, B] = ['s-0000000000000000a', 's-0000000000000000b'];
let project: string;
let files: readonly string[];
/** Its function waits twice, so it runs beside the other tests. */
let failing: Promise<{ readonly status: unknown; readonly stdout: string }>;

beforeAll(() => {
  const made = makeProject(folder);
  project = made.folder;
  files = made.packed;
  writeFileSync(join(project, 'app.js'), APP);
  const settings = { app: 'node app.js', build: 'node -e 0', ...ELSEWHERE };
  writeFileSync(join(project, 'cdk.json'), JSON.stringify(settings));
  failing = rehearsalThatFails();
});

/** What a user's cdk.json and environment may name, and what no rehearsal may use. */
const ELSEWHERE = { profile: 'production', proxy: 'http://127.0.0.1:9', region: 'eu-west-3' };
const ENVIRONMENT = {
  ...COMPILED,
  AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:9',
  AWS_PROFILE: 'production',
  CDK_PROFILE: 'production',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { ...process.env, ...ENVIRONMENT };
const installed = () => join(project, 'node_modules', '.bin', 'mgn-disconnect');
const tool = (...args: string[]) => spawnSync(installed(), args, { cwd: project, encoding: 'utf8', env });

function rehearsalThatFails(): typeof failing {
  const servers = join(project, 'servers.json');
  // as Windows PowerShell redirects what the AWS CLI prints
  writeFileSync(servers, Buffer.from(`\uFEFF${JSON.stringify({ items: [{ sourceServerID: A }] })}`, 'utf16le'));
  const args = ['rehearse', '--servers', servers, '--quiet'];
  return new Promise((resolve) => {
    execFile(installed(), args, { cwd: project, env }, (error, stdout) => resolve({ status: error?.code, stdout }));
  });
}

test('the tarball holds the tool in one file, what its local AWS starts functions with, schemas and licences', () => {
  const runtime = readdirSync(join(ROOT, 'local-aws', 'src', 'lambda')).filter((file) => file.endsWith('.cjs'));
  expect(runtime).toContain('bootstrap.cjs');
  expect([...files].sort()).toEqual([
    'LICENSE',
    'README.md',
    'dist/THIRD_PARTY_LICENSES',
    ...runtime.map((file) => `dist/${file}`),
    'dist/mgn-disconnect.js',
    'package.json',
    'schema/plan.schema.json',
    'schema/probe-server.schema.json',
    'schema/probe.schema.json',
    'schema/record.schema.json',
    'schema/status.schema.json',
  ]);
});

test('a rehearsal tells what the function did, and why, and which resources it could not run', () => {
  const { stdout, stderr, status } = tool('rehearse', '--destroy', '--json');
  if (status !== 0) throw new Error(stderr + stdout);
  const report = JSON.parse(stdout);
  expect(report.acts.map(({ command }: any) => command)).toEqual(['cdk deploy --all', 'cdk destroy --all']);
  expect(report.disconnected).toEqual([A]);
  expect(report.acts[1].decisions).toMatchObject([
    { source_server_id: A, reason: expect.stringMatching(/the stack is being deleted/) },
  ]);
  expect(report.inert_types).toEqual(['AWS::EC2::VPC', 'AWS::Kinesis::Stream']);
});

test('a probe asks an account, from a folder of its own, and leaves nothing there', async () => {
  const account = await JumpingAccount.open();
  try {
    const probing = new JumpingTool(account.jumping, installed());
    const { code, report } = await probing.json('probe', '--yes', '--only', 'R12');
    expect(report.rows).toMatchObject([{ id: 'R12', verdict: 'as relied on' }]);
    expect(code).toBe(0);
    const { stdout } = await probing.run('probe', '--clean-up');
    expect(stdout).toBe('Probes that had left something: 0. What is left now: 0.\n');
  } finally {
    await account.close();
  }
});

test.each([
  [['plna'], /Did you mean plan\?/],
  [['plan', '--json', '--markdown'], /mutually exclusive/],
  [['inventory', '--tag', 'x'], /--tag takes Key=Value, got 'x'/],
  [['rehearse', '--servers', 'none.json'], /--servers none.json: ENOENT/],
])('%j exits with 1 and says what to write', (args, message) => {
  const { stderr, status } = tool(...args);
  expect(stderr).toMatch(message);
  expect(status).toBe(1);
});

test('a rehearsal of a deployment that fails says so, and exits with 1', async () => {
  const { stdout, status } = await failing;
  expect(stdout).toMatch(
    /^Rehearsed: cdk deploy --all failed\. Source servers disconnected: 0, connected at the end: 1\./,
  );
  expect(status).toBe(1);
});

const APP = `
const { App, CfnResource, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { SourceServerConnection } = require('cdk-mgn-disconnect');
const stack = new Stack(new App(), 'Theirs');
new SourceServerConnection(stack, 'A', { sourceServerId: '${A}' });
new SourceServerConnection(stack, 'B', { sourceServerId: '${B}', removalPolicy: RemovalPolicy.RETAIN });
const vpc = new CfnResource(stack, 'Vpc', { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } });
new CfnResource(stack, 'Stream', { type: 'AWS::Kinesis::Stream', properties: { Name: vpc.getAtt('DefaultSecurityGroup') } });
`;
