import { App, type IPropertyInjector, PropertyInjectors, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InterfaceVpcEndpointAwsService, type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SourceServerConnection, SourceServerConnectionProvider, StagingAreaDrained } from '../../lib';
import { World } from '../../testing/world';
import { keptBy } from './kept';

/* An organisation puts every function into its VPC: https://docs.aws.amazon.com/cdk/v2/guide/blueprints.html */

const SERVER = 's-0000000000000000a';
const NETWORK_INTERFACES = Match.arrayWith([Match.stringLikeRegexp('^ec2:CreateNetworkInterface$')]);

const BLUEPRINTS: Record<string, (own: object, vpc: object) => object> = {
  'over the props': (own, vpc) => ({ ...own, ...vpc }),
  'under the props': (own, vpc) => ({ ...vpc, ...own }),
};

describe.each(Object.entries(BLUEPRINTS))('a blueprint that puts its VPC %s', (_, merge) => {
  test.each([
    ['its own role', false],
    ['a role of yours', true],
  ])('gives the function what it needs there, with %s', (_role, isYours) => {
    const stack = new Stack(new App(), 'Stack');
    PropertyInjectors.of(stack).add(intoVpc(stack, merge));
    SourceServerConnectionProvider.getOrCreate(
      stack,
      isYours ? { role: Role.fromRoleName(stack, 'Mine', 'mine') } : {},
    );
    new SourceServerConnection(stack, 'Web', { sourceServerId: SERVER });
    const template = Template.fromStack(stack);
    template.hasResource('AWS::Lambda::Function', {
      Properties: { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^SourceServerConnectionProviderPolicy')]),
    });
    const Statement = Match.arrayWith([Match.objectLike({ Action: NETWORK_INTERFACES })]);
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement } });
  });

  test('is deployed, and the server is disconnected from there', async () => {
    const world = await World.start([SERVER]);
    const build = (isDeclared: boolean) => (stack: Stack) => {
      PropertyInjectors.of(stack).add(intoVpc(stack, merge));
      SourceServerConnectionProvider.getOrCreate(stack);
      if (isDeclared) new SourceServerConnection(stack, 'Web', { sourceServerId: SERVER });
    };
    try {
      expect(await world.deploy('One', build(true))).toBe('CREATE_COMPLETE');
      expect(await world.deploy('One', build(false))).toBe('UPDATE_COMPLETE');
      expect(world.isConnected(SERVER)).toBe(false);
    } finally {
      await world.stop();
    }
  });
});

test('the functions of StagingAreaDrained are in the VPC too, and its endpoints are there until they are deleted', () => {
  const stack = new Stack(new App(), 'Stack');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1 });
  PropertyInjectors.of(stack).add(intoVpc(stack, BLUEPRINTS['over the props'] as never, vpc));
  vpc.addInterfaceEndpoint('Mgn', { service: new InterfaceVpcEndpointAwsService('mgn') });
  const web = new SourceServerConnection(stack, 'Web', { sourceServerId: SERVER });
  new StagingAreaDrained(stack, 'Drained', { connections: [web] });
  const template = Template.fromStack(stack);
  const Properties = { VpcConfig: Match.anyValue() };
  const functions = Object.keys(template.findResources('AWS::Lambda::Function', { Properties }));
  expect(functions).toHaveLength(6);
  for (const id of functions)
    expect([...keptBy(template.toJSON().Resources, id)]).toContainEqual(expect.stringMatching(/^VpcMgn\w{8}$/));
});

function intoVpc(stack: Stack, merge: (own: object, vpc: object) => object, vpc: IVpc = imported(stack)) {
  const securityGroups = [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')];
  const injector: IPropertyInjector = {
    constructUniqueId: LambdaFunction.PROPERTY_INJECTION_ID,
    inject: (own) => merge(own, { vpc, securityGroups }),
  };
  return injector;
}

function imported(stack: Stack): IVpc {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-1'],
  });
}
