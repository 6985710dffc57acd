import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { CloudFormation, paginateDescribeStackEvents } from '@aws-sdk/client-cloudformation';
import { signed } from './fake-service';
import { isKnown } from './lambda/processes';

/** The local AWS as a process of its own, with functions in processes of theirs, under load and ill-treated. */
const BUCKET = 'cdk-hnb659fds-assets-123456789012-us-east-1';
const MB = 2 ** 20;
let local: ChildProcess;
let url: string;
let client: CloudFormation;

beforeAll(async () => {
  local = spawn(process.execPath, ['--import', 'tsx', 'local-aws/src/main.ts', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [ready] = await once(createInterface({ input: local.stdout as NodeJS.ReadableStream }), 'line');
  url = ready.split(' ')[1];
  const credentials = { accessKeyId: 'A', secretAccessKey: 'B' };
  client = new CloudFormation({ endpoint: url, region: 'us-east-1', credentials });
  await create('Provider', provider());
  await settled('Provider', 'CREATE_COMPLETE');
});
afterAll(() => local.kill('SIGKILL'));

test('450 custom resources are created and deleted, each by a call of a function', async () => {
  await create('Large', customResources(450));
  const arn = await settled('Large', 'CREATE_COMPLETE');
  expect(await events('Large')).toHaveLength(450 * 3 + 2);
  await client.deleteStack({ StackName: 'Large' });
  await settled(arn, 'DELETE_COMPLETE');
});

test('10 stacks at once are created and deleted', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `Stack${index}`);
  await Promise.all(names.map((name) => create(name, customResources(20))));
  const arns = await Promise.all(names.map((name) => settled(name, 'CREATE_COMPLETE')));
  await Promise.all(arns.map((StackName) => client.deleteStack({ StackName })));
  await Promise.all(arns.map((arn) => settled(arn, 'DELETE_COMPLETE')));
});

test('a function whose process is killed in the middle is called again, and the stack completes', async () => {
  // the answer is held back as long as the function hangs
  const created = create('Killed', { Thing: custom({ Does: 'hang' }) });
  await until(async () => (await calls('Killed')).length > 0);
  for (const { pid } of children()) process.kill(pid, 'SIGKILL');
  // Lambda's first retry comes after a minute; the second time the function answers
  await until(async () => {
    await control('clock', { advanceSeconds: 61 });
    return (await status('Killed')) === 'CREATE_COMPLETE';
  });
  await created;
});

test('objects of 100 MB come and go, and the memory does not grow with each', async () => {
  const body = Buffer.alloc(100 * MB, 7);
  const put = () => fetch(`${url}/${BUCKET}/large`, { method: 'PUT', headers: signed('s3'), body });
  expect((await put()).status).toBe(200);
  const before = memory();
  for (let i = 0; i < 4; i++) expect((await put()).status).toBe(200);
  const got = await (await fetch(`${url}/${BUCKET}/large`, { headers: signed('s3') })).arrayBuffer();
  expect(Buffer.from(got).equals(body)).toBe(true);
  expect(memory() - before).toBeLessThan(350 * MB);
});

test('a thousand clients that break off, each differently, leave it serving', async () => {
  const request = 'PUT /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n';
  for (let round = 0; round < 10; round++) {
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => breakOff(`${request}${'y'.repeat(i)}`.slice(0, 1 + i * 2))),
    );
  }
  expect(await status('Provider')).toBe('CREATE_COMPLETE');
});

test('no child is left as a zombie, and none at all after the end', async () => {
  expect(children().filter(({ state }) => state === 'Z')).toEqual([]);
  expect(children().length).toBeLessThanOrEqual(16);
  const known = children().map(({ pid }) => pid);
  expect(known.length).toBeGreaterThan(0);
  local.kill('SIGTERM');
  await once(local, 'exit');
  await until(() => known.every((pid) => !isKnown(pid)));
});

/** Answers at once; with Does: 'hang' the first call for a resource never ends. */
const CODE = `
const response = require('cfn-response');
const { existsSync, rmSync, writeFileSync } = require('node:fs');
exports.handler = (event, context) => {
  const mark = '/tmp/' + event.RequestId;
  const again = existsSync(mark);
  if (event.ResourceProperties.Does === 'hang' && event.RequestType === 'Create' && !again) {
    console.log('called for ' + event.StackId);
    writeFileSync(mark, '');
    return setInterval(() => {}, 1000);
  }
  rmSync(mark, { force: true });
  response.send(event, context, 'SUCCESS', {}, event.PhysicalResourceId || 'thing-' + event.LogicalResourceId);
};`;

function provider(): object {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
  const PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] };
  const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [trust] };
  const named = { FunctionName: 'provider', Runtime: 'nodejs20.x', Handler: 'index.handler', Timeout: 900 };
  const Properties = { ...named, Code: { ZipFile: CODE }, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } };
  return {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument, Policies: [{ PolicyName: 'Log', PolicyDocument }] },
    },
    Function: { Type: 'AWS::Lambda::Function', Properties },
  };
}

function custom(properties: object = {}): object {
  const ServiceToken = 'arn:aws:lambda:us-east-1:123456789012:function:provider';
  return { Type: 'Custom::Thing', Properties: { ServiceToken, ...properties } };
}

function customResources(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, custom()]));
}

async function create(StackName: string, Resources: object): Promise<void> {
  const TemplateURL = `${url}/${BUCKET}/${StackName}.json`;
  await fetch(TemplateURL, { method: 'PUT', headers: signed('s3'), body: JSON.stringify({ Resources }) });
  await client.createStack({ StackName, TemplateURL, Capabilities: ['CAPABILITY_IAM'] });
}

async function status(StackName: string): Promise<string | undefined> {
  const { Stacks = [] } = await client.describeStacks({ StackName });
  return Stacks[0]?.StackStatus;
}

/** The ARN of the stack, when it has got there. */
async function settled(StackName: string, expected: string): Promise<string> {
  await until(async () => !(await status(StackName))?.endsWith('_IN_PROGRESS'));
  const { Stacks = [] } = await client.describeStacks({ StackName });
  expect(Stacks[0]?.StackStatus).toBe(expected);
  return Stacks[0]?.StackId ?? '';
}

async function events(StackName: string): Promise<unknown[]> {
  const all = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName }))
    all.push(...StackEvents);
  return all;
}

/** What the function has logged of its calls for a stack. */
async function calls(stack: string): Promise<unknown[]> {
  const headers = { ...signed('logs'), 'x-amz-target': 'Logs_20140328.FilterLogEvents' };
  const filter = { logGroupName: '/aws/lambda/provider', filterPattern: `"stack/${stack}/"` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(filter) });
  return ((await response.json()) as { events?: unknown[] }).events ?? [];
}

const control = (name: string, body: object) =>
  fetch(`${url}/_local/${name}`, { method: 'POST', body: JSON.stringify(body) });

function breakOff(bytes: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, () => socket.resetAndDestroy()));
    socket.on('error', () => {}).on('close', () => resolve());
  });
}

interface Process {
  readonly pid: number;
  readonly state: string;
}

function children(): Process[] {
  return ps('pid=,ppid=,state=').flatMap(([pid, parent, state = '']) =>
    Number(parent) === local.pid ? [{ pid: Number(pid), state }] : [],
  );
}

function memory(): number {
  const mine = ps('pid=,rss=').find(([pid]) => Number(pid) === local.pid);
  return Number(mine?.[1]) * 1024;
}

function ps(columns: string): string[][] {
  const lines = execFileSync('ps', ['-A', '-o', columns], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/));
}

async function until<T>(condition: () => T | Promise<T>): Promise<T> {
  for (;;) {
    const value = await condition();
    if (Array.isArray(value) ? value.length > 0 : value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
