import { join } from 'node:path';
import { type CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { type IRole, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { handlerPermissions } from './private/handler-permissions';
import type { ServerPolicies } from './private/server-policies';
import { isProvider } from './private/validation';
import { SourceServerAccess } from './source-server-access';

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
   * The role of the function. The permissions it needs are attached to it, as an inline policy and up to five managed
   * policies, also to a role that is imported with `mutable: false`.
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
   * The log group of the function: one JSON line a decision.
   *
   * @default - a new log group that keeps its entries for a year and is deleted with the stack.
   */
  readonly logGroup?: ILogGroup;

  /**
   * The VPC the function runs in. It must reach MGN, CloudFormation and S3, by endpoints or a NAT gateway.
   *
   * @default - the function does not run in a VPC of yours.
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
 * The function that answers CloudFormation for the connections of one stack, with its role and its log group.
 *
 * A stack needs one only if its settings differ from the default: `SourceServerConnection` makes the stack's provider
 * by itself.
 *
 * @example
 *
 * import { SourceServerConnection, SourceServerConnectionProvider } from 'cdk-mgn-disconnect';
 * import { IVpc } from 'aws-cdk-lib/aws-ec2';
 *
 * declare const vpc: IVpc;
 *
 * const provider = new SourceServerConnectionProvider(this, 'Provider', { vpc });
 * new SourceServerConnection(this, 'WebServer', {
 *   sourceServerId: 's-3053c1c3b7d8bd4e0',
 *   provider,
 * });
 */
export class SourceServerConnectionProvider extends Construct {
  /**
   * The provider that the connections of the scope's stack share, made by the first call.
   *
   * Throws when another construct of the stack has its id, `SourceServerConnectionProvider`.
   *
   * @param scope any construct of the stack.
   */
  public static getOrCreate(scope: Construct): SourceServerConnectionProvider {
    const stack = Stack.of(scope);
    const id = 'SourceServerConnectionProvider';
    const existing = stack.node.tryFindChild(id);
    if (!existing) return new SourceServerConnectionProvider(stack, id);
    if (isProvider(existing)) return existing;
    throw new Error(
      `'${existing.node.path}' is not a SourceServerConnectionProvider; rename it, or give each connection a 'provider'`,
    );
  }

  /** The ARN of the function. It must not change while a stack holds a connection: CloudFormation refuses that. */
  public readonly serviceToken: string;

  /** The role of the function. */
  public readonly role: IRole;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  /** How long CloudFormation waits for an answer of the function. */
  public readonly serviceTimeout: Duration;

  private readonly handler: LambdaFunction;
  private readonly policies: ServerPolicies;

  /**
   * Makes a provider for the connections of the scope's stack.
   *
   * Throws when the timeout is out of its range, or when subnets or security groups are given without a VPC.
   *
   * @param scope the stack of the connections, or a construct in it.
   * @param id the id of the construct in its scope. It must not change while a stack holds a connection.
   * @param props how the function runs.
   */
  constructor(scope: Construct, id: string, props: SourceServerConnectionProviderProps = {}) {
    super(scope, id);
    const timeout = props.timeout ?? Duration.minutes(15);
    validate(timeout, props);

    this.serviceTimeout = timeout.plus(Duration.minutes(5));
    this.logGroup = props.logGroup ?? this.ownLogGroup();
    this.role = props.role ?? this.ownRole(props.vpc);
    this.handler = this.createHandler(timeout, props);
    if (props.role) this.attachPermissions(props.vpc);
    this.handler.configureAsyncInvoke({ maxEventAge: this.serviceTimeout, retryAttempts: 2 });
    this.policies = (props.access ?? SourceServerAccess.declaredServers())._policies(this, this.role);
    this.serviceToken = this.handler.functionArn;
  }

  /**
   * Allows the function to disconnect the server of a connection, and keeps everything that takes (the permission,
   * the role, the settings of the invocation) until the connection is deleted.
   *
   * @internal
   */
  public _serve(connection: CustomResource, sourceServerId: string): void {
    connection.node.addDependency(this.policies.allow(sourceServerId), this.handler);
  }

  private ownLogGroup(): LogGroup {
    return new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
  }

  private ownRole(vpc?: IVpc): Role {
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Handler: handlerPermissions(this, this.logGroup, vpc) },
    });
  }

  private createHandler(timeout: Duration, props: SourceServerConnectionProviderProps): LambdaFunction {
    return new LambdaFunction(this, 'Handler', {
      description: 'Disconnects MGN source servers when CloudFormation deletes their connections',
      code: Code.fromAsset(join(__dirname, '..', 'dist', 'handler')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_LATEST,
      memorySize: 256,
      timeout,
      role: this.role,
      logGroup: this.logGroup,
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      securityGroups: props.securityGroups,
    });
  }

  private attachPermissions(vpc?: IVpc): void {
    const policy = new Policy(this, 'Policy', {
      roles: [this.role],
      document: handlerPermissions(this, this.logGroup, vpc),
    });
    this.handler.node.addDependency(policy);
  }
}

function validate(timeout: Duration, props: SourceServerConnectionProviderProps): void {
  if (!timeout.isUnresolved() && (timeout.toSeconds() < 60 || timeout.toSeconds() > 900)) {
    throw new Error(`'timeout' must be between 1 and 15 minutes, got ${timeout.toHumanString()}`);
  }
  if (!props.vpc && (props.vpcSubnets || props.securityGroups)) {
    throw new Error("'vpcSubnets' and 'securityGroups' need 'vpc'; give the VPC that the function is to run in");
  }
}
