import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { type NagPackSuppression, NagSuppressions } from 'cdk-nag';
import type { Construct } from 'constructs';
import {
  AfterDisconnection,
  Inventory,
  MigrationWave,
  SourceServerConnection,
  SourceServerConnectionProvider,
  StagingAreaDrained,
} from '../../lib';
import { serverId, serverIds } from '../../testing/server-ids';
import { nagFindings } from './nag-findings';
import { PROVIDERS } from './nag-providers';

/** What docs/operating.md says about the findings of cdk-nag; nothing else may be found. */
const ACKNOWLEDGED: NagPackSuppression[] = [
  {
    id: 'AwsSolutions-IAM5',
    reason: 'mgn:DescribeSourceServers knows no resource types; it only reads',
    appliesTo: ['Resource::*'],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'a source server id is unique: any Region and account in the ARN allow one server',
    appliesTo: [{ regex: '/^Resource::arn:<AWS::Partition>:mgn:\\*:\\*:source-server/s-\\w{17}$/' }],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'a condition allows the servers with the tag only',
    appliesTo: ['Resource::arn:<AWS::Partition>:mgn:*:*:source-server/*'],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'nested stacks are named after their root, and their ids are not known to it; the action only lists',
    appliesTo: [{ regex: '/^Resource::arn:<AWS::Partition>:cloudformation:.*:stack/.*\\*/\\*$/' }],
  },
];

const OF_STAGING: NagPackSuppression[] = [
  {
    id: 'AwsSolutions-IAM4',
    reason: "functions of CDK's provider framework write their logs",
    appliesTo: ['Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: 'the describe actions of EC2 and MGN know no resource types that could be named; they only read',
    appliesTo: ['Resource::*'],
  },
  {
    id: 'AwsSolutions-IAM5',
    reason: "CDK's provider framework calls any version of its functions",
    appliesTo: [{ regex: '/^Resource::<Drained\\w+\\.Arn>:\\*$/' }],
  },
  { id: 'AwsSolutions-SF1', reason: 'the function logs each look' },
  { id: 'AwsSolutions-SF2', reason: 'there is nothing to trace' },
];

describe('cdk-nag AwsSolutions', () => {
  test('finds wildcards in three places: to look at servers, in the ARN of each server, in the names of nested stacks', () => {
    const stack = stackOf(3);
    const rules = findings(stack).map(
      (finding) => /^AwsSolutions-\w+\[Resource::(.*)\]:/.exec(finding)?.[1] ?? finding,
    );
    expect(rules.sort()).toEqual([
      '*',
      'arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/<AWS::StackName>-*/*',
      ...[0, 1, 2].map((index) => `arn:<AWS::Partition>:mgn:*:*:source-server/${serverId(index)}`),
    ]);
  });

  test('finds nothing beyond what docs/operating.md acknowledges', () => {
    const stack = stackOf(3);
    acknowledge(stack);
    expect(findings(stack)).toEqual([]);
  });

  test('finds nothing more where the name of the root is long', () => {
    const stack = stackOf(1, 'Root'.padEnd(60, 'x'));
    acknowledge(stack);
    expect(findings(stack)).toEqual([]);
  });

  test.each(PROVIDERS)("finds nothing more of a provider of one's own %s", (_, propsIn) => {
    const stack = new Stack(new App(), 'Stack', { terminationProtection: true });
    const provider = new SourceServerConnectionProvider(stack, 'Provider', propsIn(stack));
    new SourceServerConnection(stack, 'Server', { sourceServerId: serverId(0), provider });
    NagSuppressions.addResourceSuppressions(provider, ACKNOWLEDGED, true);
    expect(findings(stack)).toEqual([]);
  });

  test('finds nothing more in a wave, whose servers share policies', () => {
    const stack = new Stack(new App(), 'Stack');
    const servers = serverIds(25).map((sourceServerId) => ({ sourceServerId }));
    new MigrationWave(stack, 'Wave', {
      servers: Inventory.fromList(servers),
      afterDisconnection: AfterDisconnection.DELETE,
      finalizeCutover: true,
    });
    acknowledge(stack);
    expect(findings(stack)).toEqual([]);
  });

  test("finds in what waits for a staging area CDK's provider framework, and actions that only read", () => {
    const stack = new Stack(new App(), 'Stack');
    const web = new SourceServerConnection(stack, 'Server', { sourceServerId: serverId(0) });
    const drained = new StagingAreaDrained(stack, 'Drained', { connections: [web] });
    acknowledge(stack);
    NagSuppressions.addResourceSuppressions(drained, OF_STAGING, true);
    expect(findings(stack)).toEqual([]);
  });

  test('finds nothing more in a nested stack', () => {
    const root = new Stack(new App(), 'Root');
    const nested = new NestedStack(root, 'Nested');
    new SourceServerConnection(nested, 'Server', { sourceServerId: serverId(0) });
    acknowledge(nested);
    expect(findings(root)).toEqual([]);
  });
});

function stackOf(servers: number, name = 'Stack'): Stack {
  const stack = new Stack(new App(), name);
  for (let index = 0; index < servers; index += 1) {
    new SourceServerConnection(stack, `Server${index}`, { sourceServerId: serverId(index) });
  }
  return stack;
}

function acknowledge(scope: Construct): void {
  const provider = SourceServerConnectionProvider.getOrCreate(scope);
  NagSuppressions.addResourceSuppressions(provider, ACKNOWLEDGED, true);
}

const findings = (stack: Stack): string[] => nagFindings(stack).map(({ text }) => text);
