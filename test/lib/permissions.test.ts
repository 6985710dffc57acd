import {
  App,
  CfnDeletionPolicy,
  type CfnResource,
  NestedStack,
  RemovalPolicies,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AfterDisconnection,
  SourceServerAccess,
  SourceServerConnection,
  type SourceServerConnectionProps,
  SourceServerConnectionProvider,
} from '../../lib';
import { serverIds } from '../../testing/server-ids';
import { longestForm, stackOf } from './fleet';

const SERVER = 's-3053c1c3b7d8bd4e0';
const TYPE = 'Custom::MgnSourceServerConnection';

describe('the permission to disconnect', () => {
  test('names the declared servers and no other, in a policy each', () => {
    const [first = '', second = ''] = serverIds(2);
    expect(policies(stackOf([first, second]))).toEqual({
      [`DisconnectSourceServer${first.replace('-', '')}`]: {
        Effect: 'Allow',
        Action: 'mgn:DisconnectFromService',
        Resource: arn(first),
      },
      [`DisconnectSourceServer${second.replace('-', '')}`]: expect.objectContaining({ Resource: arn(second) }),
    });
  });

  test('of a server comes and goes with it, and changes no other resource', () => {
    const [ids, added] = [serverIds(19), 's-3053c1c3b7d8bd4e0'];
    const before = resources(stackOf(ids));
    const after = resources(stackOf([...ids, added]));
    const { SourceServers3053c1c3b7d8bd4e0: connection, DisconnectSourceServers3053c1c3b7d8bd4e0: policy } = after;
    expect(after).toEqual({
      ...before,
      SourceServers3053c1c3b7d8bd4e0: connection,
      DisconnectSourceServers3053c1c3b7d8bd4e0: policy,
    });
    expect(policy?.Type).toBe('AWS::IAM::Policy');
    expect(connection?.DependsOn).toContain('DisconnectSourceServers3053c1c3b7d8bd4e0');
  });

  test('of 20 servers that are exchanged for 20 others fits into the inline policies of a role, in the longest words', () => {
    const stack = stackOf(serverIds(20), { vpc: true });
    const { single, others } = inlinePolicies(stack);
    expect(single).toHaveLength(20);
    expect(others + 2 * 20 * Math.max(...single)).toBeLessThanOrEqual(10_240);
  });

  test('of 13 servers with all actions, exchanged for others, fits too', () => {
    const props = { afterDisconnection: AfterDisconnection.DELETE, finalizeCutover: true };
    const stack = stackOf(serverIds(13), { vpc: true, ...props });
    const { single, others } = inlinePolicies(stack);
    expect(single).toHaveLength(13);
    expect(others + 2 * 13 * Math.max(...single)).toBeLessThanOrEqual(10_240);
    Template.fromStack(stackOf(serverIds(17), props)).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('may be one statement on a tag instead', () => {
    const stack = new Stack(new App(), 'Stack');
    const access = SourceServerAccess.taggedWith('MigrationWave', '7');
    const provider = new SourceServerConnectionProvider(stack, 'Provider', { access });
    for (const id of serverIds(3)) new SourceServerConnection(stack, id, { sourceServerId: id, provider });
    expect(Object.values(policies(stack))).toEqual([
      {
        Effect: 'Allow',
        Action: 'mgn:DisconnectFromService',
        Resource: [arn('*')],
        Condition: { StringEquals: { 'aws:ResourceTag/MigrationWave': '7' } },
      },
    ]);
  });
});

describe('a server that is retained', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['by its prop', (stack) => connect(stack, SERVER, { removalPolicy: RemovalPolicy.RETAIN })],
    [
      'but for the rollback of its creation',
      (stack) => connect(stack, SERVER, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }),
    ],
    [
      'by an Aspect',
      (stack) => {
        connect(stack, SERVER);
        RemovalPolicies.of(stack).retain({ applyToResourceTypes: [TYPE] });
      },
    ],
    [
      'by its prop, with access by tag',
      (stack) => {
        const access = SourceServerAccess.taggedWith('MigrationWave', '7');
        const provider = new SourceServerConnectionProvider(stack, 'Provider', { access });
        connect(stack, SERVER, { removalPolicy: RemovalPolicy.RETAIN, provider });
      },
    ],
  ])('%s may not be disconnected: no policy at all', (_, declare) => {
    const stack = new Stack(new App(), 'Stack');
    declare(stack);
    expect(policies(stack)).toEqual({});
    expect(JSON.stringify(resources(stack))).not.toContain('mgn:DisconnectFromService');
  });

  test('only when it is replaced, or only when it is removed, may be disconnected the other way', () => {
    for (const option of ['deletionPolicy', 'updateReplacePolicy'] as const) {
      const stack = new Stack(new App(), 'Stack');
      const connection = connect(stack, SERVER);
      const resource = connection.node.defaultChild as CfnResource;
      resource.cfnOptions[option] = CfnDeletionPolicy.RETAIN;
      expect(Object.keys(policies(stack))).toEqual(['DisconnectSourceServers3053c1c3b7d8bd4e0']);
    }
  });
});

test('a provider that serves no connection has no permission to disconnect', () => {
  const stack = new Stack(new App(), 'Stack');
  new SourceServerConnectionProvider(stack, 'Provider', { access: SourceServerAccess.taggedWith('Wave', '7') });
  expect(policies(stack)).toEqual({});
});

describe('the other permissions', () => {
  test('let the function read its own stack and what nests in it, write its own log, and look at servers', () => {
    expect(handlerStatements(stackOf([SERVER]))).toEqual([
      { Effect: 'Allow', Action: 'mgn:DescribeSourceServers', Resource: '*' },
      {
        Effect: 'Allow',
        Action: [
          'cloudformation:DescribeStacks',
          'cloudformation:DescribeStackEvents',
          'cloudformation:ListStackResources',
        ],
        Resource: [
          { Ref: 'AWS::StackId' },
          { 'Fn::Join': ['', expect.arrayContaining([{ Ref: 'AWS::StackName' }, '-*/*'])] },
        ],
      },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringContaining('Logs'), 'Arn'] },
      },
    ]);
  });

  test('of a nested stack let it read its root too, whose id it gets as a parameter', () => {
    const root = new Stack(new App(), 'Root');
    const nested = new NestedStack(new NestedStack(root, 'Outer'), 'Inner');
    new SourceServerConnection(nested, 'Server', { sourceServerId: SERVER });
    const [, read] = handlerStatements(nested);
    expect(read.Resource).toHaveLength(3);
    expect(read.Resource.slice(0, 2)).toEqual([{ Ref: 'AWS::StackId' }, { Ref: expect.stringMatching(/StackId/) }]);
  });
});

function connect(stack: Stack, id: string, props: Partial<SourceServerConnectionProps> = {}) {
  return new SourceServerConnection(stack, id, { sourceServerId: id, ...props });
}

function arn(id: string) {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:mgn:*:*:source-server/${id}`]] };
}

function resources(stack: Stack): Record<string, any> {
  return Template.fromStack(stack).toJSON().Resources;
}

/** The statement of each policy, by its logical id. */
function policies(stack: Stack) {
  const found = Object.entries(resources(stack)).filter(([, { Type }]) => /^AWS::IAM::(Managed)?Policy$/.test(Type));
  return Object.fromEntries(found.map(([id, { Properties }]) => [id, Properties.PolicyDocument.Statement[0]]));
}

/** How many characters the policy of each server has, and all others of the role. */
function inlinePolicies(stack: Stack): { single: number[]; others: number } {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const documents = policies.map(({ Properties }) => longestForm(Properties.PolicyDocument));
  const [single, others] = [documents.filter(isOfServer), documents.filter((one) => !isOfServer(one))];
  const lengths = (texts: readonly string[]) => texts.map(({ length }) => length);
  const rest = lengths([longestForm(handlerDocument(stack)), ...others]).reduce((sum, length) => sum + length, 0);
  return { single: lengths(single), others: rest };
}

function isOfServer(document: string): boolean {
  return document.includes('mgn:DisconnectFromService');
}

function handlerDocument(stack: Stack) {
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return role?.Properties.Policies[0].PolicyDocument;
}

function handlerStatements(stack: Stack) {
  return handlerDocument(stack).Statement;
}
