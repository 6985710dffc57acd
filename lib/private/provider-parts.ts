import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { type IRole, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { SourceServerConnectionProviderProps } from '../source-server-connection-provider-props';
import { handlerPermissions } from './function-role';
import { handlerCode } from './handler-code';

/* What a provider makes of its own. The ids of its parts are a contract with every deployed stack. */

type Props = SourceServerConnectionProviderProps;

export function logGroupOf(provider: Construct, { logRetention, logRemovalPolicy }: Props): LogGroup {
  return new LogGroup(provider, 'Logs', {
    retention: logRetention ?? RetentionDays.ONE_YEAR,
    removalPolicy: logRemovalPolicy ?? RemovalPolicy.RETAIN,
  });
}

export function roleOf(provider: Construct, logGroup: ILogGroup, vpc?: IVpc): Role {
  return new Role(provider, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Handler: new PolicyDocument({ statements: handlerPermissions(provider, logGroup, vpc) }) },
  });
}

interface Provider extends Construct {
  readonly role: IRole;
  readonly logGroup: ILogGroup;
}

export function handlerOf(provider: Provider, timeout: Duration, props: Props): LambdaFunction {
  const { role, logGroup } = provider;
  const { vpc, vpcSubnets, securityGroups } = props;
  return new LambdaFunction(provider, 'Handler', {
    description: 'Disconnects MGN source servers when CloudFormation deletes their connections',
    code: handlerCode(provider),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_LATEST,
    memorySize: 256,
    timeout,
    role,
    logGroup,
    vpc,
    vpcSubnets,
    securityGroups,
  });
}
