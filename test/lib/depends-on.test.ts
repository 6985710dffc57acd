import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  RemovalGuard,
  SourceServerConnection,
  SourceServerConnectionProvider,
  type SourceServerConnectionProviderProps,
  StagingAreaDrained,
} from '../../lib';
import { serverId } from '../../testing/server-ids';

/*
 * W3005 of cfn-lint: no DependsOn on what a property refers to anyway. A wave has hundreds of connections, and a template
 * 1 MB. What stays is the CDK's own: each function depends on its role, and a state machine too.
 */
const OF_THE_CDK = ['AWS::Lambda::Function', 'AWS::StepFunctions::StateMachine'];

const VPC = {
  vpcId: 'vpc-1',
  availabilityZones: ['a'],
  privateSubnetIds: ['subnet-1'],
  privateSubnetRouteTableIds: ['rtb-1'],
};

test.each<[string, (stack: Stack) => SourceServerConnectionProviderProps]>([
  ['a provider', () => ({})],
  ['a provider in a VPC', (stack) => ({ vpc: Vpc.fromVpcAttributes(stack, 'Vpc', VPC) })],
  [
    'a provider with a role',
    (stack) => ({ role: new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda') }) }),
  ],
  ['a provider with guards', () => ({ removalGuards: [RemovalGuard.noRunningJob()] })],
])('a template with %s names no dependency twice', (_, propsIn) => {
  const root = new Stack(new App(), 'Root');
  const stacks = [root, new NestedStack(root, 'Nested')];
  for (const [index, stack] of stacks.entries()) {
    SourceServerConnectionProvider.getOrCreate(stack, propsIn(stack)).alarmOnFailure();
    const web = new SourceServerConnection(stack, 'Web', { sourceServerId: serverId(index) });
    new StagingAreaDrained(stack, 'Drained', { connections: [web] });
  }
  expect(stacks.flatMap((stack) => twice(Template.fromStack(stack).toJSON().Resources))).toEqual([]);
});

test('a connection is deleted before its function and the settings of the invocation', () => {
  const stack = new Stack(new App(), 'Stack');
  new SourceServerConnection(stack, 'Web', { sourceServerId: 's-00000000000000001' });
  const { Resources } = Template.fromStack(stack).toJSON();
  const { DependsOn, Properties } = Resources.SourceServers00000000000000001;
  expect(DependsOn.sort()).toEqual([
    'DisconnectSourceServers00000000000000001',
    'SourceServerConnectionProviderHandlerEventInvokeConfigA4C5F774',
  ]);
  expect(Properties.ServiceToken['Fn::GetAtt']).toEqual(['SourceServerConnectionProviderHandler12A3D2FC', 'Arn']);
});

function twice(resources: Record<string, any>): string[] {
  return Object.entries(resources)
    .filter(([, { Type }]) => !OF_THE_CDK.includes(Type))
    .flatMap(([id, { DependsOn = [], Properties }]) => {
      const text = JSON.stringify(Properties);
      const isReferred = (other: string) =>
        text.includes(`"Ref":"${other}"`) || text.includes(`"Fn::GetAtt":["${other}"`);
      return [DependsOn]
        .flat()
        .filter(isReferred)
        .map((other) => `${id} on ${other}`);
    });
}
