import { type CfnResource, CustomResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import { type OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { problemsOfConnection, problemsOfProvider } from './private/connection-props';
import { type ConnectionAttributes, type ConnectionProperties, RESOURCE_TYPE } from './private/contract';
import type { GateEntry } from './private/members';
import { declareOnce } from './private/stacks';
import { actionsOf, stepsOf } from './private/steps';
import { synthesizedRemovalPolicy } from './private/synthesized';
import { refuse } from './private/validation';
import type { SourceServerConnectionProps } from './source-server-connection-props';
import { SourceServerConnectionProvider } from './source-server-connection-provider';

/**
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
  /**
   * A rule that matches each disconnection of a source server that MGN has carried out in this account and Region,
   * whoever asked for it: one of these connections, the console, a script. CloudTrail tells EventBridge of it, if a trail
   * logs management events.
   *
   * @param scope the construct that the rule is made in.
   * @param id the id of the rule in its scope.
   * @param options the target, and what else the event must match.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  public static onDisconnection(scope: Construct, id: string, options: OnEventOptions = {}): Rule {
    const rule = new Rule(scope, id, options);
    rule.addTarget(options.target);
    rule.addEventPattern({
      source: ['aws.mgn'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['mgn.amazonaws.com'],
        eventName: ['DisconnectFromService'],
        // what MGN has refused disconnects nothing
        errorCode: [{ exists: false }],
      },
    });
    return rule;
  }

  /** The id of the source server. */
  public readonly sourceServerId: string;

  private readonly resource: CustomResource;
  private readonly provider: SourceServerConnectionProvider;
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
    const provider = props.provider ?? SourceServerConnectionProvider.getOrCreate(this);
    refuse(this, problemsOfProvider(provider, Stack.of(this)));
    if (!Token.isUnresolved(sourceServerId)) declareOnce(this, sourceServerId);

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
  }

  /**
   * What the removal gate of the tree of stacks knows of the connection.
   *
   * @internal
   */
  public _gateEntry(): GateEntry {
    const { SourceServerId, AccountId, RemovalPolicy } = this.properties;
    const Server = Token.isUnresolved(SourceServerId) ? this.resource.ref : SourceServerId;
    return { resource: this.cfnResource, provider: this.provider, properties: { Server, AccountId, RemovalPolicy } };
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

  private propertiesOf(props: SourceServerConnectionProps): ConnectionProperties {
    return {
      SourceServerId: props.sourceServerId,
      AccountId: props.accountId,
      RemovalPolicy: Lazy.any({ produce: () => synthesizedRemovalPolicy(this.cfnResource) }),
      ...stepsOf(props),
      DeletionQueue: this.provider._hasQueue ? 'true' : undefined,
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
    if (Token.isUnresolved(this.sourceServerId)) return;
    this.cfnResource.overrideLogicalId(`SourceServer${this.sourceServerId.replace('-', '')}`);
  }
}
