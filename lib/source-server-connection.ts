import { Annotations, CfnResource, type IResource, RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import { type EventPattern, type OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct, IConstruct } from 'constructs';
import {
  ACCOUNT_ID,
  type ConnectionAttributes,
  type ConnectionProperties,
  RESOURCE_TYPE,
  SOURCE_SERVER_ID,
} from './private/contract';
import { type GateEntry, isProvider, type Provider } from './private/removal-gate';
import { lazily, rootOf, synthesizedRemovalPolicy } from './private/synthesized';
import { isKnown, matches, problemsOfBooleans, refuse, shown } from './private/validation';
import {
  type ISourceServerConnectionProvider,
  SourceServerConnectionProvider,
} from './source-server-connection-provider';

const REMOVAL_POLICIES = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];

/**
 * What becomes of MGN's record of a source server after its disconnection.
 */
export enum AfterDisconnection {
  /** The record stays as it is, and counts against MGN's quotas. */
  KEEP_RECORD = 'keep',

  /** The server is archived. It leaves the console's list of active servers, and the quota of unarchived servers. */
  ARCHIVE = 'archive',

  /**
   * The server is deleted from MGN, which cannot be undone. It is archived before, if MGN deletes archived servers
   * only. The function's log keeps the server as MGN described it.
   */
  DELETE = 'delete',
}

/**
 * What becomes of a source server, and which servers a stack accepts.
 */
export interface SourceServerOptions {
  /**
   * What becomes of the server when its connection leaves the stack, or the stack is deleted. `DESTROY` disconnects the
   * server. With `RETAIN` CloudFormation forgets the connection, and the server stays connected.
   *
   * The policy of the last completed deployment counts, so deploy a change to `RETAIN` before you remove the
   * connection. `RemovalPolicies`, an Aspect or `applyRemovalPolicy` may set it as well.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the server is protected. A deployment that removes a protected server, or names another server in its
   * place, fails and is rolled back with nothing disconnected. The deletion of the stack fails too. The value of the
   * last deployment counts, and that of the last completed one. So to remove the server, first deploy it without this,
   * and remove it in a later deployment. A retained server may leave, since it stays connected.
   *
   * A resource of the root stack checks this, `Custom::MgnRemovalGate`. It asks the removal guards too. A deployment that
   * removes the last protected server of a stack without removal guards also removes that resource. It completes, but
   * the server stays connected: the deletion of its connection fails, and CloudFormation forgets the connection. To make
   * such a deployment fail, declare `false` for a server that stays, or a removal guard.
   *
   * @see https://github.com/cdk-mgn-disconnect/cdk-mgn-disconnect/blob/main/docs/guards.md#protection
   * @default - not protected.
   */
  readonly protect?: boolean;

  /**
   * Whether the server may be disconnected already when it comes into the stack. By default such a deployment fails,
   * since a stack should not seem to hold a connection that has ended. With `true` a stack can be created again for
   * disconnected servers. Deleting the connection of a disconnected server disconnects nothing, with one exception: if
   * only the cutover was finalized, the agent may still be there, and `mgn:DisconnectFromService` is called.
   *
   * @default false
   */
  readonly allowDisconnected?: boolean;

  /**
   * What becomes of MGN's record of the server after its disconnection. `ARCHIVE` calls `mgn:MarkAsArchived`. `DELETE`
   * calls `mgn:DeleteSourceServer`. If MGN refuses that, it calls `mgn:MarkAsArchived` and then deletes again. The
   * conditions are the same as for the disconnection. The calls are made as well if the server was already disconnected
   * in another way. The function has the permissions for the chosen calls only.
   *
   * If MGN refuses a call because of the server's state, the function repeats it until the provider's `timeout`. Then
   * the deletion fails and says that the server is disconnected.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_MarkAsArchived.html
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DeleteSourceServer.html
   * @default AfterDisconnection.KEEP_RECORD
   */
  readonly afterDisconnection?: AfterDisconnection;

  /**
   * Whether `mgn:FinalizeCutover` is called before the disconnection. It tells MGN that the cutover is complete. It is
   * called only if the server's life cycle state is `CUTTING_OVER` at that time.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_FinalizeCutover.html
   * @default false
   */
  readonly finalizeCutover?: boolean;
}

/**
 * The source server whose connection a stack holds, and what becomes of it.
 */
export interface SourceServerConnectionProps extends SourceServerOptions {
  /**
   * The id of the source server: `s-` and 17 letters or digits. The MGN console and `aws mgn describe-source-servers`
   * show it as the source server's id.
   *
   * A token is accepted too: a CloudFormation parameter, or a value of the SSM Parameter Store.
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
   * The provider whose function disconnects the server. It must be in the same stack as the connection.
   *
   * @default - one provider a stack, with the default settings.
   */
  readonly provider?: ISourceServerConnectionProvider;
}

/**
 * The connection of one source server to MGN, as other constructs accept it.
 */
export interface ISourceServerConnection extends IResource {
  /**
   * The id of the source server.
   *
   * @attribute
   */
  readonly sourceServerId: string;

  /**
   * The ARN of the source server.
   *
   * @attribute
   */
  readonly sourceServerArn: string;
}

/**
 * The connection of one source server to AWS Application Migration Service (MGN), held by a stack.
 *
 * Creating it changes nothing. The deployment fails if the server does not exist or is already disconnected. Deleting
 * it calls `mgn:DisconnectFromService`, which cannot be undone: replication stops, the agent uninstalls itself and the
 * replicated data is deleted. Launched instances stay. The server is disconnected when a completed deployment removes
 * the connection or names another server, or when the stack is deleted, and never by a rollback.
 *
 * `Ref` returns the id of the source server, or `<accountId>/<id>` if it was declared with an account.
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
export class SourceServerConnection extends Resource implements ISourceServerConnection {
  /**
   * A rule that matches each disconnection of a source server that MGN carries out in this account and Region, by any
   * caller: one of these connections, the console or a script. CloudTrail sends these events to EventBridge if a trail
   * logs management events.
   *
   * Throws when `eventPattern` has one of the fields that make the event a disconnection: `source`, `detailType`, and
   * in `detail` the fields `eventSource`, `eventName` and `errorCode`.
   *
   * @param scope the construct that the rule is made in.
   * @param id the id of the rule in its scope.
   * @param options the target, and other fields to match: `eventPattern` makes the rule match fewer events, never more.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  public static onDisconnection(scope: Construct, id: string, options: OnEventOptions = {}): Rule {
    const problem = problemOfPattern(options.eventPattern);
    if (problem) throw new Error(`'${scope.node.path}/${id}': ${problem}`);
    const rule = new Rule(scope, id, options);
    rule.addTarget(options.target);
    rule.addEventPattern(DISCONNECTION);
    return rule;
  }

  /**
   * The id of the source server.
   *
   * @attribute
   */
  public readonly sourceServerId: string;

  private readonly resource: CfnResource;
  private readonly provider: Provider;
  private readonly properties: ConnectionProperties;

  /**
   * Declares that the stack holds the connection of a source server.
   *
   * Throws when an id is malformed, when a connection cannot have the removal policy, when the stack, or one nested
   * with it, already declares the server, or when the provider belongs to another stack.
   *
   * @param scope the stack, or a construct in it. Moving the connection inside its stack changes nothing.
   * @param id the id of the construct in its scope. Renaming it changes nothing.
   * @param props the server, and what becomes of it.
   */
  constructor(scope: Construct, id: string, props: SourceServerConnectionProps) {
    super(scope, id);
    refuse(this, problemsOfConnection(props));
    const { sourceServerId } = props;
    const provider = providerOf(this, props.provider ?? SourceServerConnectionProvider.getOrCreate(this));
    if (isKnown(sourceServerId)) declareOnce(this, sourceServerId);

    this.sourceServerId = sourceServerId;
    this.provider = provider;
    this.properties = this.propertiesOf(props);
    this.resource = this.resourceOf(provider);
    this.resource.applyRemovalPolicy(props.removalPolicy, { default: RemovalPolicy.DESTROY });
    this.nameAfterServer();
    provider._serve(this.resource, sourceServerId, actionsOf(props));
    if (props.protect !== undefined) provider._gateSide.require();
  }

  /**
   * Sets what becomes of the server when the connection is deleted, as the prop `removalPolicy` does.
   *
   * Throws when a connection cannot have the policy.
   *
   * @param policy `DESTROY` disconnects the server. With `RETAIN` it stays connected.
   */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    refuse(this, problemsOfOptions({ removalPolicy: policy }));
    this.resource.applyRemovalPolicy(policy);
  }

  /**
   * The entry of the connection in the removal gate of the tree of stacks.
   *
   * @internal
   */
  public _gateEntry(): GateEntry {
    const { SourceServerId, AccountId, RemovalPolicy, Protected } = this.properties;
    const Server = isKnown(SourceServerId) ? SourceServerId : this.resource.ref;
    const properties = { Server, AccountId, RemovalPolicy, Protected };
    return { resource: this.resource, provider: this.provider, properties };
  }

  /**
   * The ARN of the source server, as of the last deployment of this connection.
   *
   * @attribute
   */
  public get sourceServerArn(): string {
    return this.attribute('SourceServerArn');
  }

  /**
   * The server's host name, as of the last deployment of this connection. `unknown` when MGN does not know it.
   *
   * @attribute
   */
  public get hostname(): string {
    return this.attribute('Hostname');
  }

  /**
   * The server's fully qualified domain name, as of the last deployment of this connection. `unknown` when MGN does not
   * know it.
   *
   * @attribute
   */
  public get fqdn(): string {
    return this.attribute('Fqdn');
  }

  /**
   * The life cycle state (`READY_FOR_TEST`, `CUTOVER`, …), as of the last deployment of this connection. `unknown` when
   * MGN does not say it.
   *
   * @attribute
   */
  public get lifeCycleState(): string {
    return this.attribute('LifeCycleState');
  }

  /**
   * The data replication state (`CONTINUOUS`, `STALLED`, …), as of the last deployment of this connection. `unknown`
   * when MGN does not say it.
   *
   * @attribute
   */
  public get dataReplicationState(): string {
    return this.attribute('DataReplicationState');
  }

  /**
   * The EC2 instance last launched from the server, as of the last deployment of this connection. `unknown` when MGN
   * knows none.
   *
   * @attribute
   */
  public get launchedInstanceId(): string {
    return this.attribute('LaunchedInstanceId');
  }

  private propertiesOf(props: SourceServerConnectionProps): ConnectionProperties {
    return {
      SourceServerId: props.sourceServerId,
      AccountId: props.accountId,
      RemovalPolicy: lazily(() => synthesizedRemovalPolicy(this.resource)),
      ...stepsOf(props),
    };
  }

  /** What a CustomResource would contain. In a wave of hundreds of servers, one construct less a server counts. */
  private resourceOf({ serviceToken, serviceTimeout }: Provider): CfnResource {
    const service = { ServiceToken: serviceToken, ServiceTimeout: String(serviceTimeout.toSeconds()) };
    return new CfnResource(this, 'Resource', { type: RESOURCE_TYPE, properties: { ...service, ...this.properties } });
  }

  private attribute(name: keyof ConnectionAttributes): string {
    return Token.asString(this.resource.getAtt(name));
  }

  /**
   * A logical id made of the server's id, not of the construct's path: renaming or moving the construct inside its
   * stack makes no event, and naming another server is always a removal and an addition.
   */
  private nameAfterServer(): void {
    if (!isKnown(this.sourceServerId)) return;
    this.resource.overrideLogicalId(`SourceServer${this.sourceServerId.replace('-', '')}`);
  }
}

const DISCONNECTION = {
  source: ['aws.mgn'],
  detailType: ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: ['mgn.amazonaws.com'],
    eventName: ['DisconnectFromService'],
    // what MGN has refused disconnects nothing
    errorCode: [{ exists: false }],
  },
};

/** A rule matches any value of a field. So values that are added to a field of ours would make it match more events. */
function problemOfPattern(pattern: EventPattern = {}): string | undefined {
  const { detail = {} } = pattern;
  const given = [
    ...['source', 'detailType', 'detail-type'].filter((name) => Object.hasOwn(pattern, name)),
    ...Object.keys(DISCONNECTION.detail)
      .filter((name) => Object.hasOwn(detail, name))
      .map((name) => `detail.${name}`),
  ];
  if (given.length === 0) return undefined;
  return `the event pattern must not have ${given.join(' or ')}, since the rule matches disconnections alone; leave that out, and give other fields to match fewer of them`;
}

/** The optional properties of a connection's resource. Each is absent if the connection does not ask for it. */
function stepsOf(
  props: SourceServerConnectionProps,
): Pick<ConnectionProperties, 'AfterDisconnection' | 'FinalizeCutover' | 'Protected' | 'AllowDisconnected'> {
  const { afterDisconnection, finalizeCutover, protect, allowDisconnected } = props;
  return {
    AfterDisconnection: afterDisconnection === AfterDisconnection.KEEP_RECORD ? undefined : afterDisconnection,
    FinalizeCutover: finalizeCutover ? 'true' : undefined,
    Protected: protect ? 'true' : undefined,
    AllowDisconnected: allowDisconnected ? 'true' : undefined,
  };
}

/** The actions of MGN that a connection needs on its server, in MGN's order. */
function actionsOf({ afterDisconnection, finalizeCutover }: SourceServerConnectionProps): string[] {
  const archives =
    afterDisconnection === AfterDisconnection.ARCHIVE || afterDisconnection === AfterDisconnection.DELETE;
  return [
    ...(finalizeCutover ? ['mgn:FinalizeCutover'] : []),
    'mgn:DisconnectFromService',
    ...(archives ? ['mgn:MarkAsArchived'] : []),
    ...(afterDisconnection === AfterDisconnection.DELETE ? ['mgn:DeleteSourceServer'] : []),
  ];
}

/* Problems of the props. Each says what must be, what it is, and what to do, in words for callers of every language. */

/** The problems of a connection's props. */
export function problemsOfConnection(props: SourceServerConnectionProps): string[] {
  return [...problemsOfServer(props ?? {}), ...problemsOfOptions(props ?? {})];
}

/** The problems of a server's ids. */
export function problemsOfServer({ sourceServerId, accountId }: Partial<SourceServerConnectionProps>): string[] {
  const problems: string[] = [];
  if (!matches(SOURCE_SERVER_ID, sourceServerId)) {
    problems.push(
      `the source server id must be "s-" followed by 17 letters or digits, got ${shown(sourceServerId)}; 'aws mgn describe-source-servers' lists the ids`,
    );
  }
  if (accountId !== undefined && !matches(ACCOUNT_ID, accountId)) {
    problems.push(
      `the account id must be the 12 digits of an AWS account, as a text, got ${shown(accountId)}; leave it out for the account of the stack`,
    );
  }
  return problems;
}

/** The problems of the options of one server or of a wave. */
export function problemsOfOptions(options: SourceServerOptions): string[] {
  const { removalPolicy, afterDisconnection } = options;
  const problems = problemsOfBooleans(options, ['protect', 'allowDisconnected', 'finalizeCutover']);
  if (removalPolicy !== undefined && !REMOVAL_POLICIES.includes(removalPolicy)) {
    const names = 'RemovalPolicy.DESTROY, RemovalPolicy.RETAIN or RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE';
    const advice =
      removalPolicy === RemovalPolicy.SNAPSHOT ? 'a connection has no snapshot' : 'pass one of these members';
    problems.push(`the removal policy must be ${names}, got ${shown(removalPolicy)}; ${advice}`);
  }
  if (afterDisconnection !== undefined && !Object.values(AfterDisconnection).includes(afterDisconnection)) {
    problems.push(
      `afterDisconnection must be AfterDisconnection.KEEP_RECORD, AfterDisconnection.ARCHIVE or AfterDisconnection.DELETE, got ${shown(afterDisconnection)}; pass one of these members`,
    );
  }
  return problems;
}

/** The connections of an app, by the server that they declare. */
const declarations = new WeakMap<IConstruct, Map<string, Construct[]>>();

/**
 * Remembers which connection declares a server. Throws when the same stack, or one nested with it, already declares the
 * server. Warns when another stack of the app declares it.
 */
function declareOnce(connection: Construct, sourceServerId: string): void {
  refuse(connection, problemsOfDeclaration(connection, sourceServerId));
  const declared = declaredIn(connection);
  const others = declared.get(sourceServerId) ?? [];
  if (others[0]) warn(connection, others[0], sourceServerId);
  declared.set(sourceServerId, [...others, connection]);
}

/** The problem of a server that its stack, or another stack of the same tree, already declares. */
export function problemsOfDeclaration(scope: Construct, sourceServerId: string): string[] {
  const others = declaredIn(scope).get(sourceServerId) ?? [];
  const deployedWith = others.find((other) => rootOf(Stack.of(other)) === rootOf(Stack.of(scope)));
  if (!deployedWith) return [];
  return [
    `source server ${sourceServerId} is already declared by '${deployedWith.node.path}'; declare each server once in a stack and its nested stacks`,
  ];
}

function declaredIn({ node: { root: app } }: Construct): Map<string, Construct[]> {
  const declared = declarations.get(app) ?? new Map<string, Construct[]>();
  declarations.set(app, declared);
  return declared;
}

/** The first stack that removes the server disconnects it, even if another stack still declares it. */
function warn(connection: Construct, other: Construct, sourceServerId: string): void {
  Annotations.of(connection).addWarningV2(
    'cdk-mgn-disconnect:declaredByTwoStacks',
    `source server ${sourceServerId} is declared by '${other.node.path}' and by '${connection.node.path}', and the first of the two stacks that removes it disconnects it; to move it, deploy it with RemovalPolicy.RETAIN in the stack that it leaves before you declare it in the other`,
  );
}

/** The given provider. Throws when it cannot serve the connection. */
function providerOf(connection: Construct, provider: unknown): Provider {
  refuse(connection, problemsOfProvider(provider, Stack.of(connection)));
  return provider as Provider;
}

/** The problem of a provider that cannot serve a connection of the stack. */
export function problemsOfProvider(provider: unknown, stack: Stack): string[] {
  const advice = `leave it out or make one in '${stack.node.path}'`;
  if (!isProvider(provider)) {
    return [`the provider must be a SourceServerConnectionProvider, got ${shown(provider)}; ${advice}`];
  }
  const other = Stack.of(provider);
  if (other === stack) return [];
  return [`the provider must be in the stack of the connection, got one in '${other.node.path}'; ${advice}`];
}
