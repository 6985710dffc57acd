import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListStacksCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import Ajv from 'ajv/dist/2020';
import type { JournalEntry } from '../../../local-aws/src';
import { differences } from '../../../local-aws/test/recordings/compare';
import type { Recording } from '../../../local-aws/test/recordings/tables/table';
import type { Told } from '../../../local-aws/test/recordings/told';
import { leftRuns } from '../../src/probe/clean-up';
import { FUNCTION_CODE } from '../../src/probe/function';
import { judge, probeExitCode } from '../../src/probe/judge';
import { PERMISSIONS, policyDocument } from '../../src/probe/policy';
import type { Probed } from '../../src/probe/probe';
import type { ProbeRecording } from '../../src/probe/recording';
import { reportJson } from '../../src/probe/report';
import { supportTemplate } from '../../src/probe/support';
import { Teller } from '../../src/probe/teller';
import { ProbeWorld } from './world';

/* What a probe leaves in the account, what it may do there, and what it hands on. */

const SCENARIOS = [
  'removal',
  'grants',
  'cancelled',
  'rollback-failed',
  'taken-back',
  'nested-removed',
  'refused-deletion',
];

let world: ProbeWorld;
let probed: Probed;
let made: readonly string[];
let left: readonly unknown[];
let calls: readonly JournalEntry[];

beforeAll(async () => {
  world = await ProbeWorld.start();
  probed = await world.probe(SCENARIOS);
  const before = world.aws.calls().length;
  made = await thereIs(world);
  const between = world.aws.calls().length;
  left = await world.cleanUp();
  calls = world.aws.calls().filter((_, index) => index < before || index >= between);
});

/** All stacks, log groups, buckets and roles. */
async function thereIs({ ground }: ProbeWorld): Promise<string[]> {
  const { StackSummaries = [] } = await ground.cloudFormation.send(new ListStacksCommand({}));
  const stacks = StackSummaries.filter(
    ({ StackName, StackStatus }) => StackName !== 'CDKToolkit' && StackStatus !== 'DELETE_COMPLETE',
  );
  const { logGroups = [] } = await ground.logs.send(new DescribeLogGroupsCommand({}));
  const { Buckets = [] } = await ground.s3.send(new ListBucketsCommand({}));
  const buckets = Buckets.filter(({ Name }) => Name?.startsWith('mgn-disconnect-probe'));
  return [
    ...stacks.map(({ StackName }) => StackName),
    ...logGroups.map(({ logGroupName }) => logGroupName),
    ...buckets.map(({ Name }) => Name),
  ] as string[];
}

describe('the permissions', () => {
  /** The function answers by a URL that CloudFormation has signed. */
  const own = ({ caller, input }: JournalEntry) =>
    caller.endsWith('user/operator') && !/-response-/.test((input as { Bucket?: string }).Bucket ?? '');

  test('are those of the calls that the tool makes, no more and no fewer', () => {
    const called = new Set(calls.filter(own).map(actionOf));
    const allowed = PERMISSIONS.filter(({ by }) => by === 'probe').flatMap(({ actions }) => actions);
    // the session asks for the account before the probe begins
    expect([...called, 'sts:GetCallerIdentity'].sort()).toEqual([...new Set(allowed)].sort());
  });

  test('allow every call on what it is made on', () => {
    const { accountId, region, partition } = world.ground;
    const { Statement } = policyDocument({ accountId, region, partition });
    const denied = calls.filter(own).filter((entry) => {
      const [action, resource] = [actionOf(entry), resourceOf(entry)];
      return !Statement.some(
        (one) => one.Action.includes(action) && one.Resource.some((pattern) => globOf(pattern).test(resource)),
      );
    });
    expect(denied.map((entry) => `${actionOf(entry)} ${resourceOf(entry)}`)).toEqual([]);
  });

  test('of the role are to write its log: it cannot call MGN, nor read CloudFormation', () => {
    const { Resources } = supportTemplate(world.names) as any;
    const { Policies, ManagedPolicyArns } = Resources.Role.Properties;
    expect(Policies.flatMap((policy: any) => policy.PolicyDocument.Statement.map((one: any) => one.Action))).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
    ]);
    expect(ManagedPolicyArns).toBeUndefined();
    expect(world.aws.calls().filter(({ service }) => service === 'mgn')).toEqual([]);
  });

  test('do not name MGN', () => expect(JSON.stringify(policyDocument())).not.toMatch(/mgn:/));

  test('of the function cover no call: it answers, and its code fits into a template', () => {
    expect(FUNCTION_CODE).not.toMatch(/aws-sdk/);
    expect(FUNCTION_CODE.length).toBeLessThan(4_096);
  });
});

const ACTIONS: Readonly<Record<string, string>> = { ListObjectsV2: 'ListBucket' };

const actionOf = ({ service, operation }: JournalEntry): string => `${service}:${ACTIONS[operation] ?? operation}`;

function resourceOf({ service, input }: JournalEntry): string {
  const { StackName = '', logGroupName, Bucket, Key } = input as Record<string, string>;
  const here = `${world.ground.region}:${world.ground.accountId}`;
  if (service === 's3') return `arn:aws:s3:::${Bucket}${Key ? `/${Key}` : ''}`;
  if (service === 'logs') return `arn:aws:logs:${here}:log-group:${logGroupName}:*`;
  return StackName.startsWith('arn:') ? StackName : `arn:aws:cloudformation:${here}:stack/${StackName}/id`;
}

const globOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);

describe('what it hands on', () => {
  const jsonOf = ({ recordings, failed }: Probed) => {
    const judged = judge(recordings);
    return reportJson({ recordings, failed, judged, exitCode: probeExitCode(judged) }, world.ground) as any;
  };

  test('is as its schema says', () => {
    const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', 'schema', 'probe.schema.json'), 'utf8'));
    const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);
    expect([validate(JSON.parse(JSON.stringify(jsonOf(probed)))), validate.errors]).toEqual([true, null]);
    expect(validate({ ...jsonOf(probed), rows: [{ id: 'P60' }] })).toBe(false);
  });

  test('holds no account, no name and no id of AWS', () => {
    const text = JSON.stringify(jsonOf(probed));
    expect(text).not.toMatch(/\d{12}|arn:|mgn-disconnect-probe-|[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  const why = 'User: arn:aws:sts::210987654321:assumed-role/Admin/jane is not authorized to perform: iam:CreateRole';

  test('does not name who was denied something', () => {
    const { not_gone_through } = jsonOf({ recordings: [], failed: new Map([['removal', why]]) });
    expect(not_gone_through).toEqual([
      { scenario: 'removal', reason: 'User: <arn> is not authorized to perform: iam:CreateRole' },
    ]);
  });

  test('does not name in an event either who was denied something, in this account or another', () => {
    for (const secrets of [new Map(), new Map([['210987654321', 'account']])])
      expect(new Teller(new Map(), secrets).event({ ResourceStatusReason: why } as StackEvent, 0).reason).toBe(
        'User: <arn> is not authorized to perform: iam:CreateRole',
      );
  });

  test('says that nothing is known of what was not gone through', () => {
    const { rows, exit_code, summary } = jsonOf({ recordings: [], failed: new Map([['removal', 'it was denied']]) });
    expect(rows.every(({ verdict }: any) => verdict === 'not seen')).toBe(true);
    expect([exit_code, summary['not seen']]).toEqual([1, rows.length]);
  });

  const again = async (type?: 'as declared') => {
    const other = await ProbeWorld.start();
    if (type) other.aws.cloudFormationBehaviour.customTypeInCleanUp = type;
    return (await other.probe(SCENARIOS)).recordings;
  };
  const compared = (given: readonly ProbeRecording[], here: readonly ProbeRecording[]) =>
    given.flatMap((recording, index) => {
      const taken: Recording = JSON.parse(JSON.stringify(recording));
      return differences(taken, here[index]?.events as Told[], recording.dependencies);
    });

  test('is a recording that the local AWS can be compared with, event by event', async () => {
    const { recordings } = jsonOf(probed);
    expect(recordings).toHaveLength(SCENARIOS.length);
    expect(compared(recordings, await again())).toEqual([]);
    expect(compared(recordings, await again('as declared'))).toContain(
      'Root/B DELETE_IN_PROGRESS: type AWS::CloudFormation::CustomResource on AWS, Custom::MgnDisconnectProbe here',
    );
  });
});

describe('the clean-up', () => {
  test('leaves nothing', async () => {
    expect(made).toEqual([
      'mgn-disconnect-probe-test-support',
      '/mgn-disconnect-probe/test',
      'mgn-disconnect-probe-test-123456789012-us-east-1',
    ]);
    expect([left, await thereIs(world)]).toEqual([[], []]);
  });

  test.each([12, 30, 50])(
    'leaves nothing of a probe that was ended after %d seconds, whoever runs it',
    async (seconds) => {
      const other = await ProbeWorld.start();
      const end = other.ground.clock.now() + 1_000 * seconds;
      const isOver = () => other.ground.clock.now() >= end;
      expect((await other.probe(SCENARIOS, { isOver })).recordings).toEqual([]);
      expect((await thereIs(other)).length).toBeGreaterThan(1);
      expect((await leftRuns(other.ground)).map(({ run }) => run)).toEqual(['test']);
      expect(await other.cleanUp()).toEqual([]);
      expect([await thereIs(other), await leftRuns(other.ground)]).toEqual([[], []]);
    },
  );

  test('leaves stacks of others alone, and names what it could not delete with the command for it', async () => {
    const other = await ProbeWorld.start();
    const end = other.ground.clock.now() + 12_000;
    await other.probe(['removal'], { isOver: () => other.ground.clock.now() >= end });
    other.aws.fault({
      service: 'cloudformation',
      operation: 'DeleteStack',
      error: 'AccessDenied',
      message: 'no',
      status: 403,
    });
    const left = await other.cleanUp();
    expect(left.map(({ what }) => what)).toEqual([
      'mgn-disconnect-probe-test-removal',
      'mgn-disconnect-probe-test-support',
    ]);
    expect(left[0]?.command).toBe(
      'aws cloudformation delete-stack --region us-east-1 --stack-name mgn-disconnect-probe-test-removal --deletion-mode FORCE_DELETE_STACK',
    );
    other.aws.clearFaults();
    expect(await other.cleanUp()).toEqual([]);
  });
});
