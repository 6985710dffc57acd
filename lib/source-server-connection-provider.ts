import { type CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type Alarm, Metric, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Connections, IConnectable, ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  type IGrantable,
  type IPrincipal,
  type IRole,
  PolicyDocument,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { EventInvokeConfig, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, DependencyGroup, type IConstruct, type IDependable } from 'constructs';
import {
  ACCESS_TAG_VARIABLE,
  type KeptReason,
  type MetricName,
  NAMESPACE,
  REASON,
  STACK_NAME,
} from './private/contract';
import { acknowledgeWildcards, FunctionRole, handlerPermissions, networkInterfaces } from './private/function-role';
import { handlerCode, markAsRecord } from './private/functions';
import { keepNetworkOf } from './private/network';
import { ensureGate, GateSide, isProvider } from './private/removal-gate';
import { ServerPolicies } from './private/server-policies';
import { synthesizedProperty, synthesizedRemovalPolicy } from './private/synthesized';
import { isDuration, problemsOfBooleans, refuse, shown } from './private/validation';
import { isGuard, type RemovalGuard } from './removal-guard';
import type { SourceServerAccess } from './source-server-access';

const FAILURE_ALARM = 'FailureAlarm';

/**
 * How the function behind a stack's connections runs.
 */
export interface SourceServerConnectionProviderProps {
  /**
   * Which source servers the function may disconnect.
   *
   * @default SourceServerAccess.declaredServers()
   */
  readonly access?: SourceServerAccess;

  /**
   * The conditions that must be met before a server of the provider leaves the stack. If a guard is not met, the
   * deployment fails and is rolled back with nothing disconnected. A deletion of the stack fails too: then every
   * connection stays as it is, and the next deletion asks the guards again. `RemovalGuard` has the guards.
   *
   * One more resource in the root stack asks the guards, `Custom::MgnRemovalGate`. They are in force from the
   * deployment that declares them. A deployment that removes the last provider with guards removes the guards as well,
   * so let its servers leave in an earlier deployment.
   *
   * @see https://github.com/cdk-mgn-disconnect/cdk-mgn-disconnect/blob/main/docs/guards.md
   * @default - no guards: what a completed deployment removes is disconnected.
   */
  readonly removalGuards?: RemovalGuard[];

  /**
   * The role of the function. The permissions that the function needs are attached to the role, as an inline policy and
   * up to five managed policies. Nothing is attached if the role is imported with `mutable: false`, comes from
   * `withoutPolicyUpdates()` or falls under `Role.customizeRoles()`. Then it must have the permissions already.
   *
   * Several stacks may share a role, within IAM's quotas of policies.
   *
   * @default - a new role with no AWS managed policy.
   */
  readonly role?: IRole;

  /**
   * How long the function waits for a server that cannot be disconnected yet (a launch job is running, MGN throttles)
   * before the deletion fails: from 1 to 15 minutes. CloudFormation waits five minutes longer for an answer.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;

  /**
   * The log group of the function. Its JSON lines are the record of what was disconnected. They contain each server as
   * MGN described it, the answers of MGN, and each decision.
   *
   * It gets the tag `cdk-mgn-disconnect: record`, by which `mgn-disconnect record` finds it when the stack is deleted.
   * An imported log group gets no tag: tag it yourself, or give its name to the command.
   *
   * @see https://github.com/cdk-mgn-disconnect/cdk-mgn-disconnect/blob/main/docs/record.md
   * @default - a new log group that keeps its entries for a year. It is retained when the stack is deleted or no longer
   * contains the provider. No later deployment uses its name.
   */
  readonly logGroup?: ILogGroup;

  /**
   * Whether the provider's own log group is protected from every deletion. CloudWatch Logs deletes it only after the
   * protection is turned off. It cannot be combined with `logGroup`.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/protecting-log-groups-from-deletion.html
   * @default false
   */
  readonly logDeletionProtection?: boolean;

  /**
   * The VPC that the function runs in. The function must reach MGN, CloudFormation and S3, by endpoints or a NAT
   * gateway. The routes, endpoints and security group rules that the app declares in the VPC are deleted only after the
   * function.
   *
   * @default - the function does not run in your VPC.
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of the VPC that the function runs in.
   *
   * @default - the VPC's default choice of subnets.
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the function. Only with `vpc`.
   *
   * @default - a new security group, if the function runs in a VPC.
   */
  readonly securityGroups?: ISecurityGroup[];
}

/**
 * Which kept servers are counted, and how the metric is shown.
 */
export interface KeptMetricOptions extends MetricOptions {
  /**
   * The reason for which a server must have been kept to be counted.
   *
   * @default - servers are counted for every reason.
   */
  readonly reason?: KeptReason;
}

/**
 * The function behind a stack's connections, as other constructs accept it.
 */
export interface ISourceServerConnectionProvider extends IConstruct, IGrantable, IConnectable {
  /**
   * The ARN of the function.
   *
   * @attribute
   */
  readonly serviceToken: string;

  /** The role of the function. */
  readonly role: IRole;

  /** The log group of the function. */
  readonly logGroup: ILogGroup;
}

/**
 * The function that answers CloudFormation for the connections of one stack, with its role and its log group.
 *
 * `SourceServerConnection` makes the stack's provider automatically. To give it settings, now or later, call
 * `getOrCreate` with them before the first connection of the stack. A provider with another id is another function, and
 * CloudFormation refuses to move a deployed connection to another function.
 *
 * @example
 *
 * import { SourceServerConnection, SourceServerConnectionProvider } from 'cdk-mgn-disconnect';
 * import { IVpc } from 'aws-cdk-lib/aws-ec2';
 *
 * declare const vpc: IVpc;
 *
 * SourceServerConnectionProvider.getOrCreate(this, { vpc });
 * new SourceServerConnection(this, 'WebServer', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
 */
export class SourceServerConnectionProvider extends Construct implements ISourceServerConnectionProvider {
  /**
   * The provider that all connections of the scope's stack share. The first call makes it.
   *
   * Throws when there are settings and the provider is made already, or when another construct of the stack has the id
   * `SourceServerConnectionProvider`.
   *
   * @param scope any construct of the stack.
   * @param props how the function runs. Only the first call may have them. By default, the defaults of the props hold.
   */
  public static getOrCreate(
    scope: Construct,
    props?: SourceServerConnectionProviderProps,
  ): SourceServerConnectionProvider {
    const stack = Stack.of(scope);
    const id = 'SourceServerConnectionProvider';
    const existing = stack.node.tryFindChild(id);
    if (!existing) return new SourceServerConnectionProvider(stack, id, props);
    const { path } = existing.node;
    if (!isProvider(existing)) {
      throw new Error(
        `'${path}' is not a SourceServerConnectionProvider; rename it, or give each connection a provider`,
      );
    }
    if (props) {
      throw new Error(
        `'${path}' is made already, without these settings; call getOrCreate with them before the first connection of the stack`,
      );
    }
    return existing as SourceServerConnectionProvider;
  }

  /**
   * The ARN of the function. It must not change while a stack holds a connection: CloudFormation refuses the change.
   *
   * @attribute
   */
  public readonly serviceToken: string;

  /** The role of the function. */
  public readonly role: IRole;

  /** The principal of the function. Grant it more permissions if needed, for example on the key of your log group. */
  public readonly grantPrincipal: IPrincipal;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  /** How long CloudFormation waits for an answer from the function. */
  public readonly serviceTimeout: Duration;

  /** @internal */
  public readonly _gateSide: GateSide;

  private readonly handler: LambdaFunction;
  private readonly policies: ServerPolicies;
  /** The resources that the connections need until they are deleted. */
  private readonly lasting = new DependencyGroup();

  /**
   * Makes a provider for the connections of the scope's stack.
   *
   * Throws when the timeout is out of its range, when subnets or security groups are given without a VPC, or when an
   * element of the removal guards is not a RemovalGuard.
   *
   * @param scope the stack of the connections, or a construct in it.
   * @param id the id of the construct in its scope. It must not change while a stack holds a connection.
   * @param props how the function runs.
   */
  constructor(scope: Construct, id: string, props: SourceServerConnectionProviderProps = {}) {
    super(scope, id);
    const timeout = props.timeout ?? Duration.minutes(15);
    refuse(this, problemsOfSettings(timeout, props));

    this.serviceTimeout = timeout.plus(Duration.minutes(5));
    this.logGroup = props.logGroup ?? recordLog(this, props.logDeletionProtection);
    markAsRecord(this.logGroup);
    this.role = props.role ?? roleOf(this, this.logGroup);
    this.handler = handlerOf(this, timeout, props);
    this.grantPrincipal = this.handler.grantPrincipal;
    const invocation = invocationOf(this.handler, this.serviceTimeout);
    this.lasting.add(invocation);
    const role = new FunctionRole(this, this.role, props.role === undefined);
    if (!role.isOwn) role.allow(this.handler, 'Policy', handlerPermissions(this, this.logGroup));
    // ask the function and not the props: a property injector may have put it into a VPC
    if (this.handler.isBoundToVpc) role.allow(this.handler, 'Policy', [networkInterfaces()]);
    keepNetworkOf(this.handler, props.vpc);
    if (props.access?._tag) {
      this.handler.addEnvironment(ACCESS_TAG_VARIABLE, Stack.of(this).toJsonString(props.access._tag));
    }
    this.policies = new ServerPolicies(this, role, props.access?._conditions);
    this.serviceToken = this.handler.functionArn;
    const gate = () => ensureGate(this, (root) => SourceServerConnectionProvider.getOrCreate(root));
    this._gateSide = new GateSide(this, this.handler, invocation, role, props.removalGuards, gate);
  }

  /**
   * The network connections of the function. Use them to allow it the way to interface endpoints or a proxy.
   *
   * Throws when the function does not run in your VPC.
   */
  public get connections(): Connections {
    if (this.handler.isBoundToVpc) return this.handler.connections;
    throw new Error(
      `'${this.node.path}' has no security groups, since its function does not run in your VPC; give it 'vpc'`,
    );
  }

  /**
   * Makes CloudFormation ask the removal guards before it deletes other resources of the stack. While a guard refuses
   * the deletion of the stack, these resources stay, as the connections do. Without this, CloudFormation deletes them
   * while it asks the guards.
   *
   * Throws when the provider has no removal guards.
   *
   * @param resources resources, or constructs that contain resources, in the root stack or in a stack nested in it.
   */
  public protect(...resources: IDependable[]): void {
    this._gateSide.protect(resources);
  }

  /**
   * The calls of `mgn:DisconnectFromService` that MGN has carried out for the stack's connections.
   *
   * @param options how the metric is shown. By default the sum over five minutes.
   */
  public metricDisconnected(options?: MetricOptions): Metric {
    return recordMetric(this, 'Disconnected', options);
  }

  /**
   * The deletions that left their server connected, since no completed deployment removes it.
   *
   * @param options one reason, to count no others, and how the metric is shown. By default the sum over five minutes.
   */
  public metricKept(options: KeptMetricOptions = {}): Metric {
    const { reason, ...rest } = options;
    return recordMetric(this, 'Kept', rest, reason);
  }

  /**
   * The deletions whose source server MGN did not show, most often because it was deleted from MGN. Eight seconds after
   * the deletion began, such a server counts as missing, and nothing is disconnected.
   *
   * @param options how the metric is shown. By default the sum over five minutes.
   */
  public metricNotFound(options?: MetricOptions): Metric {
    return recordMetric(this, 'NotFound', options);
  }

  /**
   * The deletions that failed: the server is connected, or may be connected, or is not archived or deleted as asked
   * for. An update tries to delete a removed connection three times. Then CloudFormation forgets it, and the update
   * completes. Each of the three failures is counted here.
   *
   * @param options how the metric is shown. By default the sum over five minutes.
   */
  public metricFailed(options?: MetricOptions): Metric {
    return recordMetric(this, 'Failed', options);
  }

  /**
   * How many seconds each deletion took from its event to its answer, waiting for MGN included.
   *
   * @param options how the metric is shown. By default the maximum over five minutes.
   */
  public metricWaitedSeconds(options?: MetricOptions): Metric {
    return recordMetric(this, 'WaitedSeconds', { statistic: 'Maximum', ...options });
  }

  /**
   * An alarm that goes off when a deletion failed, even if the deployment completes (`UPDATE_COMPLETE`, "One or more
   * resources could not be deleted"). It has no action: add your own. The first call makes the alarm, later calls
   * return it. It is deleted after the connections of the stack.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Alarms.html
   */
  public alarmOnFailure(): Alarm {
    const existing = this.node.tryFindChild(FAILURE_ALARM);
    const alarm = (existing as Alarm) ?? failureAlarm(this, FAILURE_ALARM, this.metricFailed());
    this.lasting.add(alarm);
    return alarm;
  }

  /**
   * Acknowledges the findings of cdk-nag 3 (AwsSolutions) in the provider: `AwsSolutions-IAM5` for each wildcard in a
   * resource of its policies, which is one finding a server. Each acknowledgement has its reason. Policies that the app
   * adds to the role are not acknowledged. You may call it before the servers are declared. It changes nothing in AWS.
   *
   * cdk-nag before version 3 and aws-cdk-lib before 2.257 do not support such acknowledgements.
   *
   * @see https://github.com/cdk-mgn-disconnect/cdk-mgn-disconnect/blob/main/docs/operating.md#cdk-nag-cfn-lint-and-checkov
   */
  public acknowledgeFindings(): void {
    acknowledgeWildcards(this);
  }

  /**
   * Allows the function to disconnect the server of a connection. Keeps what the function needs for that until the
   * connection is deleted: the permission, the role and the settings of the invocation.
   *
   * @internal
   */
  public _serve(connection: CfnResource, sourceServerId: string, actions: string[]): void {
    // it depends on the function by its ServiceToken
    connection.node.addDependency(this.policies.allow(sourceServerId, actions, connection), this.lasting);
  }
}

/** What is wrong with the settings of a provider, or does not go together. */
function problemsOfSettings(timeout: unknown, props: SourceServerConnectionProviderProps): string[] {
  const problems = [...problemsOfGuards(props.removalGuards ?? []), ...problemsOfLog(props)];
  if (!isDuration(timeout)) {
    problems.push(`the timeout must be a Duration, got ${shown(timeout)}; write Duration.minutes(10), for example`);
  } else if (!timeout.isUnresolved() && (timeout.toSeconds() < 60 || timeout.toSeconds() > 900)) {
    problems.push(
      `the timeout must be between 1 and 15 minutes, got ${timeout.toHumanString()}; Lambda runs no function longer`,
    );
  }
  if (!props.vpc && (props.vpcSubnets || props.securityGroups)) {
    problems.push('subnets and security groups need a VPC; give the VPC that the function is to run in');
  }
  return problems;
}

function problemsOfGuards(guards: unknown): string[] {
  if (Array.isArray(guards) && guards.every(isGuard)) return [];
  return [
    `the removal guards must be a list of RemovalGuards, got ${shown(guards)}; make them with RemovalGuard.lifeCycleStates(...) and the others`,
  ];
}

/** What is wrong with the settings of the log group, or does not go together. */
function problemsOfLog(props: SourceServerConnectionProviderProps): string[] {
  const problems = problemsOfBooleans(props, ['logDeletionProtection']);
  if (props.logGroup && props.logDeletionProtection) {
    problems.push(
      "the log deletion protection is for the provider's own log group; protect the log group that you give where you make it",
    );
  }
  return problems;
}

/* The resources of a provider. Their ids are a contract with every deployed stack. */

function roleOf(provider: Construct, logGroup: ILogGroup): Role {
  return new Role(provider, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Handler: new PolicyDocument({ statements: handlerPermissions(provider, logGroup) }) },
  });
}

/** The log group that a provider makes for its record. Its id is a contract with every deployed stack. */
function recordLog(provider: Construct, deletionProtection = false): LogGroup {
  const logGroup = new LogGroup(provider, 'Logs', {
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  if (deletionProtection) protectFromDeletion(logGroup);
  return logGroup;
}

/** CloudFormation has the property, the lowest aws-cdk-lib has not. */
function protectFromDeletion(logGroup: LogGroup): void {
  const resource = logGroup.node.defaultChild as CfnResource;
  resource.addPropertyOverride(PROTECTION, true);
  // RemovalPolicies and Aspects may have made another policy of it since
  resource.node.addValidation({
    validate() {
      if (synthesizedProperty(resource, PROTECTION) !== true) return [];
      const isRetained = synthesizedRemovalPolicy(resource) === RemovalPolicy.RETAIN;
      return isRetained ? [] : [CONTRADICTION];
    },
  });
}

const PROTECTION = 'DeletionProtectionEnabled';

const CONTRADICTION =
  'a log group with deletion protection must be retained, but something in the app has set another removal policy, so CloudFormation would fail to delete it with the stack; leave out logDeletionProtection, or give the log group RemovalPolicy.RETAIN';

interface Parts extends Construct {
  readonly role: IRole;
  readonly logGroup: ILogGroup;
}

function handlerOf(provider: Parts, timeout: Duration, props: SourceServerConnectionProviderProps): LambdaFunction {
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
    // left out if not given: an undefined value would override the VPC of a property injector
    ...(vpc && { vpc, vpcSubnets, securityGroups }),
  });
}

/** Made in the function, where configureAsyncInvoke() would make it. */
function invocationOf(handler: LambdaFunction, maxEventAge: Duration): EventInvokeConfig {
  // CloudFormation no longer waits for the answer to an older event
  return new EventInvokeConfig(handler, 'EventInvokeConfig', { function: handler, maxEventAge, retryAttempts: 2 });
}

/** A metric of the log lines of a stack's function. */
function recordMetric(scope: Construct, metricName: MetricName, options?: MetricOptions, reason?: string): Metric {
  const stack = { [STACK_NAME]: Stack.of(scope).stackName };
  return new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: reason ? { ...stack, [REASON]: reason } : stack,
    statistic: 'Sum',
    ...options,
  }).attachTo(scope);
}

/** An alarm on the failures of a stack. */
function failureAlarm(scope: Construct, id: string, failures: Metric): Alarm {
  return failures.createAlarm(scope, id, {
    alarmDescription: `A source server of the stack ${Stack.of(scope).stackName} could not be disconnected, and may be forgotten: the log of the function says why.`,
    threshold: 1,
    // one of three periods: the metric is made of log lines, which may come late
    evaluationPeriods: 3,
    datapointsToAlarm: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
