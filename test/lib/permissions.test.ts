import { App, CfnParameter, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SourceServerAccess, SourceServerConnection, SourceServerConnectionProvider } from '../../lib';

const SERVER = 's-3053c1c3b7d8bd4e0';
const TYPE = 'Custom::MgnSourceServerConnection';

describe('the permission to disconnect', () => {
  test('names the declared servers and no other', () => {
    const [first = '', second = ''] = serverIds(2);
    const stack = stackOf([first, second]);
    const statements = disconnectStatements(stack);
    expect(statements).toEqual([
      { Effect: 'Allow', Action: 'mgn:DisconnectFromService', Resource: [arn(first), arn(second)] },
    ]);
  });

  test('is another resource when the servers change, and the connections depend on it, so that it outlives a removed server', () => {
    const ids = serverIds(3);
    const before = Template.fromStack(stackOf(ids));
    const after = Template.fromStack(stackOf(ids.slice(1)));
    const [old] = Object.keys(before.findResources('AWS::IAM::ManagedPolicy'));
    expect(Object.keys(after.findResources('AWS::IAM::ManagedPolicy'))).not.toContain(old);
    for (const resource of Object.values(before.findResources(TYPE))) expect(resource.DependsOn).toContain(old);
  });

  test('is the same resource in whatever order the servers are declared', () => {
    const ids = serverIds(5);
    const logicalIds = (stack: Stack) =>
      Object.keys(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
    expect(logicalIds(stackOf(ids))).toEqual(logicalIds(stackOf([...ids].reverse())));
  });

  test('is replaced when the value of a token changes, since its description does', () => {
    const stack = new Stack(new App(), 'Stack');
    const { valueAsString } = new CfnParameter(stack, 'ServerId');
    new SourceServerConnection(stack, 'Server', { sourceServerId: valueAsString });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', { Description: { Ref: 'ServerId' } });
  });

  test('of 480 servers fits into five managed policies of IAM, so that an update can attach the old and the new ones', () => {
    const policies = Object.values(
      Template.fromStack(stackOf(serverIds(480))).findResources('AWS::IAM::ManagedPolicy'),
    );
    expect(policies).toHaveLength(5);
    for (const policy of policies) {
      expect(longestForm(policy.Properties.PolicyDocument).length).toBeLessThanOrEqual(6144);
    }
  });

  test('of one server more fails at synth and says what to do', () => {
    expect(() => stackOf(serverIds(481))).toThrow(
      /more than 480 source servers do not fit into .*; move some servers to another stack, or .*taggedWith/,
    );
  });

  test('may be one statement on a tag instead', () => {
    const stack = new Stack(new App(), 'Stack');
    const access = SourceServerAccess.taggedWith('MigrationWave', '7');
    const provider = new SourceServerConnectionProvider(stack, 'Provider', { access });
    for (const id of serverIds(3)) new SourceServerConnection(stack, id, { sourceServerId: id, provider });
    expect(disconnectStatements(stack)).toEqual([
      {
        Effect: 'Allow',
        Action: 'mgn:DisconnectFromService',
        Resource: [arn('*')],
        Condition: { StringEquals: { 'aws:ResourceTag/MigrationWave': '7' } },
      },
    ]);
  });
});

describe('the other permissions', () => {
  test('let the function read its own stack and what nests in it, write its own log, and look at servers', () => {
    expect(handlerStatements(connection().stack)).toEqual([
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

function connection(props: Partial<ConstructorParameters<typeof SourceServerConnection>[2]> = {}) {
  const stack = new Stack(new App(), 'Stack');
  return { stack, construct: new SourceServerConnection(stack, 'Server', { sourceServerId: SERVER, ...props }) };
}

function stackOf(ids: string[]): Stack {
  const stack = new Stack(new App(), 'Stack');
  for (const id of ids) new SourceServerConnection(stack, id, { sourceServerId: id });
  return stack;
}

function serverIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s-${index.toString(16).padStart(17, '0')}`);
}

function arn(id: string) {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:mgn:*:*:source-server/${id}`]] };
}

function disconnectStatements(stack: Stack) {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).flatMap(
    (policy) => policy.Properties.PolicyDocument.Statement,
  );
}

function handlerStatements(stack: Stack) {
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return role?.Properties.Policies[0].PolicyDocument.Statement;
}

/** A policy document as IAM counts it, in the partition with the longest name. */
function longestForm(document: unknown): string {
  const joined = (value: any): any => {
    if (Array.isArray(value)) return value.map(joined);
    if (value?.['Fn::Join']) return value['Fn::Join'][1].map((part: any) => (part.Ref ? 'aws-us-gov' : part)).join('');
    if (typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, joined(part)]));
    return value;
  };
  return JSON.stringify(joined(document));
}
