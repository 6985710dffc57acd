import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PermissionsBoundary, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as anotherCopy from '../../dist';
import {
  type ISourceServerConnectionProvider,
  SourceServerConnection,
  SourceServerConnectionProvider,
  type SourceServerConnectionProviderProps,
} from '../../lib';
import { serverId } from '../../testing/server-ids';

const FUNCTION = 'AWS::Lambda::Function';

describe('the function', () => {
  test('runs on a Node.js that Lambda still makes functions for, also with the lowest aws-cdk-lib (aws/aws-cdk#35157)', () => {
    const [handler] = Object.values(Template.fromStack(provider().stack).findResources(FUNCTION));
    expect(Number(/^nodejs(\d+)\.x$/.exec(handler?.Properties.Runtime)?.[1])).toBeGreaterThanOrEqual(22);
  });

  test('has a role of its own that only Lambda assumes, or takes yours with the permissions it needs', () => {
    Template.fromStack(provider().stack).resourceCountIs('AWS::IAM::Role', 1);
    const stack = new Stack(new App(), 'Stack');
    const role = new Role(stack, 'Mine', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const template = Template.fromStack(provider({ role }, stack).stack);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.hasResource(FUNCTION, {
      Properties: { Role: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] } },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ProviderPolicy')]),
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^Mine') }],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'mgn:DescribeSourceServers' })]) },
    });
  });

  test('runs in the subnets and security groups of yours', () => {
    const stack = new Stack(new App(), 'Stack');
    const subnetType = SubnetType.PRIVATE_ISOLATED;
    const vpc = new Vpc(stack, 'Vpc', {
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC },
        { name: 'Isolated', subnetType },
      ],
    });
    const mine = new SecurityGroup(stack, 'Mine', { vpc });
    provider({ vpc, vpcSubnets: { subnetType }, securityGroups: [mine] }, stack);
    Template.fromStack(stack).hasResourceProperties(FUNCTION, {
      VpcConfig: {
        SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'GroupId'] }],
        SubnetIds: vpc.isolatedSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
      },
    });
  });

  test('gets a security group of its own in a VPC', () => {
    const stack = new Stack(new App(), 'Stack');
    const template = Template.fromStack(provider({ vpc: new Vpc(stack, 'Vpc') }, stack).stack);
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
  });

  test('may be granted more, and its way to the network be opened, as of any construct of CDK', () => {
    const stack = new Stack(new App(), 'Stack');
    const vpc = new Vpc(stack, 'Vpc');
    const { construct } = provider({ vpc }, stack);
    new Bucket(stack, 'Bucket').grantRead(construct);
    construct.connections.allowTo(new SecurityGroup(stack, 'Proxy', { vpc }), Port.tcp(3128));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^ProviderRole') }],
      PolicyDocument: { Statement: [Match.objectLike({ Action: Match.arrayWith(['s3:List*']) })] },
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 3128 });
  });

  test('has no network connections without a VPC, and says so', () => {
    expect(() => provider().construct.connections).toThrow(
      "'Stack/Provider' has no security groups, since its function does not run in your VPC; give it 'vpc'",
    );
  });

  test('writes to its own log group for a year, or to yours', () => {
    const own = Template.fromStack(provider().stack);
    own.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' });

    const stack = new Stack(new App(), 'Stack');
    const logGroup = new LogGroup(stack, 'Mine');
    const template = Template.fromStack(provider({ logGroup }, stack).stack);
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.hasResourceProperties(FUNCTION, { LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^Mine') } } });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: Match.arrayWith([logsOf('Mine')]) } }],
    });
  });

  test.each([60, 900])('may run %s seconds, and CloudFormation waits five minutes more', (seconds) => {
    const { construct, stack } = provider({ timeout: Duration.seconds(seconds) });
    expect(construct.serviceTimeout.toSeconds()).toBe(seconds + 300);
    Template.fromStack(stack).hasResourceProperties(FUNCTION, { Timeout: seconds });
  });
});

describe('a deployment into an account with rules of its own', () => {
  test('meets a permissions boundary, since the role is an ordinary one', () => {
    const { stack } = provider();
    PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
    Template.fromStack(stack).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });

  test('chooses no physical name, so that nothing collides', () => {
    const { stack } = provider();
    connect(stack, 0);
    const names = Object.values<any>(Template.fromStack(stack).toJSON().Resources)
      .flatMap(({ Properties }) => Object.entries(Properties ?? {}))
      .filter(
        ([name, value]) => /^(Function|Role|LogGroup|ManagedPolicy)Name$/.test(name) && typeof value === 'string',
      );
    expect(names).toEqual([]);
  });
});

describe('in one app', () => {
  test('two stacks have a provider each, with nothing between them', () => {
    const app = new App();
    const stacks = [new Stack(app, 'One'), new Stack(app, 'Two')];
    for (const stack of stacks) connect(stack, 0);
    app.synth();
    expect(stacks.map(({ dependencies }) => dependencies)).toEqual([[], []]);
  });

  test('a connection takes the provider of another copy of the library', () => {
    const stack = new Stack(new App(), 'Stack');
    const { SourceServerConnectionProvider: OtherProvider } = anotherCopy as any;
    const provider: ISourceServerConnectionProvider = new OtherProvider(stack, 'Other');
    new SourceServerConnection(stack, 'Server', { sourceServerId: serverId(0), provider });
    Template.fromStack(stack).resourceCountIs(FUNCTION, 1);
  });

  test('two copies of the library share the provider of a stack', () => {
    const stack = new Stack(new App(), 'Stack');
    connect(stack, 0);
    new anotherCopy.SourceServerConnection(stack, 'Other', { sourceServerId: serverId(1) });
    const template = Template.fromStack(stack);
    template.resourceCountIs(FUNCTION, 1);
    template.resourceCountIs('Custom::MgnSourceServerConnection', 2);
    template.resourceCountIs('AWS::IAM::Policy', 2);
  });
});

describe('the provider of a connection', () => {
  test('of another stack is refused', () => {
    const app = new App();
    const provider = new SourceServerConnectionProvider(new Stack(app, 'Other'), 'Provider');
    const stack = new Stack(app, 'Stack');
    expect(() => new SourceServerConnection(stack, 'Server', { sourceServerId: serverId(0), provider })).toThrow(
      "'Stack/Server': the provider must be in the stack of the connection, got one in 'Other'",
    );
  });

  test('takes a role, a VPC and a timeout of yours', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
    const role = Role.fromRoleName(stack, 'Mine', 'mine');
    const vpc = new Vpc(stack, 'Vpc');
    const provider = new SourceServerConnectionProvider(stack, 'Provider', { role, vpc, timeout: Duration.minutes(2) });
    new SourceServerConnection(stack, 'Server', { sourceServerId: serverId(0), provider });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 120, VpcConfig: Match.anyValue() });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: ['mine'] });
    template.hasResourceProperties('Custom::MgnSourceServerConnection', { ServiceTimeout: '420' });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: ['mine'],
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']) })]),
      },
    });
  });

  test('refuses a timeout that Lambda does not know, and subnets without a VPC', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => new SourceServerConnectionProvider(stack, 'A', { timeout: Duration.minutes(20) })).toThrow(
      "'Stack/A': the timeout must be between 1 and 15 minutes, got 20 minutes",
    );
    expect(() => new SourceServerConnectionProvider(stack, 'C', { timeout: 10 as any })).toThrow(
      "'Stack/C': the timeout must be a Duration, got 10; write Duration.minutes(10), for example",
    );
    expect(() => new SourceServerConnectionProvider(stack, 'B', { vpcSubnets: {} })).toThrow(
      /^'Stack\/B': subnets and security groups need a VPC/,
    );
  });
});

function provider(props: SourceServerConnectionProviderProps = {}, stack = new Stack(new App(), 'Stack')) {
  return { stack, construct: new SourceServerConnectionProvider(stack, 'Provider', props) };
}

function connect(stack: Stack, index: number): void {
  new SourceServerConnection(stack, `Server${index}`, { sourceServerId: serverId(index) });
}

function logsOf(id: string) {
  return {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), 'Arn'] },
  };
}
