import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cdkIn } from '../../testing/cdk-cli';
import { install, pack, ROOT } from './packed';

/*
 * Somebody else's app, in another folder, that installs the tarball and has a failing custom resource of its own: the
 * unmodified cdk CLI takes it through its life against `npm run local`.
 */

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((digit) => `s-0000000000000000${digit}`);
const folder = mkdtempSync(join(tmpdir(), 'stranger-'));
const app = join(folder, 'app');
let local: ChildProcess;
let url: string;

beforeAll(async () => {
  install(app, join(folder, pack(folder).filename));
  writeFileSync(join(app, 'app.js'), APP);
  const servers = [A, B, C, D].map((sourceServerID) => ({ sourceServerID, lifeCycle: { state: 'READY_FOR_TEST' } }));
  writeFileSync(join(folder, 'servers.json'), JSON.stringify(servers));
  const args = ['run', '-s', 'local', '--', '--port', '0', '--servers', join(folder, 'servers.json')];
  local = spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: local.stdout as NodeJS.ReadableStream })) {
    url = line.replace('ready ', '');
    break;
  }
});

afterAll(async () => {
  local.kill('SIGTERM');
  await once(local, 'close');
  rmSync(folder, { recursive: true, force: true });
});

test("a stranger's app fails to deploy, deploys, fails to change, changes and is destroyed", async () => {
  expect(await cdk('deploy', { servers: `${A},${B}`, fails: 'Create' })).toBe(1);
  expect(await connected()).toEqual([A, B, C, D]);
  expect(await cdk('deploy', { servers: `${A},${B}` })).toBe(0);
  expect(await connected()).toEqual([A, B, C, D]);
  expect(await cdk('deploy', { servers: `${A}`, fails: 'Update' })).toBe(1);
  expect(await connected()).toEqual([A, B, C, D]);
  expect(await cdk('deploy', { servers: `${A}` })).toBe(0);
  expect(await connected()).toEqual([A, C, D]);
  expect(await cdk('destroy', {})).toBe(0);
  expect(await connected()).toEqual([C, D]);
});

test('a hotswap leaves a removed server connected, until the cdk CLI looks at CloudFormation again', async () => {
  await cdk('deploy', { servers: `${C},${D}` });
  expect(await cdk('deploy', { servers: `${C}`, code: '2' }, '--hotswap')).toBe(0);
  expect(await connected()).toContain(D);
  // the CLI compares with what it has hotswapped, and takes the server for removed
  expect(await cdk('deploy', { servers: `${C}`, code: '3' }, '--hotswap-fallback')).toBe(0);
  expect(await connected()).toContain(D);
  rmSync(join(app, 'cdk.out', '.hotswap-cache'), { recursive: true });
  expect(await cdk('deploy', { servers: `${C}`, code: '4' }, '--hotswap-fallback')).toBe(0);
  expect(await connected()).not.toContain(D);
  expect(await connected()).toContain(C);
});

async function cdk(command: string, context: Record<string, string>, ...options: string[]): Promise<number> {
  const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const flags = command === 'deploy' ? ['--require-approval', 'never'] : ['--force'];
  const args = [command, ...flags, ...options, '--app', 'node app.js', ...settings];
  const credentials = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' };
  return (await cdkIn(app, { ...credentials, AWS_ENDPOINT_URL: url }, args)).code;
}

async function connected(): Promise<string[]> {
  const answer = await fetch(`${url}/_local/servers`);
  return ((await answer.json()) as any[])
    .filter(({ dataReplicationInfo }) => dataReplicationInfo.dataReplicationState !== 'DISCONNECTED')
    .map(({ sourceServerID }) => sourceServerID)
    .sort();
}

const APP = `
const { App, CustomResource, Stack } = require('aws-cdk-lib');
const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { SourceServerConnection } = require('cdk-mgn-disconnect');

const app = new App();
const stack = new Stack(app, 'Theirs');
const servers = (app.node.tryGetContext('servers') ?? '').split(',').filter(Boolean);
const connections = servers.map((id) => new SourceServerConnection(stack, id, { sourceServerId: id }));

const handler = new Function(stack, 'Function', {
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromInline(\`
    // \${app.node.tryGetContext('code') ?? '1'}
    const response = require('cfn-response');
    exports.handler = (event, context) => {
      const fails = event.ResourceProperties.Fails === event.RequestType;
      return response.send(event, context, fails ? 'FAILED' : 'SUCCESS', {}, 'theirs');
    };
  \`),
});
const theirs = new CustomResource(stack, 'Theirs', {
  serviceToken: handler.functionArn,
  properties: { Fails: app.node.tryGetContext('fails') ?? 'nothing', Servers: servers.join() },
});
theirs.node.addDependency(...connections);
`;
