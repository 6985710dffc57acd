import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackEventsCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { install, pack } from '../package/packed';

/*
 * The packed construct on MiniStack as CloudFormation, Lambda and S3, with the local AWS beside it as MGN: the cdk CLI
 * takes it through its life. Each row says whether the servers are in the state that the design asks for, and if not why.
 */

const [engine, mgn] = process.argv.slice(2) as [string, string];
const [A, B, C] = ['s-0000000000000000a', 's-0000000000000000b', 's-0000000000000000c'];
const folder = mkdtempSync(join(tmpdir(), 'engines-'));
const app = join(folder, 'app');
// the cdk CLI remembers the account of an access key, so this one is used nowhere else
const credentials = { AWS_ACCESS_KEY_ID: 'ministack', AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' };
Object.assign(process.env, credentials);
const cloudFormation = new CloudFormationClient({ endpoint: engine });

interface Row {
  readonly what: string;
  /** The servers to begin with, so that a row that went wrong spoils no other; default: as the row before left them. */
  readonly seed?: readonly string[];
  readonly command: 'deploy' | 'destroy';
  readonly context: Record<string, string>;
  readonly exitCode: number;
  readonly connected: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    what: 'create',
    seed: [A, B, C],
    command: 'deploy',
    context: { servers: `${A},${B}` },
    exitCode: 0,
    connected: [A, B, C],
  },
  { what: 'no change', command: 'deploy', context: { servers: `${A},${B}` }, exitCode: 0, connected: [A, B, C] },
  {
    what: 'a server is added',
    command: 'deploy',
    context: { servers: `${A},${B},${C}` },
    exitCode: 0,
    connected: [A, B, C],
  },
  { what: 'a server is removed', command: 'deploy', context: { servers: `${A},${C}` }, exitCode: 0, connected: [A, C] },
  {
    what: 'an update that fails',
    seed: [A, C],
    command: 'deploy',
    context: { servers: A, fails: '1' },
    exitCode: 1,
    connected: [A, C],
  },
  { what: 'destroy', seed: [A, C], command: 'destroy', context: { servers: `${A},${C}` }, exitCode: 0, connected: [] },
  {
    what: 'a creation that fails',
    seed: [B],
    command: 'deploy',
    context: { servers: B, fails: '1', stack: 'Second' },
    exitCode: 1,
    connected: [B],
  },
];

async function main(): Promise<void> {
  install(app, join(folder, pack(folder).filename));
  writeFileSync(join(app, 'app.js'), APP);
  const bootstrap = await cdk(['bootstrap', 'aws://000000000000/us-east-1'], {});
  if (bootstrap.code !== 0) throw new Error(`cdk bootstrap: exit code ${bootstrap.code}\n${bootstrap.output}`);
  let passed = 0;
  for (const row of ROWS) {
    if (row.seed) await seed(row.seed);
    const why = await problemOf(row);
    if (!why) passed += 1;
    console.log(`${why ? 'differs' : 'ok     '} ${row.what}${why ? `: ${why}` : ''}`);
  }
  console.log(`MiniStack: ${passed} of ${ROWS.length} rows as on the local AWS`);
}

async function problemOf({ command, context, exitCode, connected }: Row): Promise<string | undefined> {
  const flags = command === 'deploy' ? ['--require-approval', 'never'] : ['--force'];
  const { code, output } = await cdk([command, ...flags], context);
  const left = await connectedServers();
  const problems = [
    ...(code === exitCode ? [] : [`the CLI exits with ${code}, not ${exitCode} (${lastError(output)})`]),
    ...(left.join() === connected.join() ? [] : [`connected are [${left.join(', ')}], not [${connected.join(', ')}]`]),
  ];
  if (problems.length === 0) return undefined;
  return `${problems.join('; ')}; the stack is ${await status()}; the handler's last word: ${await lastWord()}`;
}

function lastError(output: string): string {
  const lines = output.split('\n').filter((line) => /❌|[Ee]rror|[Ff]ailed/.test(line));
  return (lines.at(-1) ?? output.trim().split('\n').at(-1) ?? '').trim().slice(0, 200);
}

async function status(): Promise<string> {
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  const stack = StackSummaries.find(({ StackName }) => StackName !== 'CDKToolkit');
  if (!stack) return 'missing';
  const { StackEvents = [] } = await cloudFormation
    .send(new DescribeStackEventsCommand({ StackName: stack.StackId }))
    .catch(() => ({ StackEvents: [] }));
  const failed = StackEvents.find(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'));
  return `${stack.StackStatus}${failed ? ` (${failed.LogicalResourceId}: ${failed.ResourceStatusReason})` : ''}`;
}

/** What the construct's function logged last: why it kept a server. */
async function lastWord(): Promise<string> {
  const logs = async (operation: string, body: object): Promise<any> => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=ministack/20260101/us-east-1/logs/aws4_request, Signature=0';
    const headers = {
      authorization,
      'x-amz-target': `Logs_20140328.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
    };
    return (await fetch(engine, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const { logGroups = [] } = await logs('DescribeLogGroups', {});
  const names = logGroups
    .map(({ logGroupName }: any) => logGroupName)
    .filter((name: string) => !name.includes('Failing'));
  const found = await Promise.all(names.map((logGroupName: string) => logs('FilterLogEvents', { logGroupName })));
  const events = found.flatMap(({ events = [] }: any) => events).filter(({ message }: any) => message.includes('{'));
  events.sort((a: any, b: any) => a.timestamp - b.timestamp);
  return (events.at(-1)?.message ?? 'none').trim().slice(0, 300);
}

async function cdk(args: string[], context: Record<string, string>): Promise<{ code: number; output: string }> {
  const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const common = ['--app', 'node app.js', ...settings, '--no-notices', '--no-color', '--ci'];
  const child = spawn(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...args, ...common], {
    cwd: app,
    env: { ...process.env, ...credentials, AWS_ENDPOINT_URL: engine, MGN: mgn, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code: code ?? -1, output };
}

async function seed(ids: readonly string[]): Promise<void> {
  const servers = ids.map((sourceServerID) => ({ sourceServerID, lifeCycle: { state: 'READY_FOR_TEST' } }));
  await fetch(`${mgn}/_local/servers`, { method: 'POST', body: JSON.stringify(servers) });
}

async function connectedServers(): Promise<string[]> {
  const servers: any = await (await fetch(`${mgn}/_local/servers`)).json();
  const connected = servers.filter((one: any) => one.dataReplicationInfo.dataReplicationState !== 'DISCONNECTED');
  return connected.map(({ sourceServerID }: any) => sourceServerID).sort();
}

/** Every function gets MGN's endpoint, as a user of an emulator without MGN would do it. */
const APP = `
const { App, Aspects, CustomResource, Stack } = require('aws-cdk-lib');
const { CfnFunction, Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { SourceServerConnection } = require('cdk-mgn-disconnect');

const app = new App();
const stack = new Stack(app, app.node.tryGetContext('stack') ?? 'Migration');
const servers = (app.node.tryGetContext('servers') ?? '').split(',').filter(Boolean);
const connections = servers.map((id) => new SourceServerConnection(stack, id, { sourceServerId: id }));
if (app.node.tryGetContext('fails')) {
  const code = Code.fromInline(\`
    exports.handler = async (event) => {
      const { RequestType, StackId, RequestId, LogicalResourceId, ResponseURL } = event;
      const Status = RequestType === 'Delete' ? 'SUCCESS' : 'FAILED';
      const echoed = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'theirs' };
      const body = JSON.stringify({ Status, Reason: 'as asked for', ...echoed });
      await fetch(ResponseURL.replace('https://127', 'http://127').replace('https://localhost', 'http://localhost'), { method: 'PUT', body, headers: { 'content-type': '' } });
    };
  \`);
  const failing = new Function(stack, 'Failing', { runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code });
  new CustomResource(stack, 'Fails', { serviceToken: failing.functionArn }).node.addDependency(...connections);
}
Aspects.of(app).add({
  visit(node) {
    if (node instanceof CfnFunction) node.addPropertyOverride('Environment.Variables.AWS_ENDPOINT_URL_MGN', process.env.MGN);
  },
});
`;

main()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
