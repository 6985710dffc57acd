import { App, CfnParameter, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  AfterDisconnection,
  Inventory,
  MigrationWave,
  SourceServerConnection,
  SourceServerConnectionProvider,
} from '../../lib';
import { serverId, serverIds } from '../../testing/server-ids';
import { nagFindings } from './nag-findings';
import { PROVIDERS } from './nag-providers';

/*
 * What cdk-nag 2 finds here has the ids of cdk-nag 3, which needs a later aws-cdk-lib: test/newest-cdk runs that.
 */

test.each(PROVIDERS)(
  'acknowledges each finding in a provider %s, whether the servers are declared before or after',
  (_, propsIn) => {
    const stack = new Stack(new App(), 'Stack', { terminationProtection: true });
    const provider = SourceServerConnectionProvider.getOrCreate(stack, propsIn(stack));
    new SourceServerConnection(stack, 'Before', { sourceServerId: serverId(1) });
    provider.acknowledgeFindings();
    new SourceServerConnection(stack, 'After', { sourceServerId: serverId(2) });
    const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
    new SourceServerConnection(stack, 'Token', { sourceServerId: parameter });
    const { found, open } = findingsIn(stack);
    expect(found.length).toBeGreaterThan(2);
    expect(open).toEqual([]);
  },
);

test('acknowledges one finding for each server of a wave', () => {
  const stack = new Stack(new App(), 'Stack');
  SourceServerConnectionProvider.getOrCreate(stack).acknowledgeFindings();
  const servers = Inventory.fromList(serverIds(60).map((sourceServerId) => ({ sourceServerId })));
  new MigrationWave(stack, 'Wave', { servers, afterDisconnection: AfterDisconnection.DELETE, finalizeCutover: true });
  const { found, open } = findingsIn(stack);
  expect(new Set(found.filter((id) => id.includes(':source-server/s-'))).size).toBe(60);
  expect(open).toEqual([]);
});

test('acknowledges what is there when every Aspect has run', () => {
  const stack = new Stack(new App(), 'Stack');
  const servers = Inventory.fromList(serverIds(60).map((sourceServerId) => ({ sourceServerId })));
  new MigrationWave(stack, 'Wave', { servers, removalPolicy: RemovalPolicy.RETAIN });
  SourceServerConnectionProvider.getOrCreate(stack).acknowledgeFindings();
  RemovalPolicies.of(stack).destroy();
  const { found, open } = findingsIn(stack);
  expect(new Set(found.filter((id) => id.includes(':source-server/s-'))).size).toBe(60);
  expect(open).toEqual([]);
});

test('acknowledges no wildcard that someone else has put into the role', () => {
  const stack = new Stack(new App(), 'Stack');
  const provider = SourceServerConnectionProvider.getOrCreate(stack);
  new SourceServerConnection(stack, 'Web', { sourceServerId: serverId(1) });
  for (const [action, resource] of [
    ['s3:GetObject', '*'],
    ['s3:*', 'arn:aws:s3:::theirs'],
    ['ec2:TerminateInstances', 'arn:aws:mgn:*:*:source-server/*'],
    ['cloudformation:DeleteStack', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/theirs-*/*'],
  ] as const) {
    provider.role.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
  }
  provider.acknowledgeFindings();
  expect(findingsIn(stack).open.sort()).toEqual([
    'AwsSolutions-IAM5[Action::s3:*]',
    'AwsSolutions-IAM5[Resource::*]',
    'AwsSolutions-IAM5[Resource::arn:aws:cloudformation:eu-west-1:123456789012:stack/theirs-*/*]',
    'AwsSolutions-IAM5[Resource::arn:aws:mgn:*:*:source-server/*]',
  ]);
});

test('acknowledges nothing unless it is asked to', () => {
  const stack = new Stack(new App(), 'Stack');
  new SourceServerConnection(stack, 'Web', { sourceServerId: serverId(1) });
  const { found, open } = findingsIn(stack);
  expect(open).toEqual(found);
});

/** The findings of cdk-nag, and those of them that their resource does not acknowledge with a reason. */
function findingsIn(stack: Stack) {
  const findings = nagFindings(stack).map(({ path, text }) => ({ path, id: `${text.split(']:')[0]}]` }));
  const nodes = new Map(stack.node.findAll().map(({ node }) => [node.path, node]));
  const reasonOf = ({ path, id }: (typeof findings)[number]) =>
    nodes
      .get(path)
      ?.metadata.filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
      .map(({ data }) => data[id])
      .find((reason) => reason);
  return { found: findings.map(({ id }) => id), open: findings.filter((one) => !reasonOf(one)).map(({ id }) => id) };
}
