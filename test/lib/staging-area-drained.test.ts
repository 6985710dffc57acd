import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
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

function templateOf(props: Partial<StagingAreaDrainedProps> = {}): Template {
  const stack = new Stack(new App(), 'Stack');
  const connections = [
    new SourceServerConnection(stack, 'A', { sourceServerId: A }),
    new SourceServerConnection(stack, 'B', { sourceServerId: B, accountId: '210987654321' }),
  ];
  new StagingAreaDrained(stack, 'Drained', { connections, ...props });
  return Template.fromStack(stack);
}
