import {
  Annotations,
  type CfnResource,
  CustomResource,
  type IResource,
  RemovalPolicy,
  Resource,
  Stack,
} from 'aws-cdk-lib';
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
 * What becomes of MGN's record of a source server once it is disconnected.
 */
export enum AfterDisconnection {
  /** It stays as it is, and counts against MGN's quotas. */
  KEEP_RECORD = 'keep',

  /** It is archived: it leaves the console's list of active servers, and the quota of servers that are not archived. */
  ARCHIVE = 'archive',

  /**
   * It is deleted from MGN, which cannot be undone, and archived before that where MGN deletes only what is archived.
   * The function's log keeps what MGN knew of it.
   */
  DELETE = 'delete',
}

/**
 * What becomes of a source server, and what may be so when it comes into the stack.
 */
export interface SourceServerOptions {
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
   * Whether the server is protected: a deployment that removes it, or names another server, fails and is rolled back with
   * nothing disconnected, and so does the deletion of the stack. What the last deployment said counts, and the last
   * completed one: to remove the server, deploy it without this first, and remove it in a later deployment. A server that
   * is retained may leave, since it stays connected.
   *
   * It is asked by the same resource of the root stack as removal guards are, `Custom::MgnRemovalGate`. A deployment that
   * removes the last protected server of a stack without removal guards removes that too: it completes, but the server
   * stays connected, the deletion of its connection fails, and CloudFormation forgets it. With `false` instead of
   * nothing for a server that stays, or with a removal guard, it fails before.
   *
   * @see https://github.com/cdk-mgn-disconnect/cdk-mgn-disconnect/blob/main/docs/guards.md#protection
   * @default - not protected.
   */
  readonly protect?: boolean;

  /**
   * Whether the server may be disconnected already when it comes into the stack. Without this the deployment fails: a
   * stack should not seem to hold a connection that is over. With it a stack can be created again for servers whose
   * connections are over. Deleting such a connection disconnects nothing, unless only the cutover was finalized: that
   * may have left the agent.
   *
   * @default false
   */
  readonly allowDisconnected?: boolean;

  /**
   * What becomes of MGN's record of the server once it is disconnected. Archiving calls `mgn:MarkAsArchived`, deleting
   * calls `mgn:DeleteSourceServer`, and `mgn:MarkAsArchived` before that only where MGN refuses. Both happen under the
   * same conditions under which the server is disconnected, and also if somebody else has disconnected it. Only what is
   * chosen is permitted to the function.
   *
   * What MGN refuses for the state of the server is tried again until the provider's `timeout`; then the deletion fails
   * and says that the server is disconnected.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_MarkAsArchived.html
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DeleteSourceServer.html
   * @default AfterDisconnection.KEEP_RECORD
   */
  readonly afterDisconnection?: AfterDisconnection;

  /**
   * Whether `mgn:FinalizeCutover` is called before the disconnection, if the server's life cycle state is
   * `CUTTING_OVER` then: MGN notes that the cutover is complete. In every other state nothing is finalized.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_FinalizeCutover.html
   * @default false
   */
  readonly finalizeCutover?: boolean;
}

/**
 * Which source server a stack holds the connection of, and what becomes of it.
 */
export interface SourceServerConnectionProps extends SourceServerOptions {
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
   * The provider whose function disconnects the server. It must be in the same stack as the connection.
   *
   * @default - one provider a stack, with the default settings.
   */
  readonly provider?: ISourceServerConnectionProvider;
}

/**
 * The connection of one source server to MGN, as constructs take it that are about connections.
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
export class SourceServerConnection extends Resource implements ISourceServerConnection {
  /**
   * A rule that matches each disconnection of a source server that MGN has carried out in this account and Region,
   * whoever asked for it: one of these connections, the console, a script. CloudTrail tells EventBridge of it, if a trail
   * logs management events.
   *
   * Throws when `eventPattern` has a field that makes the event a disconnection: `source`, `detailType`, and of `detail`
   * `eventSource`, `eventName` and `errorCode`.
   *
   * @param scope the construct that the rule is made in.
   * @param id the id of the rule in its scope.
   * @param options the target, and what else the event must match: `eventPattern` makes the rule match less, never more.
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

  private readonly resource: CustomResource;
  private readonly provider: Provider;
  private readonly properties: ConnectionProperties;

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
    refuse(this, problemsOfConnection(props));
    const { sourceServerId } = props;
    const provider = providerOf(this, props.provider ?? SourceServerConnectionProvider.getOrCreate(this));
    if (isKnown(sourceServerId)) declareOnce(this, sourceServerId);

    this.sourceServerId = sourceServerId;
    this.provider = provider;
    this.properties = this.propertiesOf(props);
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider.serviceTimeout,
      removalPolicy: props.removalPolicy,
      properties: { ...this.properties },
    });
    this.nameAfterServer();
    provider._serve(this.resource, sourceServerId, actionsOf(props));
    if (props.protect !== undefined) provider._gateSide.require();
  }

  /**
   * Says what becomes of the server when the connection is deleted, as the prop `removalPolicy` does.
   *
   * Throws when the policy is one that a connection cannot have.
   *
   * @param policy `DESTROY` disconnects the server; with `RETAIN` it stays connected.
   */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    refuse(this, problemsOfOptions({ removalPolicy: policy }));
    this.resource.applyRemovalPolicy(policy);
  }

  /**
   * What the removal gate of the tree of stacks knows of the connection.
   *
   * @internal
   */
  public _gateEntry(): GateEntry {
    const { SourceServerId, AccountId, RemovalPolicy, Protected } = this.properties;
    const Server = isKnown(SourceServerId) ? SourceServerId : this.resource.ref;
    const properties = { Server, AccountId, RemovalPolicy, Protected };
    return { resource: this.cfnResource, provider: this.provider, properties };
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
   * The server's fully qualified domain name, as of the last deployment of this connection. `unknown` when MGN does not know it.
   *
   * @attribute
   */
  public get fqdn(): string {
    return this.attribute('Fqdn');
  }

  /**
   * The life cycle state (`READY_FOR_TEST`, `CUTOVER`, …), as of the last deployment of this connection. `unknown` when MGN does not say it.
   *
   * @attribute
   */
  public get lifeCycleState(): string {
    return this.attribute('LifeCycleState');
  }

  /**
   * The data replication state (`CONTINUOUS`, `STALLED`, …), as of the last deployment of this connection. `unknown` when MGN does not say it.
   *
   * @attribute
   */
  public get dataReplicationState(): string {
    return this.attribute('DataReplicationState');
  }

  /**
   * The EC2 instance last launched from the server, as of the last deployment of this connection. `unknown` when MGN knows none.
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
      RemovalPolicy: lazily(() => synthesizedRemovalPolicy(this.cfnResource)),
      ...stepsOf(props),
    };
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
    if (!isKnown(this.sourceServerId)) return;
    this.cfnResource.overrideLogicalId(`SourceServer${this.sourceServerId.replace('-', '')}`);
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

/** A rule matches any of the values of a field: those that are added to ours would make it match more. */
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

/** What a connection may ask for besides the disconnection, or allow, as properties of its resource; absent if it does not. */
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

/* What callers did wrong, in words that those of every language know: what it must be, what it is, what to do. */

/** What is wrong with the props of a connection, for one error or for a list of many. */
export function problemsOfConnection(props: SourceServerConnectionProps): string[] {
  return [...problemsOfServer(props ?? {}), ...problemsOfOptions(props ?? {})];
}

/** What is wrong with the ids of a server. */
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

/** What is wrong with what shall become of a server, or of many. */
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
      `what becomes of the record must be AfterDisconnection.KEEP_RECORD, AfterDisconnection.ARCHIVE or AfterDisconnection.DELETE, got ${shown(afterDisconnection)}; pass one of these members`,
    );
  }
  return problems;
}

/** The connections of an app, by the server that they declare. */
const declarations = new WeakMap<IConstruct, Map<string, Construct[]>>();

/**
 * Remembers which connection declares a server. Throws when another one of the same stack, or of one nested with it,
 * does already; warns of another stack of the app.
 */
function declareOnce(connection: Construct, sourceServerId: string): void {
  refuse(connection, problemsOfDeclaration(connection, sourceServerId));
  const declared = declaredIn(connection);
  const others = declared.get(sourceServerId) ?? [];
  if (others[0]) warn(connection, others[0], sourceServerId);
  declared.set(sourceServerId, [...others, connection]);
}

/** Why a construct cannot declare a server: its stack, or one of the same tree, does so already. */
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

/** Each stack speaks for itself: the first to remove the server disconnects it, whatever the other says. */
function warn(connection: Construct, other: Construct, sourceServerId: string): void {
  Annotations.of(connection).addWarningV2(
    'cdk-mgn-disconnect:declaredByTwoStacks',
    `source server ${sourceServerId} is declared by '${other.node.path}' and by '${connection.node.path}', and the first of the two stacks that removes it disconnects it; to move it, deploy it with RemovalPolicy.RETAIN in the stack that it leaves before you declare it in the other`,
  );
}

/** The provider that is given, if it can serve a connection. */
function providerOf(connection: Construct, provider: unknown): Provider {
  refuse(connection, problemsOfProvider(provider, Stack.of(connection)));
  return provider as Provider;
}

/** Why a provider cannot serve a connection of the stack. */
export function problemsOfProvider(provider: unknown, stack: Stack): string[] {
  const advice = `leave it out or make one in '${stack.node.path}'`;
  if (!isProvider(provider)) {
    return [`the provider must be a SourceServerConnectionProvider, got ${shown(provider)}; ${advice}`];
  }
  const other = Stack.of(provider);
  if (other === stack) return [];
  return [`the provider must be in the stack of the connection, got one in '${other.node.path}'; ${advice}`];
}
