import { createHash } from 'node:crypto';
import { Aws, Lazy, Stack, Token } from 'aws-cdk-lib';
import { CfnManagedPolicy, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';

/*
 * Why these are managed policies of their own, named by a digest of what they allow: CloudFormation changes policies
 * in the update phase and deletes removed resources only afterwards, so a policy that is edited in place takes the
 * removed server's permission away before its Delete arrives (aws/aws-cdk#14037). A changed policy with a new
 * logical id is a new resource; the old one is deleted in the clean-up, after the connections that depend on it
 * (aws/aws-cdk#9840).
 */

/** IAM attaches ten managed policies to a role, and during an update the old and the new ones are attached together. */
const MAX_POLICIES = 5;

/** A managed policy holds 6,144 characters: room for 96 ARNs in the partition with the longest name. */
const SERVERS_PER_POLICY = 96;

/** A policy's description holds 1,000 characters: room for 48 ids that are known only at deployment. */
const TOKENS_PER_POLICY = 48;

/** The policies that let a role disconnect the servers of a stack. */
export interface ServerPolicies {
  /** Allows the role actions on a server. The server's connection must depend on what is returned. */
  allow(sourceServerId: string, actions: readonly string[]): IDependable;
}

/** One statement for all servers with a tag; another for those of which more is asked than to be disconnected. */
export class TaggedServersPolicy implements ServerPolicies {
  private readonly policies = new Map<string, DisconnectPolicy>();

  constructor(
    private readonly scope: Construct,
    private readonly role: IRole,
    private readonly key: string,
    private readonly value: string,
  ) {}

  public allow(_sourceServerId: string, actions: readonly string[]): IDependable {
    const policy = this.policies.get(actions.join()) ?? this.another(actions);
    this.policies.set(actions.join(), policy);
    return policy;
  }

  private another(actions: readonly string[]): DisconnectPolicy {
    const condition = { StringEquals: { [`aws:ResourceTag/${this.key}`]: this.value } };
    const id = `TaggedServers${this.policies.size || ''}`;
    const policy = new DisconnectPolicy(this.scope, id, this.role, actions, condition);
    policy.add('*');
    return policy;
  }
}

/** The ARNs of the declared servers, packed into as few policies as hold them. */
export class DeclaredServersPolicies implements ServerPolicies {
  private readonly packed: DisconnectPolicy[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly role: IRole,
  ) {}

  public allow(sourceServerId: string, actions: readonly string[]): IDependable {
    const policy = this.packed.find((one) => one.hasRoomFor(sourceServerId, actions)) ?? this.another(actions);
    policy.add(sourceServerId);
    return policy;
  }

  private another(actions: readonly string[]): DisconnectPolicy {
    if (this.packed.length === MAX_POLICIES) {
      throw new Error(
        `the permissions for more than ${MAX_POLICIES * SERVERS_PER_POLICY} source servers do not fit into the managed policies of one role; move some servers to another stack, or give the provider 'access: SourceServerAccess.taggedWith(...)'`,
      );
    }
    const policy = new DisconnectPolicy(this.scope, `Servers${this.packed.length + 1}`, this.role, actions);
    this.packed.push(policy);
    return policy;
  }
}

class DisconnectPolicy extends Construct {
  private readonly sourceServerIds: string[] = [];
  private readonly resource: CfnManagedPolicy;

  constructor(
    private readonly provider: Construct,
    id: string,
    role: IRole,
    private readonly actions: readonly string[],
    private readonly condition?: object,
  ) {
    super(provider, id);
    this.resource = new CfnManagedPolicy(this, 'Resource', {
      roles: [role.roleName],
      policyDocument: Lazy.any({ produce: () => this.document() }),
      description: Lazy.string({ produce: () => this.description() }),
    });
  }

  public hasRoomFor(sourceServerId: string, actions: readonly string[]): boolean {
    const tokens = this.tokens().length + (Token.isUnresolved(sourceServerId) ? 1 : 0);
    // each further action takes less room than an ARN
    const most = SERVERS_PER_POLICY - (this.actions.length - 1);
    const same = this.actions.join() === actions.join();
    return same && this.sourceServerIds.length < most && tokens <= TOKENS_PER_POLICY;
  }

  public add(sourceServerId: string): void {
    this.sourceServerIds.push(sourceServerId);
    this.resource.overrideLogicalId(`DisconnectServers${this.digest()}`);
  }

  private document(): object {
    const [Action] = this.actions.length === 1 ? this.actions : [this.actions];
    const Resource = this.sourceServerIds.map((id) => `arn:${Aws.PARTITION}:mgn:*:*:source-server/${id}`);
    return {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource, Condition: this.condition }],
    };
  }

  /**
   * An id that is known only at deployment can change while the template stays as it is. A changed description makes
   * CloudFormation replace the policy, so that the old one outlives the update phase in this case too.
   */
  private description(): string | undefined {
    const tokens = this.tokens();
    return tokens.length > 0 ? tokens.join(' ') : undefined;
  }

  private tokens(): string[] {
    return this.sourceServerIds.filter((id) => Token.isUnresolved(id));
  }

  /** Of what the policy allows, and for which provider: two providers of a stack may allow the same. */
  private digest(): string {
    const stack = Stack.of(this);
    const ids = this.sourceServerIds.map((id) => JSON.stringify(stack.resolve(id))).sort();
    const provider = this.provider.node.path.slice(stack.node.path.length);
    const content = JSON.stringify([this.actions.join(), ids, stack.resolve(this.condition), provider]);
    return createHash('sha256').update(content).digest('hex').slice(0, 16).toUpperCase();
  }
}
