import { type CfnResource, type CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import type { KeptMetricOptions } from './kept-metric-options';
import { FunctionRole, handlerPermissions } from './private/function-role';
import { GateSide } from './private/gate-side';
import { isProvider } from './private/members';
import { handlerOf, logGroupOf, roleOf } from './private/provider-parts';
import { problemsOfSettings } from './private/provider-props';
import { failureAlarm, recordMetric } from './private/record-metric';
import { ensureGate } from './private/removal-gate';
import { ServerPolicies } from './private/server-policies';
import { refuse } from './private/validation';
import type { SourceServerConnectionProviderProps } from './source-server-connection-provider-props';

const FAILURE_ALARM = 'FailureAlarm';

/**
 * The function that answers CloudFormation for the connections of one stack, with its role and its log group.
 *
 * `SourceServerConnection` makes the stack's provider by itself. To give it settings, also later, call `getOrCreate`
 * with them before the first connection of the stack. A provider of another id is another function, and CloudFormation
 * refuses to give a connection that is deployed to another function.
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
export class SourceServerConnectionProvider extends Construct {
  /**
   * The provider that the connections of the scope's stack share, made by the first call.
   *
   * Throws when it is given settings and is made already, or when another construct of the stack has its id,
   * `SourceServerConnectionProvider`.
   *
   * @param scope any construct of the stack.
   * @param props how the function runs, for the first call. By default as the defaults of the props say.
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

  /** The ARN of the function. It must not change while a stack holds a connection: CloudFormation refuses that. */
  public readonly serviceToken: string;

  /** The role of the function. */
  public readonly role: IRole;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  /** How long CloudFormation waits for an answer of the function. */
  public readonly serviceTimeout: Duration;

  /** @internal */
  public readonly _gateSide: GateSide;

  private readonly handler: LambdaFunction;
  private readonly policies: ServerPolicies;
  /** What is deleted only when the connections are: until then it is needed. */
  private readonly lasting = new DependencyGroup();

  /**
   * Makes a provider for the connections of the scope's stack.
   *
   * Throws when the timeout is out of its range, when subnets or security groups are given without a VPC, when the
   * settings of a log group of its own are given with `logGroup`, or when a removal guard is none.
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
    this.logGroup = props.logGroup ?? logGroupOf(this, props);
    this.role = props.role ?? roleOf(this, this.logGroup, props.vpc);
    this.handler = handlerOf(this, timeout, props);
    // an event that is older has nobody who waits for its answer
    this.handler.configureAsyncInvoke({ maxEventAge: this.serviceTimeout, retryAttempts: 2 });
    const role = new FunctionRole(this, this.role, props.role === undefined);
    if (!role.isOwn) role.allow(this.handler, 'Policy', handlerPermissions(this, this.logGroup, props.vpc));
    this.policies = new ServerPolicies(this, role, props.access?._conditions);
    this.serviceToken = this.handler.functionArn;
    this._gateSide = new GateSide(this, this.handler, role, props.removalGuards);
    if (props.removalGuards?.length) ensureGate(this, (root) => SourceServerConnectionProvider.getOrCreate(root));
  }

  /**
   * Lets CloudFormation delete other resources of the stack only after the removal guards: while a guard refuses the
   * deletion of the stack, they stay as the connections do. Without this, CloudFormation deletes them at the same time
   * as it asks the guards.
   *
   * Throws when the provider has no removal guards.
   *
   * @param resources resources, or constructs that hold some, in the root stack or in a stack nested in it.
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
   * @param options one reason, if only that counts, and how the metric is shown. By default the sum over five minutes.
   */
  public metricKept(options: KeptMetricOptions = {}): Metric {
    const { reason, ...rest } = options;
    return recordMetric(this, 'Kept', rest, reason);
  }

  /**
   * The deletions that were answered with a failure: the server is connected, or not known to be disconnected, or not
   * archived or deleted as asked for. An update that removes a server tries three times, forgets the server and is
   * complete: each of the three is counted here.
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
   * An alarm that goes off when a deletion was answered with a failure, also if the deployment is complete all the same
   * (`UPDATE_COMPLETE`, "One or more resources could not be deleted"). It has no action: add yours. The first call makes
   * it, later ones return it. It is deleted after the connections of the stack.
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
   * Allows the function to disconnect the server of a connection, and keeps everything that takes (the permission,
   * the role, the settings of the invocation) until the connection is deleted.
   *
   * @internal
   */
  public _serve(connection: CustomResource, sourceServerId: string, actions: string[]): void {
    const resource = connection.node.defaultChild as CfnResource;
    connection.node.addDependency(this.policies.allow(sourceServerId, actions, resource), this.handler, this.lasting);
  }
}
