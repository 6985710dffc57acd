import { App, Aspects, CfnOutput, CfnResource, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import {
  CfnRoute,
  CfnVPCEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { keptBy } from './kept';

/* CloudFormation deletes at once what nothing depends on: the function's way to MGN, CloudFormation and S3 stays. */

const { S3 } = GatewayVpcEndpointAwsService;
const mgn = new InterfaceVpcEndpointAwsService('mgn');
const isolated = { subnetType: SubnetType.PRIVATE_ISOLATED };
const env = { account: '123456789012', region: 'us-east-1' };

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env });
});

describe('what is declared in the VPC is there until the function is deleted', () => {
  test('with a NAT gateway: routes, their tables, gateways', () => {
    connect(stack, new Vpc(stack, 'Vpc', { maxAzs: 2 }));
    expect(beside()).toEqual([]);
  });

  test('with endpoints, made before the provider or after the connections, under any construct', () => {
    const vpc = isolatedVpc(stack);
    vpc.addInterfaceEndpoint('Before', { service: mgn });
    connect(stack, vpc);
    vpc.addGatewayEndpoint('After', { service: S3 });
    new InterfaceVpcEndpoint(stack, 'Elsewhere', {
      vpc,
      service: new InterfaceVpcEndpointAwsService('cloudformation'),
    });
    expect(count('AWS::EC2::VPCEndpoint')).toBe(3);
    expect(beside()).toEqual([]);
  });

  test('with a rule by which an endpoint lets the function in', () => {
    const vpc = isolatedVpc(stack);
    const endpoint = vpc.addInterfaceEndpoint('Mgn', { service: mgn, open: false });
    const provider = connect(stack, vpc);
    const [group] = provider.node.findAll().filter((one) => one instanceof SecurityGroup) as SecurityGroup[];
    endpoint.connections.allowDefaultPortFrom(group as SecurityGroup);
    expect(count('AWS::EC2::SecurityGroupIngress')).toBe(1);
    expect(beside()).toEqual([]);
  });

  test('with security groups of yours, and their rules', () => {
    const vpc = isolatedVpc(stack);
    const mine = new SecurityGroup(stack, 'Mine', { vpc, allowAllOutbound: false });
    const other = new SecurityGroup(stack, 'Other', { vpc });
    mine.addEgressRule(other, Port.tcp(443));
    mine.addEgressRule(Peer.prefixList('pl-1'), Port.tcp(443));
    connect(stack, vpc, { securityGroups: [mine] });
    expect(beside()).toEqual([]);
  });

  test('in a VPC that is imported: by its id, the ids of its route tables, or its construct', () => {
    const vpc = imported(stack);
    connect(stack, vpc);
    vpc.addInterfaceEndpoint('Mgn', { service: mgn });
    new CfnVPCEndpoint(stack, 'ById', { vpcId: 'vpc-1', serviceName: 's3' });
    new CfnRoute(stack, 'Route', { routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-1' });
    new CfnVPCEndpoint(stack, 'Foreign', { vpcId: 'vpc-2', serviceName: 's3' });
    expect(beside()).toEqual(['Foreign']);
  });

  test('in a VPC whose id is imported from another stack by its export', () => {
    const vpcId = Fn.importValue('vpc');
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId,
      availabilityZones: ['a'],
      isolatedSubnetIds: ['subnet-1'],
    });
    connect(stack, vpc);
    new CfnVPCEndpoint(stack, 'ById', { vpcId, serviceName: 's3' });
    expect(beside()).toEqual([]);
  });

  test('in the stack that the stack of the function is nested in, and in one nested beside it', () => {
    const vpc = isolatedVpc(stack);
    vpc.addInterfaceEndpoint('Mgn', { service: mgn });
    new InterfaceVpcEndpoint(new NestedStack(stack, 'Endpoints'), 'Other', { vpc, service: mgn });
    connect(new NestedStack(stack, 'Nested'), vpc);
    expect(beside('AWS::CloudFormation::Stack', /^Nested/)).toEqual([]);
  });

  test('in another stack of the app: cdk destroys that later', () => {
    const network = new Stack(app, 'Network', { env });
    const vpc = isolatedVpc(network);
    const endpoints = new Stack(app, 'Endpoints', { env });
    vpc.addInterfaceEndpoint('Mgn', { service: mgn });
    new InterfaceVpcEndpoint(endpoints, 'Other', { vpc, service: mgn });
    connect(stack, vpc);
    app.synth();
    expect(stack.dependencies).toEqual(expect.arrayContaining([network, endpoints]));
  });

  test('where an Aspect has put the function into it', () => {
    const vpc = isolatedVpc(stack);
    vpc.addInterfaceEndpoint('Mgn', { service: mgn });
    const provider = connect(stack);
    Aspects.of(provider).add({
      visit(node) {
        if (node instanceof CfnFunction)
          node.vpcConfig = {
            subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
            securityGroupIds: ['sg-1'],
          };
      },
    });
    expect(beside()).toEqual([]);
  });
});

describe('nothing waits in a circle, or for what is not its own', () => {
  test('an endpoint that depends on a connection goes before it', () => {
    const vpc = isolatedVpc(stack);
    const endpoint = vpc.addInterfaceEndpoint('Mgn', { service: mgn });
    const provider = connect(stack, vpc);
    endpoint.node.addDependency(provider.node.scope?.node.findChild('Web') as Construct);
    expect(beside()).toEqual(expect.arrayContaining([expect.stringMatching(/^VpcMgn\w{8}$/)]));
  });

  test('a rule that names the function, by a stack that reads from the stack of the function, does not count', () => {
    const vpc = isolatedVpc(new Stack(app, 'Network', { env }));
    const provider = connect(stack, vpc);
    const other = new Stack(app, 'Other', { env });
    new InterfaceVpcEndpoint(other, 'Mgn', { vpc, service: mgn });
    new CfnOutput(other, 'Token', { value: provider.serviceToken });
    new CfnResource(other, 'Reads', { type: 'AWS::SNS::Topic', properties: { TopicName: provider.role.roleName } });
    app.synth();
    expect(other.dependencies).toContain(stack);
    expect(stack.dependencies).not.toContain(other);
  });

  test('two functions, each with an endpoint that needs the other function, are synthesized', () => {
    const vpc = isolatedVpc(stack);
    const providers = ['One', 'Two'].map(
      (id) => new SourceServerConnectionProvider(stack, id, { vpc, vpcSubnets: isolated }),
    );
    for (const [index, provider] of providers.entries())
      vpc.addInterfaceEndpoint(`E${index}`, { service: mgn }).node.addDependency(provider);
    expect(() => app.synth()).not.toThrow();
  });

  test('the VPC of another stack with the same logical ids, and that of another stage, have nothing to do with it', () => {
    connect(stack, isolatedVpc(stack));
    const others = [new Stack(app, 'Other', { env }), new Stack(new Stage(app, 'Stage', { env }), 'Stack')];
    for (const other of others) isolatedVpc(other).addInterfaceEndpoint('Mgn', { service: mgn });
    app.synth();
    expect(stack.dependencies).toEqual([]);
  });

  test('what else uses the VPC is no way out, and goes at any time', () => {
    const vpc = isolatedVpc(stack);
    connect(stack, vpc);
    const SubnetId = vpc.isolatedSubnets[0]?.subnetId;
    new CfnResource(stack, 'Machine', { type: 'AWS::EC2::Instance', properties: { SubnetId } });
    expect(beside()).toEqual(['Machine']);
  });

  test('only the function depends on it, and on nothing that another dependency keeps anyway', () => {
    const vpc = isolatedVpc(stack);
    vpc.addInterfaceEndpoint('Mgn', { service: mgn });
    connect(stack, vpc);
    const { Resources } = templates().Stack;
    const dependent = Object.keys(Resources).filter((id) =>
      JSON.stringify(Resources[id].DependsOn ?? []).includes('VpcMgn'),
    );
    expect(dependent).toEqual([expect.stringMatching(/^SourceServerConnectionProviderHandler\w{8}$/)]);
    const { DependsOn, Properties } = Resources[dependent[0] as string];
    const again = DependsOn.filter((id: string) => JSON.stringify(Properties).includes(id));
    expect(again.filter((id: string) => /::EC2::/.test(Resources[id].Type))).toEqual([]);
  });
});

function connect(scope: Stack, vpc?: IVpc, props: object = {}): SourceServerConnectionProvider {
  const vpcSubnets = vpc && vpc.isolatedSubnets.length > 0 ? isolated : undefined;
  const provider = SourceServerConnectionProvider.getOrCreate(scope, { vpc, vpcSubnets, ...props });
  new SourceServerConnection(scope, 'Web', { sourceServerId: 's-0000000000000000a' });
  return provider;
}

function isolatedVpc(scope: Stack): Vpc {
  return new Vpc(scope, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'in', ...isolated }] });
}

function imported(scope: Stack): IVpc {
  return Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['us-east-1a'],
    isolatedSubnetIds: ['subnet-1'],
    isolatedSubnetRouteTableIds: ['rtb-1'],
  });
}

function templates(): Record<string, any> {
  const { stacks } = app.synth();
  return Object.fromEntries(stacks.map(({ id, template }) => [id, template]));
}

function count(type: string): number {
  return Object.values<any>(templates().Stack.Resources).filter(({ Type }) => Type === type).length;
}

/** What CloudFormation may delete while a connection, or what holds one, is still to be deleted. */
function beside(type = 'Custom::MgnSourceServerConnection', name = /./): string[] {
  const { Resources } = templates().Stack;
  const of = Object.keys(Resources).filter((id) => Resources[id].Type === type && name.test(id));
  const kept = new Set(of.flatMap((id) => [id, ...keptBy(Resources, id)]));
  return Object.keys(Resources).filter((id) => !kept.has(id) && /::(EC2|CloudFormation)::/.test(Resources[id].Type));
}
