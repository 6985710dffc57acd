import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Tool } from '../../cli/test/tool';
import { type LocalAws, RealClock, startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';
import { synthesizeFile } from '../../testing/examples';

/* CDK's provider framework with its waiter, as it is, on the local AWS. */

const SERVERS = ['s-0000000000000000a', 's-0000000000000000b'];

/** Not by its type: a clean-up shows deletions under the generic one. */
const DRAINED = /^Drained[0-9A-F]{8}$/;

/** Time is ahead as soon as something waits for it: the state machine, from one question of the waiter to the next. */
class HastyClock extends RealClock {
  override sleep(ms: number): Promise<void> {
    const slept = super.sleep(ms);
    void this.advance(ms);
    return slept;
  }
}

let clock: RealClock;
let aws: LocalAws;
let folder: string;
let client: CloudFormationClient;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'staging-'));
  clock = new HastyClock();
  aws = await startLocalAws({ clock, servers: SERVERS.map((sourceServerID) => ({ sourceServerID })) });
  aws.mgnBehaviour.stagingGoneAfterSeconds = 300;
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'secret' };
  client = new CloudFormationClient({ region: aws.region, endpoint: aws.url, credentials });
});
afterEach(async () => {
  client.destroy();
  await aws.stop();
  clock.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['the stack is destroyed', 'DELETE_COMPLETE', ['destroy', '--force'], {}],
  ['an update removes them', 'UPDATE_COMPLETE', ['deploy'], { left: 'yes' }],
])(
  'when %s, what the staging area needs stays until that is gone',
  async (_, status, command, context) => {
    await run(['deploy', '--require-approval', 'never']);
    const { Stacks: [{ StackId = '' }] = [{}] } = await client.send(
      new DescribeStacksCommand({ StackName: 'Staging' }),
    );
    expect(connected(aws)).toEqual(SERVERS);
    await run(command, context);
    expect(connected(aws)).toEqual([]);
    const events = await eventsOf(StackId);
    expect(events.at(-1)).toMatchObject({ LogicalResourceId: 'Staging', ResourceStatus: status });
    const at = (name: RegExp, status: string) =>
      events.findLastIndex(
        ({ LogicalResourceId, ResourceStatus }) => name.test(LogicalResourceId) && ResourceStatus === status,
      );
    const [began, ended] = ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'].map((one) => at(DRAINED, one)) as [number, number];
    expect(at(/^SourceServers/, 'DELETE_COMPLETE')).toBeLessThan(began);
    expect(began).toBeLessThan(ended);
    expect(ended).toBeLessThan(events.findIndex(isDeletionOf('Subnet')));
    const waited = Date.parse(events[ended]?.Timestamp ?? '') - Date.parse(events[began]?.Timestamp ?? '');
    expect(waited).toBeGreaterThan(240_000);
  },
  180_000,
);

test('an update whose clean-up may not look at the staging area fails at that three times, completes, and status names it', async () => {
  await run(['deploy', '--require-approval', 'never']);
  const tool = new Tool(aws, folder);
  expect((await tool.json('status')).report.staging_areas_not_drained).toEqual([]);
  aws.fault({
    service: 'ec2',
    operation: 'DescribeSnapshots',
    error: 'UnauthorizedOperation',
    status: 403,
    times: 100,
  });
  await run(['deploy'], { left: 'yes' });
  const { Stacks: [{ StackStatus, StackId = '' }] = [{}] } = await client.send(
    new DescribeStacksCommand({ StackName: 'Staging' }),
  );
  expect(StackStatus).toBe('UPDATE_COMPLETE');
  const failures = (await eventsOf(StackId)).filter(
    ({ LogicalResourceId, ResourceStatus }) => DRAINED.test(LogicalResourceId) && ResourceStatus === 'DELETE_FAILED',
  );
  expect(failures).toHaveLength(3);
  const { report } = await tool.json('status');
  expect(report.staging_areas_not_drained).toEqual([
    {
      stack_name: 'Staging',
      region: aws.region,
      logical_id: expect.stringMatching(DRAINED),
      reason: expect.stringMatching(/UnauthorizedOperation\..* tries three times, then CloudFormation forgets this/),
    },
  ]);
  const told = /Staging area not drained: Staging in us-east-1 gave up Drained\w+: .*UnauthorizedOperation/;
  expect((await tool.run('status')).stdout).toMatch(told);
  expect((await tool.run('status', '--markdown')).stdout).toMatch(told);
}, 180_000);

test.each([
  ['a creation', 'ROLLBACK_COMPLETE', false],
  ['an update', 'UPDATE_ROLLBACK_COMPLETE', true],
])(
  '%s that fails while its Create is under way is rolled back',
  async (_, status, isUpdate) => {
    if (isUpdate) await run(['deploy', '--require-approval', 'never'], {}, 'cancelled-app');
    await expect(run(['deploy', '--require-approval', 'never'], { drained: 'yes' }, 'cancelled-app')).rejects.toThrow();
    const { Stacks: [{ StackStatus, StackId = '' }] = [{}] } = await client.send(
      new DescribeStacksCommand({ StackName: 'Staging' }),
    );
    expect(StackStatus).toBe(status);
    const ofDrained = (await eventsOf(StackId)).filter(({ LogicalResourceId: id }) => DRAINED.test(id));
    expect(ofDrained.map(({ ResourceStatus }) => ResourceStatus)).toContain('DELETE_COMPLETE');
    expect(connected(aws)).toEqual(SERVERS);
  },
  180_000,
);

const isDeletionOf =
  (name: string) =>
  ({ LogicalResourceId, ResourceStatus }: Event) =>
    LogicalResourceId.startsWith(name) && ResourceStatus === 'DELETE_IN_PROGRESS';

function run([command = '', ...args]: string[], context = {}, app = 'app'): Promise<void> {
  const assembly = join(folder, app, Object.keys(context).join());
  if (!existsSync(assembly)) synthesizeFile(join(__dirname, app), assembly, { context });
  return cdk(aws, [command, '--all', ...args, '--app', assembly]);
}

interface Event {
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
  readonly Timestamp: string;
}

/** Not by the SDK, whose XML parser refuses an answer with more than 1,000 entities: state machines are full of &quot; */
async function eventsOf(StackName: string, NextToken = ''): Promise<Event[]> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=operator/20260101/us-east-1/cloudformation/aws4_request, Signature=0';
  const form = { Action: 'DescribeStackEvents', Version: '2010-05-15', StackName, ...(NextToken ? { NextToken } : {}) };
  const response = await fetch(aws.url, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  const events = [...text.matchAll(/<member>(.*?)<\/member>/gs)].map(([, xml = '']) =>
    Object.fromEntries([...xml.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name, value]) => [name, value])),
  ) as unknown as Event[];
  const [, token] = /<NextToken>([^<]+)</.exec(text) ?? [];
  return [...(token ? await eventsOf(StackName, token) : []), ...events.reverse()];
}
