import { App, type CfnResource, Duration, RemovalPolicies, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { SourceServerConnection, StagingAreaDrained, type StagingAreaDrainedProps } from '../../lib';

const TYPE = 'Custom::MgnStagingAreaDrained';
const CONNECTION = 'Custom::MgnSourceServerConnection';
const [A, B] = ['s-0000000000000000a', 's-0000000000000000b'];

test('every connection depends on it, and it names their servers with their accounts', () => {
  const template = templateOf();
  const [[id, drained] = []] = Object.entries(template.findResources(TYPE));
  expect(drained?.Properties).toMatchObject({
    Servers: [{ Server: A }, { Server: B, AccountId: '210987654321' }],
    TimeoutSeconds: '3300',
  });
  const connections = Object.values(template.findResources(CONNECTION));
  expect(connections.map(({ DependsOn }) => DependsOn.includes(id))).toEqual([true, true]);
});

test('its function may look at EC2 and MGN, and the only other permissions are to call functions and the waiter', () => {
  const policies = Object.values(templateOf().findResources('AWS::IAM::Policy'));
  const actions = policies.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
  );
  expect([...new Set(actions)].filter((action) => !/^mgn:Disconnect/.test(action)).sort()).toEqual([
    'ec2:DescribeInstances',
    'ec2:DescribeSnapshots',
    'ec2:DescribeVolumes',
    'lambda:GetFunction',
    'lambda:InvokeFunction',
    'mgn:DescribeSourceServers',
    'states:StartExecution',
  ]);
});

test.each<[string, (stack: Stack) => void]>([
  ['RemovalPolicies of the stack', (stack) => RemovalPolicies.of(stack).retain()],
  [
    'an override',
    (stack) => {
      const { defaultChild } = stack.node.findChild('Drained').node.findChild('Resource').node;
      (defaultChild as CfnResource).addOverride('DeletionPolicy', 'RetainExceptOnCreate');
    },
  ],
])('it is refused where CloudFormation would not delete it, and so not wait: %s', (_, retain) => {
  const stack = new Stack(new App(), 'Stack');
  const connections = [new SourceServerConnection(stack, 'A', { sourceServerId: A })];
  new StagingAreaDrained(stack, 'Drained', { connections });
  retain(stack);
  expect(() => Template.fromStack(stack)).toThrow(
    /\[Stack\/Drained\] the DeletionPolicy of Custom::MgnStagingAreaDrained must be Delete, got "Retain.*", with which nothing waits for the staging area; leave this type out/,
  );
});

test('only with a VPC whose security groups go it may delete some: what MGN has tagged in that', () => {
  const stack = new Stack(new App(), 'Stack');
  const vpc = new Vpc(stack, 'Vpc');
  const connections = [new SourceServerConnection(stack, 'A', { sourceServerId: A })];
  new StagingAreaDrained(stack, 'Drained', { connections, deleteSecurityGroupsIn: vpc });
  const template = Template.fromStack(stack);
  const VpcId = { Ref: Match.stringLikeRegexp('^Vpc\\w{8}$') };
  template.hasResourceProperties(TYPE, { DeleteSecurityGroupsIn: VpcId });
  const arn = { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':vpc/'), VpcId])] };
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: Match.arrayWith(['ec2:DescribeSecurityGroups']), Resource: '*' }),
        Match.objectLike({
          Action: 'ec2:DeleteSecurityGroup',
          Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':security-group/\\*$')])] },
          Condition: {
            ArnEquals: { 'ec2:Vpc': arn },
            Null: { 'aws:ResourceTag/AWSApplicationMigrationServiceManaged': 'false' },
          },
        }),
      ]),
    },
  });
});

test('each of its functions has a log group of its own, with or without the feature flag for that (aws/aws-cdk#34612)', () => {
  const groups = [false, true].map((flag) => {
    const template = templateOf({}, { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': flag });
    const drained = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) =>
      /^Drained/.test(id),
    );
    expect(drained).toHaveLength(5);
    return drained.map(([id, { Properties }]) => [id, Properties.LoggingConfig?.LogGroup]);
  });
  expect(groups[0]).toEqual(groups[1]);
  for (const [, group] of groups[0] ?? []) expect(group).toEqual({ Ref: expect.stringMatching(/^Drained\w+Logs/) });
});

test('the waiter of the framework asks each minute, and longer than the function waits, but less than CloudFormation', () => {
  const [machine] = Object.values(templateOf().findResources('AWS::StepFunctions::StateMachine'));
  const text = JSON.stringify(machine?.Properties.DefinitionString).replaceAll('\\', '');
  expect(text).toContain('"IntervalSeconds":60,"MaxAttempts":59,"BackoffRate":1');
});

test.each<[string, Partial<StagingAreaDrainedProps>, RegExp]>([
  [
    'no connection',
    { connections: [] },
    /'Stack\/Drained': the connections must be a list of SourceServerConnections, got \[\]/,
  ],
  ['something else among them', { connections: [{} as never] }, /of a wave, give the values of its connections/],
  [
    'no time',
    { timeout: Duration.seconds(30) },
    /the timeout must be between 1 and 55 minutes, got 30 seconds; CloudFormation/,
  ],
  ['an hour', { timeout: Duration.hours(1) }, /the timeout must be between 1 and 55 minutes, got 1 hour/],
])('with %s it is refused', (_, props, expected) => {
  expect(() => templateOf(props)).toThrow(expected);
});

function templateOf(props: Partial<StagingAreaDrainedProps> = {}, context: Record<string, boolean> = {}): Template {
  const stack = new Stack(new App({ context }), 'Stack');
  const connections = [
    new SourceServerConnection(stack, 'A', { sourceServerId: A }),
    new SourceServerConnection(stack, 'B', { sourceServerId: B, accountId: '210987654321' }),
  ];
  new StagingAreaDrained(stack, 'Drained', { connections, ...props });
  return Template.fromStack(stack);
}
