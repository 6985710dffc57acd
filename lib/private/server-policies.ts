import { createHash } from 'node:crypto';
import { Aws, type CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import {
  CfnManagedPolicy,
  type CfnManagedPolicyProps,
  CfnPolicy,
  type CfnPolicyProps,
  type IRole,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, type IDependable } from 'constructs';
import type { FunctionRole } from './function-role';
import { isRetained, MAX_RESOURCES, resourcesOf, synthesizedProperty, WITH_ROOM } from './synthesized';
import { isKnown } from './validation';

/*
 * Up to 20 servers have a policy each if the stack has room, and others share policies:
 * docs/decisions/permissions-of-servers.md says why. This is decided when the template is made. Only then is it known
 * which servers are retained and so need no permission, and how many resources the stack has.
 */

/** A managed policy holds 6,144 characters: room for 96 ARNs in the partition with the longest name. */
const SERVERS_PER_POLICY = 96;

/** A policy's description holds 1,000 characters: room for 48 ids that are known only at deployment. */
const TOKENS_PER_POLICY = 48;

/**
 * IAM attaches up to ten managed policies to a role. During an update the old and the new ones are attached together.
 */
const MAX_POLICIES = 5;

/**
 * The inline policies of a role hold 10,240 characters. During an update the role has the old and the new ones
 * together, beside the policies of the function itself. How much a user's own role has left is unknown.
 */
const MAX_SINGLE_POLICIES = 20;

/**
 * A policy that the template leaves out takes as long to synthesize as a connection. So a stack that declares more
 * servers than this, retained ones included, has none for single servers.
 */
const MAX_CANDIDATES = 100;

/** A policy with more than one action takes as much room as this many policies with one action. */
const SIZE_OF_SEVERAL_ACTIONS = 1.5;

interface Served extends Permitted {
  readonly connection: CfnResource;
}

/** Which policy each server is in. */
interface Layout {
  /** The servers that will be disconnected when their connections are deleted, each once. */
  readonly needed: readonly Permitted[];
  /** The ids of those with a policy of their own. A token has none: a change of its value must replace the policy. */
  readonly single: ReadonlySet<string>;
  /** The servers of each shared policy. */
  readonly packed: readonly (readonly Permitted[])[];
  /** In which of these each is, by what is allowed for it and its key. */
  readonly places: ReadonlyMap<string, number>;
}

/** The two layouts. They are valid as long as the same servers are retained. */
interface Layouts {
  readonly retained: readonly boolean[];
  /** If the stack has room for a policy for each server. */
  readonly wide: Layout;
  /** If it has no such room. */
  readonly narrow: Layout;
}

/** The permissions of a provider's role to disconnect servers. */
export class ServerPolicies {
  private readonly served: Served[] = [];
  /** The same, by what is allowed for them. */
  private readonly kinds = new Map<string, Permitted[]>();
  private readonly single = new Map<string, ServerPolicy>();
  private readonly packed: ServersPolicy[] = [];
  private latest: Layouts | undefined;
  /** Whether the stack had room when the first connection asked what it depends on. */
  private room: boolean | undefined;
  private isReported = false;

  constructor(
    private readonly scope: Construct,
    private readonly role: FunctionRole,
    /**
     * With conditions, the role may disconnect every server that meets them, instead of exactly the declared servers.
     */
    private readonly conditions?: Conditions,
  ) {
    scope.node.addValidation({ validate: () => this.validate() });
  }

  /**
   * Allows the role to disconnect a server. The connection must depend on the result, so that the policy outlives it.
   */
  public allow(id: string, actions: readonly string[], connection: CfnResource): IDependable {
    const key = JSON.stringify(Stack.of(this.scope).resolve(id));
    const isToken = !isKnown(id);
    const served = { id, key, isToken, actions, connection };
    this.served.push(served);
    addTo(this.kinds, served);
    this.latest = undefined;
    if (this.role.takesPolicies) this.makeRoomFor(served);
    return dependable(() => this.policiesWith(served));
  }

  private makeRoomFor(served: Permitted): void {
    if (this.served.length > MAX_CANDIDATES) this.dropSingle();
    else if (this.role.isOwn && !served.isToken && !this.conditions) {
      const need = (withRoom?: boolean) => this.layout(withRoom).single.has(served.id);
      this.single.set(served.id, new ServerPolicy(this.scope, served, this.role.role, need));
    }
    const most = this.conditions ? this.kinds.size : policiesFor(this.kinds);
    while (this.packed.length < Math.min(most, MAX_POLICIES)) this.packed.push(this.another(this.packed.length));
  }

  private dropSingle(): void {
    for (const id of this.single.keys()) this.scope.node.tryRemoveChild(id);
    this.single.clear();
  }

  private another(index: number): ServersPolicy {
    const id = this.conditions ? `TaggedServers${index || ''}` : `Servers${index + 1}`;
    const servers = (withRoom?: boolean) => this.layout(withRoom).packed[index] ?? NONE;
    return new ServersPolicy(this.scope, id, this.role.role, servers, this.conditions);
  }

  /** The present layout or, with `withRoom`, the one that the stack would have if it had room. */
  private layout(withRoom?: boolean): Layout {
    const { wide, narrow } = this.layouts;
    const isAlike = wide === narrow || narrow.packed.length > MAX_POLICIES;
    return isAlike || withRoom || this.hasRoom ? wide : narrow;
  }

  /** Whether all resources of the stack fit into its template with a policy for each server. */
  private get hasRoom(): boolean {
    return this.room ?? resourcesOf(Stack.of(this.scope), true) <= MAX_RESOURCES;
  }

  /** CDK asks for them thousands of times. `policiesWith` sees to it that they are up to date. */
  private get layouts(): Layouts {
    this.latest ??= this.makeLayouts();
    return this.latest;
  }

  private makeLayouts(): Layouts {
    const retained = this.served.map(({ connection }) => isRetained(connection));
    const served = this.served.filter((_, index) => !retained[index]);
    const wide = this.layoutFor(served, true);
    return { retained, wide, narrow: wide.single.size > 0 ? this.layoutFor(served, false) : wide };
  }

  private isUpToDate({ retained }: Layouts): boolean {
    return this.served.every(({ connection }, index) => isRetained(connection) === retained[index]);
  }

  private layoutFor(served: readonly Permitted[], withRoom: boolean): Layout {
    const needed = [...new Map(served.map((one) => [kindOf(one) + one.key, one])).values()];
    if (this.conditions) {
      const kinds = new Map(needed.map((one) => [kindOf(one), { ...one, ...ANY_SERVER }]));
      const packed = [...kinds.keys()].sort().map((kind) => [kinds.get(kind) as Permitted]);
      return { needed, single: new Set(), packed, places: placesIn(packed) };
    }
    const literal = needed.filter(({ id }) => this.single.has(id));
    const size = literal.reduce((sum, { actions }) => sum + (actions.length > 1 ? SIZE_OF_SEVERAL_ACTIONS : 1), 0);
    const single = new Set(withRoom && size <= MAX_SINGLE_POLICIES ? literal.map(({ id }) => id) : []);
    const packed = pack(needed.filter(({ id }) => !single.has(id)));
    return { needed, single, packed, places: placesIn(packed) };
  }

  private policiesWith(served: Served): Construct[] {
    // CDK asks for dependencies after all that may retain a server, and before it makes the template
    if (this.latest && !this.isUpToDate(this.latest)) this.latest = undefined;
    if (isRetained(served.connection)) return [];
    // a resource that comes later must not change what this connection depends on
    if (this.single.size > 0) this.room ??= this.hasRoom;
    const { single, places } = this.layout();
    if (single.has(served.id)) return [this.single.get(served.id) as ServerPolicy];
    const key = kindOf(served) + (this.conditions ? ANY_SERVER.key : served.key);
    const index = places.get(key);
    return index === undefined ? [] : this.packed.slice(index, index + 1);
  }

  private validate(): string[] {
    if (!this.isReported) this.report();
    this.isReported = true;
    return this.role.takesPolicies ? [...this.tooMany(), ...this.sharedNames()] : [];
  }

  /** Here and not earlier: one statement for all that is alike, without those that are retained. */
  private report(): void {
    const { needed } = this.layout();
    for (const kind of new Set(needed.map(kindOf))) {
      const alike = needed.filter((one) => kindOf(one) === kind);
      const resources = this.conditions ? [arnOf('*')] : alike.map(({ id }) => arnOf(id));
      const actions = [...(alike[0]?.actions ?? [])];
      this.role.report([new PolicyStatement({ actions, resources, conditions: this.conditions })]);
    }
  }

  private tooMany(): string[] {
    const { packed, needed } = this.layout();
    if (packed.length <= MAX_POLICIES) return [];
    const [kind, ...otherKinds] = new Set(needed.map(kindOf));
    const isAlike = kind !== undefined && otherKinds.length === 0 && !needed.some(({ isToken }) => isToken);
    const servers = isAlike ? `more than ${MAX_POLICIES * roomFor(needed)}` : needed.length;
    return [
      `the permissions for ${servers} source servers do not fit into the managed policies of one role; move some servers to another stack, or give the provider SourceServerAccess.taggedWith(...)`,
    ];
  }

  /** IAM would keep one of several inline policies of a name; an Aspect may name them. */
  private sharedNames(): string[] {
    const names = [...this.layout().single].map((id) => this.single.get(id)?.policyName);
    const shared = new Set(names.filter((name, index) => names.indexOf(name) !== index));
    return [...shared].map(
      (name) => `several policies of one role have the name ${name}; do not name them, or give each its own name`,
    );
  }
}

const NONE: readonly Permitted[] = [];

/** A policy with conditions allows every server. */
const ANY_SERVER = { id: '*', key: '"*"', isToken: false };

/** The actions that are allowed on a server. Servers with the same actions can share a policy. */
function kindOf({ actions }: Permitted): string {
  return actions.join();
}

/**
 * Packs servers with the same actions into as few policies as hold them. The order of their declarations does not
 * matter, and one server more or less usually changes one policy only.
 */
function pack(servers: readonly Permitted[]): Permitted[][] {
  return byKind(servers).flatMap(packAlike);
}

function placesIn(packed: readonly (readonly Permitted[])[]): ReadonlyMap<string, number> {
  return new Map(packed.flatMap((servers, index) => servers.map((one) => [kindOf(one) + one.key, index] as const)));
}

/** How many policies hold them. Asked with each server that is declared, so without packing them. */
function policiesFor(kinds: ReadonlyMap<string, readonly Permitted[]>): number {
  return [...kinds.values()].reduce((sum, alike) => sum + policiesForAlike(alike), 0);
}

function byKind(servers: readonly Permitted[]): Permitted[][] {
  const kinds = new Map<string, Permitted[]>();
  for (const server of servers) addTo(kinds, server);
  return [...kinds.keys()].sort().map((kind) => kinds.get(kind) as Permitted[]);
}

function addTo(kinds: Map<string, Permitted[]>, server: Permitted): void {
  const alike = kinds.get(kindOf(server));
  if (alike) alike.push(server);
  else kinds.set(kindOf(server), [server]);
}

function policiesForAlike(servers: readonly Permitted[]): number {
  const tokens = servers.filter(({ isToken }) => isToken).length;
  return Math.max(Math.ceil(servers.length / roomFor(servers)), Math.ceil(tokens / TOKENS_PER_POLICY));
}

function packAlike(servers: readonly Permitted[]): Permitted[][] {
  const tokens = servers.filter(({ isToken }) => isToken).sort(byKey);
  const literal = servers.filter(({ isToken }) => !isToken).sort(byKey);
  const policies = Array.from({ length: policiesForAlike(servers) }, (): Permitted[] => []);
  // tokens first: there is less room for them
  for (const server of [...tokens, ...literal]) {
    const first = preference(server, policies.length);
    const inTurn = [...policies.slice(first), ...policies.slice(0, first)];
    const room = server.isToken ? TOKENS_PER_POLICY : roomFor(servers);
    inTurn.find(({ length }) => length < room)?.push(server);
  }
  return policies.map((policy) => policy.sort(byKey));
}

/** How many servers of the same actions a policy holds. Each further action takes less room than an ARN. */
function roomFor([first]: readonly Permitted[]): number {
  return SERVERS_PER_POLICY - ((first?.actions.length ?? 1) - 1);
}

function preference({ key }: Permitted, policies: number): number {
  return createHash('sha256').update(key).digest().readUInt32BE() % policies;
}

function byKey(one: Permitted, other: Permitted): number {
  return one.key < other.key ? -1 : Number(one.key > other.key);
}

/** A dependable whose roots are known only when CDK asks for the dependencies. */
function dependable(roots: () => Construct[]): IDependable {
  const instance = {};
  Dependable.implement(instance, {
    get dependencyRoots() {
      return roots();
    },
  });
  return instance;
}

/* The policies, as resources of the template. */

/** A server that a policy is to allow actions on. */
interface Permitted {
  /** Its id, or a token. */
  readonly id: string;
  /** The id, or how the template shows the token. It is the same at each synthesis. */
  readonly key: string;
  /** Whether the id is known only at deployment. */
  readonly isToken: boolean;
  readonly actions: readonly string[];
}

const DISCONNECT = 'mgn:DisconnectFromService';

/** A server id is unique, so the ARN needs neither Region nor account. */
function arnOf(sourceServerId: string): string {
  return `arn:${Aws.PARTITION}:mgn:*:*:source-server/${sourceServerId}`;
}

/** Whether a policy is needed: at present or, with `withRoom`, if the stack had room. */
type Need = (withRoom?: boolean) => boolean;

/** Conditions of a statement. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The permission to disconnect one server, with the other actions that its connection asks for, as an inline policy
 * that never changes. It comes and goes with the connection that depends on it. Other actions make another policy.
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

  /** The policy's name in its role. An Aspect may have changed it. */
  public get policyName(): string {
    return JSON.stringify(Stack.of(this).resolve(synthesizedProperty(this.resource, 'PolicyName')));
  }
}

/**
 * The permission to disconnect several servers, as a managed policy whose logical id is a digest of what it allows.
 * CloudFormation changes policies in the update phase and deletes removed resources only afterwards
 * (aws/aws-cdk#14037). So a policy that is changed in place would lose the permission for a removed server before its
 * Delete arrives. A policy with another logical id is another resource: CloudFormation deletes the old one in the
 * clean-up, after the connections that depend on it (aws/aws-cdk#9840).
 */
class ServersPolicy extends Construct {
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
      // not cached: an Aspect that reads policies, like cdk-nag, asks before it is known which servers are retained
      policyDocument: Lazy.uncachedAny({ produce: () => this.document() }),
      description: Lazy.uncachedString({ produce: () => this.description() }),
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
   * A value that is known only at deployment can change while the template stays the same. Then a changed description
   * makes CloudFormation replace the policy, so that the old one outlives the update phase in this case too.
   */
  private description(): string | undefined {
    const conditions = Object.values(this.conditions ?? {}).flatMap((condition) => Object.values(condition));
    const values = [...this.servers().map(({ id }) => id), ...conditions];
    const tokens = values.filter((value) => Token.isUnresolved(value));
    return tokens.length > 0 ? tokens.join(' ') : undefined;
  }

  /** A digest of what the policy allows and of its provider, since two providers of a stack may allow the same. */
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

  /** An Aspect or an override must not keep a new policy from existing beside the old one. */
  private problems(): string[] {
    if (this.servers().length === 0) return [];
    const problems: string[] = [];
    const name = this.shown(synthesizedProperty(this.resource, 'ManagedPolicyName'));
    if (name !== undefined && !name.includes(this.digest())) {
      problems.push(
        `the policy has the name ${name}, so IAM cannot have the old and the new policy at the same time when its servers change; do not name it, or name it after its logical id`,
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
