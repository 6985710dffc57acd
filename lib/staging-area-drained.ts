import { type CfnResource, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { STAGING_TYPE, type StagingProperties } from './private/contract';
import { handlerCode, markAsRecord } from './private/functions';
import { keepNetworkOf } from './private/network';
import { isConnection } from './private/removal-gate';
import { problemsOfRetention } from './private/synthesized';
import { isDuration, refuse, shown } from './private/validation';
import type { ISourceServerConnection } from './source-server-connection';

/**
 * The servers whose staging area is waited for, and how long.
 */
export interface StagingAreaDrainedProps {
  /**
   * The connections of the source servers. For a wave, pass the values of its `connections`. Each connection gets a
   * dependency on the construct, so that CloudFormation deletes the connection first. Servers of other accounts are not
   * waited for.
   */
  readonly connections: ISourceServerConnection[];

  /**
   * How long the deletion waits before it fails and names what remains: from 1 to 55 minutes. CloudFormation waits an
   * hour for an answer. AWS deletes the staging area within 90 minutes of a disconnection, so a second deletion may be
   * needed.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DisconnectFromService.html
   * @default Duration.minutes(55)
   */
  readonly timeout?: Duration;

  /**
   * The VPC of the staging area. If it is given, MGN's own security groups in it are deleted when the staging area is
   * empty. MGN makes one group for its replication servers and one for its conversion servers. It never deletes them,
   * and they keep the VPC from being deleted. They are found by their names and MGN's tag, and stay while a server of
   * `connections` is connected.
   *
   * This gives the function the permission `ec2:DescribeSecurityGroups`, and `ec2:DeleteSecurityGroup` for groups with
   * MGN's tag in this VPC. MGN makes the groups again when it needs them.
   *
   * @default - MGN's security groups stay.
   */
  readonly deleteSecurityGroupsIn?: IVpc;
}

/**
 * Keeps the subnet, VPC, security group or key of MGN's staging area until the staging area of source servers is gone.
 *
 * Creating and updating it does nothing. CloudFormation deletes it after the connections, in a completed deployment or
 * with the stack. Its deletion waits, at most as long as `timeout`, until EC2 shows no replication server, conversion
 * server, staging volume or snapshot that is proven to belong to these servers alone. If some remain, the deletion
 * fails and names them by id. It can be repeated. In the clean-up of an update CloudFormation repeats it twice
 * automatically and then forgets it, although the update completes (`UPDATE_COMPLETE`). `mgn-disconnect status` names
 * it then, and `metricFailed()` and `alarmOnFailure()` of the stack's provider count it.
 *
 * The deletion does not wait for the resources of servers that are still connected, as after a rollback or with
 * `RETAIN`, nor for launched instances and their volumes. It does not wait either for resources that may belong to
 * other servers, but names them in the log.
 *
 * It changes nothing in AWS, unless `deleteSecurityGroupsIn` is given. Its function may only call
 * `ec2:DescribeInstances`, `ec2:DescribeVolumes`, `ec2:DescribeSnapshots` and `mgn:DescribeSourceServers`. The logs of
 * its functions are kept for a month, also when the stack is deleted.
 *
 * Not covered are staging areas on Amazon FSx and on AWS Outposts, those of other accounts, and remains of servers that
 * an earlier deployment removed.
 *
 * Make it depend on the resources that must stay: `drained.node.addDependency(vpc)`.
 *
 * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DisconnectFromService.html
 * @example
 *
 * import { IVpc } from 'aws-cdk-lib/aws-ec2';
 * import { SourceServerConnection, StagingAreaDrained } from 'cdk-mgn-disconnect';
 *
 * declare const stagingVpc: IVpc;
 *
 * const web = new SourceServerConnection(this, 'Web', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
 * const drained = new StagingAreaDrained(this, 'StagingAreaDrained', { connections: [web] });
 * drained.node.addDependency(stagingVpc);
 */
export class StagingAreaDrained extends Construct {
  /**
   * Makes the deletion of the construct, or of its stack, wait for the staging area.
   *
   * Throws when no connection is given, when an element is not a SourceServerConnection, or when the timeout is out of
   * its range. Synthesis fails if something in the app retains the construct.
   *
   * @param scope the stack, or a construct in it.
   * @param id the id of the construct in its scope.
   * @param props the connections, and how long their staging area is waited for.
   */
  constructor(scope: Construct, id: string, props: StagingAreaDrainedProps) {
    super(scope, id);
    const { timeout = Duration.minutes(55), deleteSecurityGroupsIn } = props;
    refuse(this, problemsOf(props.connections, timeout));
    const connections = (props.connections as readonly unknown[]).filter(isConnection);
    const properties: StagingProperties = {
      Servers: connections.map((connection) => {
        const { properties } = connection._gateEntry();
        return { Server: connection.sourceServerId, AccountId: properties.AccountId };
      }),
      TimeoutSeconds: String(timeout.toSeconds()),
      DeleteSecurityGroupsIn: deleteSecurityGroupsIn?.vpcId,
    };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: STAGING_TYPE,
      serviceToken: providerOf(this, timeout, deleteSecurityGroupsIn).serviceToken,
      properties: { ...properties },
    });
    for (const { node } of connections) node.addDependency(resource);
    this.node.addValidation({
      validate: () =>
        problemsOfRetention(resource.node.defaultChild as CfnResource, 'nothing waits for the staging area'),
    });
  }
}

function problemsOf(connections: unknown, timeout: unknown): string[] {
  const problems: string[] = [];
  if (!Array.isArray(connections) || connections.length === 0 || !connections.every(isConnection)) {
    problems.push(
      `the connections must be a list of SourceServerConnections, got ${shown(connections)}; of a wave, give the values of its connections`,
    );
  }
  if (!isDuration(timeout)) {
    problems.push(`the timeout must be a Duration, got ${shown(timeout)}; write Duration.minutes(55), for example`);
  } else if (
    timeout.isUnresolved() ||
    timeout.toMinutes({ integral: false }) < 1 ||
    timeout.toMinutes({ integral: false }) > 55
  ) {
    problems.push(
      `the timeout must be between 1 and 55 minutes, got ${timeout.toHumanString()}; CloudFormation waits an hour for an answer`,
    );
  }
  return problems;
}

/** CDK's provider framework, whose waiter asks each minute whether the staging area is gone. */
function providerOf(scope: Construct, timeout: Duration, vpc?: IVpc): Provider {
  const isComplete = functionOf(scope, 'IsComplete', 'isComplete');
  // it writes a failure as the function of the connections writes theirs
  markAsRecord(isComplete.logGroup);
  for (const statement of permissions(scope, vpc)) isComplete.addToRolePolicy(statement);
  const provider = new Provider(scope, 'Provider', {
    onEventHandler: functionOf(scope, 'OnEvent', 'onEvent'),
    isCompleteHandler: isComplete,
    queryInterval: Duration.minutes(1),
    // the function gives up earlier and says what remains; the framework would only say that the time is up
    totalTimeout: timeout.plus(Duration.minutes(4)),
    disableWaiterStateMachineLogging: true,
    logGroup: logGroupOf(scope, 'ProviderLogs'),
  });
  // a property injector may put any function into a VPC
  for (const one of scope.node.findAll()) if (one instanceof LambdaFunction) keepNetworkOf(one);
  return provider;
}

function functionOf(scope: Construct, id: string, handler: string): LambdaFunction {
  return new LambdaFunction(scope, id, {
    description: 'Waits until the staging area of MGN source servers is gone',
    code: handlerCode(scope, 'staging'),
    handler: `index.${handler}`,
    runtime: Runtime.NODEJS_LATEST,
    timeout: Duration.minutes(2),
    logGroup: logGroupOf(scope, `${id}Logs`),
  });
}

/**
 * A log group for each function. One that Lambda makes would be in the way if CDK's feature flag
 * `@aws-cdk/aws-lambda:useCdkManagedLogGroup` is set later (aws/aws-cdk#34612). It is retained, since it names the
 * resources that are not waited for, and the deletion of the VPC may fail because of them.
 */
function logGroupOf(scope: Construct, id: string): LogGroup {
  return new LogGroup(scope, id, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.RETAIN });
}

function permissions(scope: Construct, vpc?: IVpc): PolicyStatement[] {
  const looking = [
    'ec2:DescribeInstances',
    'ec2:DescribeSnapshots',
    'ec2:DescribeVolumes',
    'mgn:DescribeSourceServers',
  ];
  if (vpc) looking.push('ec2:DescribeSecurityGroups');
  // none of these actions knows resource types that could be named here
  const look = new PolicyStatement({ actions: looking, resources: ['*'] });
  if (!vpc) return [look];
  const conditions = {
    ArnEquals: { 'ec2:Vpc': vpc.vpcArn },
    Null: { 'aws:ResourceTag/AWSApplicationMigrationServiceManaged': 'false' },
  };
  const groups = Stack.of(scope).formatArn({ service: 'ec2', resource: 'security-group', resourceName: '*' });
  return [look, new PolicyStatement({ actions: ['ec2:DeleteSecurityGroup'], resources: [groups], conditions })];
}
