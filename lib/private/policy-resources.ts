import { createHash } from 'node:crypto';
import { Aws, Lazy, Stack, Token } from 'aws-cdk-lib';
import {
  CfnManagedPolicy,
  type CfnManagedPolicyProps,
  CfnPolicy,
  type CfnPolicyProps,
  type IRole,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { synthesizedProperty, WITH_ROOM } from './synthesized';

/** A server that a policy is to allow actions on. */
export interface Permitted {
  /** Its id, or a token. */
  readonly id: string;
  /** The id, or what the template says for the token: the same at each synthesis. */
  readonly key: string;
  /** Whether the id is known only at deployment. */
  readonly isToken: boolean;
  readonly actions: readonly string[];
}

const DISCONNECT = 'mgn:DisconnectFromService';

/** A server id is unique, so the ARN needs neither Region nor account. */
export function arnOf(sourceServerId: string): string {
  return `arn:${Aws.PARTITION}:mgn:*:*:source-server/${sourceServerId}`;
}

/** Whether a policy is needed, as things are or if the stack had room. */
export type Need = (withRoom?: boolean) => boolean;

/** Conditions of a statement. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The permission to disconnect one server, and what else is asked for, as an inline policy that never changes: it comes
 * and goes with the connection that depends on it, and other actions are another policy.
 */
export class ServerPolicy extends Construct {
  public readonly resource: CfnPolicy;

  constructor(scope: Construct, { id, actions }: Permitted, role: IRole, need: Need) {
    super(scope, id);
    const others = actions.filter((action) => action !== DISCONNECT).map((action) => action.replace('mgn:', ''));
    const logicalId = `DisconnectSourceServer${id.replace('-', '')}${others.join('')}`;
    const props = {
      policyName: logicalId,
      roles: [role.roleName],
      policyDocument: documentOf(actions, arnOf(id)),
    };
    this.resource = new PolicyIfNeeded(this, 'Resource', props, need);
    this.resource.overrideLogicalId(logicalId);
  }

  /** What the policy is called in its role. An Aspect may have changed it. */
  public get policyName(): string {
    return JSON.stringify(Stack.of(this).resolve(synthesizedProperty(this.resource, 'PolicyName')));
  }
}

/**
 * The permission to disconnect several servers, as a managed policy named by a digest of what it allows. A policy that
 * is edited in place takes the permission of a removed server away before its Delete arrives, since CloudFormation
 * changes policies in the update phase and deletes removed resources only afterwards (aws/aws-cdk#14037). One with
 * another logical id is another resource: the old one is deleted in the clean-up, after the connections that depend on
 * it (aws/aws-cdk#9840).
 */
export class ServersPolicy extends Construct {
  public readonly resource: CfnManagedPolicy;
  private digested: { readonly servers: readonly Permitted[]; readonly digest: string } | undefined;

  constructor(
    private readonly provider: Construct,
    id: string,
    role: IRole,
    private readonly servers: (withRoom?: boolean) => readonly Permitted[],
    private readonly conditions?: Conditions,
  ) {
    super(provider, id);
    const props = {
      roles: [role.roleName],
      policyDocument: Lazy.any({ produce: () => this.document() }),
      description: Lazy.string({ produce: () => this.description() }),
    };
    this.resource = new ManagedPolicyIfNeeded(this, 'Resource', props, (withRoom) => servers(withRoom).length > 0);
    this.resource.overrideLogicalId(Lazy.uncachedString({ produce: () => `DisconnectServers${this.digest()}` }));
    this.node.addValidation({ validate: () => this.problems() });
  }

  private document(): object {
    const servers = this.servers();
    const resources = servers.map(({ id }) => arnOf(id));
    return documentOf(servers[0]?.actions ?? [], resources, this.conditions);
  }

  /**
   * What is known only at deployment can change while the template stays as it is. A changed description makes
   * CloudFormation replace the policy, so that the old one outlives the update phase in this case too.
   */
  private description(): string | undefined {
    const conditions = Object.values(this.conditions ?? {}).flatMap((condition) => Object.values(condition));
    const values = [...this.servers().map(({ id }) => id), ...conditions];
    const tokens = values.filter((value) => Token.isUnresolved(value));
    return tokens.length > 0 ? tokens.join(' ') : undefined;
  }

  /** Of what the policy allows, and for which provider: two providers of a stack may allow the same. */
  private digest(): string {
    const servers = this.servers();
    if (this.digested?.servers !== servers) this.digested = { servers, digest: this.digestOf(servers) };
    return this.digested.digest;
  }

  private digestOf(servers: readonly Permitted[]): string {
    const stack = Stack.of(this);
    const provider = this.provider.node.path.slice(stack.node.path.length);
    const ids = servers.map(({ key }) => key);
    const content = JSON.stringify([servers[0]?.actions.join(), ids, stack.resolve(this.conditions), provider]);
    return createHash('sha256').update(content).digest('hex').slice(0, 16).toUpperCase();
  }

  /** What an Aspect or an override must leave as it is, so that a new policy can stand beside the old one. */
  private problems(): string[] {
    if (this.servers().length === 0) return [];
    const problems: string[] = [];
    const name = this.shown(synthesizedProperty(this.resource, 'ManagedPolicyName'));
    if (name !== undefined && !name.includes(this.digest())) {
      problems.push(
        `the policy has the name ${name}, under which IAM cannot hold its successor beside it when its servers change; leave it without a name, or name it after its logical id`,
      );
    }
    const description = this.description();
    if (description && this.shown(description) !== this.shown(synthesizedProperty(this.resource, 'Description'))) {
      problems.push(
        'the policy has another description, so that CloudFormation does not replace it when a value that is known only at deployment changes; leave its description as it is',
      );
    }
    return problems;
  }

  private shown(value: unknown): string | undefined {
    return JSON.stringify(Stack.of(this).resolve(value));
  }
}

class PolicyIfNeeded extends CfnPolicy {
  constructor(
    scope: Construct,
    id: string,
    props: CfnPolicyProps,
    private readonly need: Need,
  ) {
    super(scope, id, props);
  }

  public readonly [WITH_ROOM] = () => this.need(true);

  protected override shouldSynthesize(): boolean {
    return this.need();
  }
}

class ManagedPolicyIfNeeded extends CfnManagedPolicy {
  constructor(
    scope: Construct,
    id: string,
    props: CfnManagedPolicyProps,
    private readonly need: Need,
  ) {
    super(scope, id, props);
  }

  public readonly [WITH_ROOM] = () => this.need(true);

  protected override shouldSynthesize(): boolean {
    return this.need();
  }
}

function documentOf(actions: readonly string[], resource: string | readonly string[], conditions?: Conditions): object {
  const [Action] = actions.length === 1 ? actions : [actions];
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: resource, Condition: conditions }],
  };
}
