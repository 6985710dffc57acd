import { App, Duration, Stack } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SourceServerAccess, SourceServerConnection, SourceServerConnectionProvider } from 'cdk-mgn-disconnect';

/* A provider with settings: in a VPC, with a log group and a permissions boundary, for the servers with a tag. */
const app = new App();
const stack = new Stack(app, 'CustomProvider');

const vpc = new Vpc(stack, 'Vpc');
SourceServerConnectionProvider.getOrCreate(stack, {
  access: SourceServerAccess.taggedWith('Wave', '1'),
  timeout: Duration.minutes(10),
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  securityGroups: [new SecurityGroup(stack, 'Handler', { vpc })],
  logGroup: new LogGroup(stack, 'Logs', { retention: RetentionDays.TEN_YEARS }),
});
for (const sourceServerId of ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901']) {
  new SourceServerConnection(stack, sourceServerId, { sourceServerId });
}

PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'developers'));

app.synth();
