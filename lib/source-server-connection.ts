import { type CfnResource, CustomResource, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  ACCOUNT_ID,
  type ConnectionAttributes,
  type ConnectionProperties,
  RESOURCE_TYPE,
  SOURCE_SERVER_ID,
} from './private/contract';
import { declareOnce } from './private/declarations';
import { synthesizedRemovalPolicy } from './private/removal-policy';
import { isProvider, matches, shown } from './private/validation';
import { SourceServerConnectionProvider } from './source-server-connection-provider';

/**
 * Which source server a stack holds the connection of, and what becomes of it.
 */
export interface SourceServerConnectionProps {
  /**
   * The id of the source server: `s-` and 17 letters or digits. The MGN console and `aws mgn describe-source-servers`
   * show it as the source server's id.
   *
   * A token (a CloudFormation parameter, a value of the SSM Parameter Store) is accepted too.
   */
  readonly sourceServerId: string;

  /**
   * The account that holds the server, when it is not the account of the stack: 12 digits. The stack's account must
   * be the organization's management account or a delegated administrator of MGN.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/ug/global-view.html
   * @default - the account that the stack is deployed to.
   */
  readonly accountId?: string;

  /**
   * What becomes of the server when its connection leaves the stack, or the stack is deleted. `DESTROY` disconnects
   * it; with `RETAIN` CloudFormation forgets the connection and the server stays connected.
   *
   * The policy that counts is the one of the last completed deployment: deploy a change to `RETAIN` before you remove
   * the connection. `RemovalPolicies`, an Aspect or `applyRemovalPolicy` may set it as well.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The provider whose function disconnects the server. It must be in the same stack as the connection.
   *
   * @default - one provider a stack, with the default settings.
   */
  readonly provider?: SourceServerConnectionProvider;
}

/**
 * The connection of one source server to AWS Application Migration Service (MGN), held by a stack.
 *
 * Creating it changes nothing: the deployment fails if the server does not exist or is already disconnected. Deleting
 * it calls `mgn:DisconnectFromService`, which cannot be undone: replication stops, the agent uninstalls itself and the
 * replicated data is deleted; launched instances stay. A connection is deleted when a completed deployment removes it
 * (or names another server), or when the stack is deleted, and never by a rollback.
 *
 * `Ref` gives the id of the source server, behind `<accountId>/` if it was declared with an account.
 *
 * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DisconnectFromService.html
 * @example
 *
 * import { SourceServerConnection } from 'cdk-mgn-disconnect';
 *
 * new SourceServerConnection(this, 'WebServer', {
 *   sourceServerId: 's-3053c1c3b7d8bd4e0',
 * });
 */
export class SourceServerConnection extends Construct {
  /** The id of the source server. */
  public readonly sourceServerId: string;

  private readonly resource: CustomResource;

  /**
   * Declares that the stack holds the connection of a source server.
   *
   * Throws when an id is malformed or the removal policy is one that a connection cannot have, when the stack, or
   * one nested with it, already declares the server, or when the provider belongs to another stack.
   *
   * @param scope the stack, or a construct in it. Moving the connection inside its stack changes nothing.
   * @param id the id of the construct in its scope. Renaming it changes nothing.
   * @param props the server, and what becomes of it.
   */
  constructor(scope: Construct, id: string, props: SourceServerConnectionProps) {
    super(scope, id);
    validate(props);
    const { sourceServerId } = props;
    const provider = props.provider ?? SourceServerConnectionProvider.getOrCreate(this);
    validateProvider(provider, Stack.of(this));
    if (!Token.isUnresolved(sourceServerId)) declareOnce(this, sourceServerId);

    this.sourceServerId = sourceServerId;
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider.serviceTimeout,
      removalPolicy: props.removalPolicy,
      properties: { ...this.propertiesOf(props) },
    });
    this.nameAfterServer();
    provider._serve(this.resource, sourceServerId);
  }

  /** The ARN of the source server, as of the last deployment of this connection. */
  public get sourceServerArn(): string {
    return this.attribute('SourceServerArn');
  }

  /** The server's host name, as of the last deployment of this connection. Empty when MGN does not know it. */
  public get hostname(): string {
    return this.attribute('Hostname');
  }

  /** The server's fully qualified domain name, as of the last deployment of this connection. Empty when MGN does not know it. */
  public get fqdn(): string {
    return this.attribute('Fqdn');
  }

  /** The life cycle state (`READY_FOR_TEST`, `CUTOVER`, …), as of the last deployment of this connection. */
  public get lifeCycleState(): string {
    return this.attribute('LifeCycleState');
  }

  /** The data replication state (`CONTINUOUS`, `STALLED`, …), as of the last deployment of this connection. */
  public get dataReplicationState(): string {
    return this.attribute('DataReplicationState');
  }

  /** The EC2 instance last launched from the server, as of the last deployment of this connection. Empty when there is none. */
  public get launchedInstanceId(): string {
    return this.attribute('LaunchedInstanceId');
  }

  private propertiesOf({ sourceServerId, accountId }: SourceServerConnectionProps): ConnectionProperties {
    const policy = Lazy.any({ produce: () => synthesizedRemovalPolicy(this.cfnResource) });
    return { SourceServerId: sourceServerId, AccountId: accountId, RemovalPolicy: policy };
  }

  private get cfnResource(): CfnResource {
    return this.resource.node.defaultChild as CfnResource;
  }

  private attribute(name: keyof ConnectionAttributes): string {
    return this.resource.getAttString(name);
  }

  /**
   * A logical id made of the server's id, not of the construct's path: renaming or moving the construct inside its
   * stack makes no event, and naming another server is always a removal and an addition.
   */
  private nameAfterServer(): void {
    if (Token.isUnresolved(this.sourceServerId)) return;
    this.cfnResource.overrideLogicalId(`SourceServer${this.sourceServerId.replace('-', '')}`);
  }
}

const REMOVAL_POLICIES = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];

function validate(props: SourceServerConnectionProps): void {
  const { sourceServerId, accountId, removalPolicy }: Partial<SourceServerConnectionProps> = props ?? {};
  if (!matches(SOURCE_SERVER_ID, sourceServerId)) {
    throw new Error(
      `'sourceServerId' must be "s-" followed by 17 letters or digits, got ${shown(sourceServerId)}; 'aws mgn describe-source-servers' lists the ids`,
    );
  }
  if (accountId !== undefined && !matches(ACCOUNT_ID, accountId)) {
    throw new Error(`'accountId' must be the 12 digits of an AWS account, got ${shown(accountId)}`);
  }
  if (removalPolicy && !REMOVAL_POLICIES.includes(removalPolicy)) {
    throw new Error(
      `'removalPolicy' must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got ${shown(removalPolicy)}; a connection has no snapshot`,
    );
  }
}

function validateProvider(provider: SourceServerConnectionProvider, stack: Stack): void {
  const advice = `leave it out or make one in '${stack.node.path}'`;
  if (!isProvider(provider)) {
    throw new Error(`'provider' must be a SourceServerConnectionProvider, got ${shown(provider)}; ${advice}`);
  }
  const other = Stack.of(provider);
  if (other !== stack) {
    throw new Error(`'provider' must be in the stack of the connection, got one in '${other.node.path}'; ${advice}`);
  }
}
