import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DeleteChangeSetCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { cdk, connected } from '../../testing/cdk-cli';
import { FLEET, GIVEN, HIDDEN, PLAIN, type Shape, synthesizeOpen } from './apps/open';
import { LocalTool } from './tool';

/* What a change set shows and templates alone do not. It is made, read and deleted. */

let tool: LocalTool;
let client: CloudFormationClient;
const folder = mkdtempSync(join(tmpdir(), 'change-sets-'));
let count = 0;
const assembly = (shape: Shape) => synthesizeOpen(join(folder, `${count++}`), shape);

const before = assembly({ wanted: 'live', plain: true });
const after = assembly({ wanted: 'test', plain: false });

beforeAll(async () => {
  tool = await LocalTool.start({ servers: FLEET });
  client = new CloudFormationClient({
    endpoint: tool.aws.url,
    region: tool.aws.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await cdk(tool.aws, ['deploy', '--all', '--require-approval', 'never', '--app', before]);
});

afterEach(() => tool.aws.clearFaults());

afterAll(async () => {
  client.destroy();
  await tool.stop();
  rmSync(folder, { recursive: true, force: true });
});

const verdicts = ({ stacks: [stack] }: any): Record<string, string> =>
  Object.fromEntries(stack.servers.map((one: any) => [one.source_server_id, one.verdict]));

/** The calls for change sets since then. */
const callsSince = (start: number) =>
  tool.aws
    .calls()
    .slice(start)
    .map(({ operation }) => operation)
    .filter((operation) => operation.endsWith('ChangeSet'));

async function expectUntouched(): Promise<void> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  const own = Stacks.filter(({ StackName }) => StackName !== 'CDKToolkit');
  expect(own.map(({ StackName, StackStatus }) => `${StackName} ${StackStatus}`)).toEqual(['Open CREATE_COMPLETE']);
  const { Summaries } = await client.send(new ListChangeSetsCommand({ StackName: 'Open' }));
  expect(Summaries ?? []).toEqual([]);
  expect(connected(tool.aws)).toHaveLength(3);
}

test('without one, what depends on a hidden parameter or on another resource is not known until deploy', async () => {
  const { code, report } = await tool.json('plan', '--app', after);
  expect(verdicts(report)).toMatchObject({
    [HIDDEN]: 'not-known-until-deploy',
    [PLAIN]: 'not-known-until-deploy',
  });
  expect(code).toBe(2);
});

test('with one, a removal by a parameter in a condition, and one beside an id of another resource, are predicted', async () => {
  const start = tool.aws.calls().length;
  const { code, report } = await tool.json('plan', '--app', after, '--change-set');
  expect(verdicts(report)).toEqual({
    [HIDDEN]: 'will-be-disconnected',
    [PLAIN]: 'will-be-disconnected',
    [GIVEN]: 'kept',
  });
  expect(code).toBe(2);
  const calls = callsSince(start);
  expect(calls[0]).toBe('CreateChangeSet');
  expect(calls.at(-1)).toBe('DeleteChangeSet');
  expect(new Set(calls)).toEqual(new Set(['CreateChangeSet', 'DescribeChangeSet', 'DeleteChangeSet']));
  await expectUntouched();
});

test('with one in which nothing changes, all servers are kept', async () => {
  const { code, report } = await tool.json('plan', '--app', before, '--change-set');
  expect(verdicts(report)).toEqual({ [HIDDEN]: 'kept', [PLAIN]: 'kept', [GIVEN]: 'kept' });
  expect(code).toBe(0);
  await expectUntouched();
});

test('a parameter that is given needs none, and none is made where nothing is open', async () => {
  const start = tool.aws.calls().length;
  const sure = assembly({ wanted: 'test', plain: true });
  await tool.json('plan', '--app', sure, '--parameters', 'Open:Stage=live', '--destroy');
  expect(callsSince(start)).toEqual([]);
  const { report } = await tool.json('plan', '--app', sure, '--parameters', 'Stage=test', '--change-set');
  expect(verdicts(report)).toEqual({ [HIDDEN]: 'kept', [PLAIN]: 'kept', [GIVEN]: 'kept' });
});

test('of a stack that is not there yet none is made, which would leave it in REVIEW_IN_PROGRESS', async () => {
  const start = tool.aws.calls().length;
  const both = assembly({ wanted: 'live', plain: true, second: true });
  const { report } = await tool.json('plan', '--app', both, '--change-set', 'Second');
  expect(report.stacks[0].notes).toEqual([
    'no change set was made: the stack is not there yet, and has nothing to disconnect',
  ]);
  expect(callsSince(start)).toEqual([]);
  await expectUntouched();
});

test('one that cannot be read is deleted all the same, and the plan says what it could not check', async () => {
  tool.aws.fault({ service: 'cloudformation', operation: 'DescribeChangeSet', error: 'AccessDenied', times: -1 });
  const { code, report } = await tool.json('plan', '--app', after, '--change-set');
  expect(report.stacks[0].not_checked[0]).toMatch(
    /^what depends on the deployment, for the change set failed: .*AccessDenied/,
  );
  expect(verdicts(report)[HIDDEN]).toBe('not-known-until-deploy');
  expect(code).toBe(2);
  await expectUntouched();
});

test('one that cannot be deleted is named, with the command that deletes it', async () => {
  tool.aws.fault({ service: 'cloudformation', operation: 'DeleteChangeSet', error: 'AccessDenied', times: -1 });
  const { report } = await tool.json('plan', '--app', after, '--change-set');
  tool.aws.clearFaults();
  const [, name] =
    /delete-change-set --stack-name \S+ --change-set-name (\S+)/.exec(report.stacks[0].not_checked[0]) ?? [];
  const { Summaries = [] } = await client.send(new ListChangeSetsCommand({ StackName: 'Open' }));
  expect(Summaries.map(({ ChangeSetName }) => ChangeSetName)).toEqual([name]);
  await client.send(new DeleteChangeSetCommand({ StackName: 'Open', ChangeSetName: name }));
});

test.each(['CreateChangeSet', 'DescribeChangeSet'])(
  'Ctrl-C during %s deletes it before the tool ends',
  async (operation) => {
    tool.aws.fault({ service: 'cloudformation', operation, latencyMs: 3_000 });
    const start = tool.aws.calls().length;
    const child = tool.start('plan', '--app', after, '--change-set');
    while (!callsSince(start).includes(operation)) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    const closed = once(child, 'close');
    await tool.aws.advance(3);
    expect(await closed).toEqual([130, null]);
    expect(callsSince(start)).toContain('DeleteChangeSet');
    await expectUntouched();
  },
);

describe('a template that is too large for a call', () => {
  const large = () => assembly({ wanted: 'test', plain: false, ballast: 60 });

  test('cannot be checked if it is not published, and the plan says what to do', async () => {
    const { report } = await tool.json('plan', '--app', large(), '--change-set');
    expect(report.stacks[0].not_checked[0]).toMatch(/cdk publish-assets/);
    expect(verdicts(report)[HIDDEN]).toBe('not-known-until-deploy');
    await expectUntouched();
  });

  test('is taken from the bucket of the bootstrap where it is published', async () => {
    const app = large();
    await cdk(tool.aws, ['publish-assets', '--all', '--unstable=publish-assets', '--app', app]);
    const { report } = await tool.json('plan', '--app', app, '--change-set');
    expect(report.stacks[0].not_checked).toEqual([]);
    expect(verdicts(report)).toMatchObject({ [HIDDEN]: 'will-be-disconnected', [GIVEN]: 'kept' });
    await expectUntouched();
  });
});

test('the deployment then disconnects what the plan with a change set says', async () => {
  await cdk(tool.aws, ['deploy', '--all', '--require-approval', 'never', '--app', after]);
  expect(connected(tool.aws)).toEqual([GIVEN]);
});
