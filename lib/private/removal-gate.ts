import { createHash } from 'node:crypto';
import {
  Annotations,
  Aspects,
  Aws,
  type CfnCondition,
  type CfnResource,
  CustomResource,
  type Duration,
  Fn,
  Stack,
} from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, Dependable, type IConstruct, type IDependable } from 'constructs';
import type { RemovalGuard } from '../removal-guard';
import { GATE_TYPE, GATE_VARIABLE, type GateProperties, type GateServer, RESOURCE_TYPE } from './contract';
import { type FunctionRole, gatePermissions } from './function-role';
import { lazily, problemsOfRetention, rootOf } from './synthesized';

/*
 * The gate is one custom resource in the root of a tree of stacks. It depends on every connection of the tree, so that
 * CloudFormation updates it after them and before the clean-up, and deletes it before them.
 */

const ID = 'MgnRemovalGate';
const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Makes the tree of a provider have its gate. */
export function ensureGate(provider: Provider, getOrCreate: (root: Stack) => Provider): void {
  const root = rootOf(Stack.of(provider));
  // at synthesis, when all providers are known; visited once for each provider that requires it
  Aspects.of(root).add({
    visit: (node) => {
      if (node === root && !root.node.tryFindChild(ID)) new RemovalGate(root, () => getOrCreate(root));
    },
  });
}

class RemovalGate extends Construct {
  constructor(
    private readonly root: Stack,
    create: () => Provider,
  ) {
    super(root, ID);
    const ofRoot = this.providers().filter((provider) => Stack.of(provider) === root);
    const provider = ofRoot.find(({ _gateSide }) => _gateSide.guards.length > 0) ?? ofRoot[0] ?? create();
    const properties: GateProperties = {
      Guards: lazily(() => this.guards()),
      Servers: lazily(() => this.servers()),
      OtherStacks: lazily(() => this.otherStacks()),
    };
    const gate = new CustomResource(this, 'Resource', {
      resourceType: GATE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider.serviceTimeout,
      properties: { ...properties },
    });
    const logicalId = this.logicalIdFor(provider);
    const resource = gate.node.defaultChild as CfnResource;
    resource.overrideLogicalId(logicalId);
    this.node.addValidation({
      validate: () => problemsOfRetention(resource, 'the deletion of the stack asks no removal guard'),
    });
    warnOfDeletion(this, root);
    for (const one of this.providers()) one._gateSide.standBehind(logicalId, root, one === provider);
    // on the function it depends by its ServiceToken
    gate.node.addDependency(provider._gateSide.invocation, this.everything());
  }

  /** CloudFormation changes no ServiceToken in place: the gate of another provider is another resource. */
  private logicalIdFor({ serviceToken }: Provider): string {
    const token = JSON.stringify(this.root.resolve(serviceToken));
    return `${ID}${createHash('sha256').update(token).digest('hex').slice(0, 8).toUpperCase()}`;
  }

  /** What CloudFormation must not delete before the gate: known only when every construct is made. */
  private everything(): IDependable {
    const dependable = {};
    const roots = () => [
      ...this.connections().map((connection) => connection._gateEntry().resource),
      ...this.tree().filter((node) => isOfType(node, NESTED_STACK) && Stack.of(node) === this.root),
      ...this.providers().flatMap(({ _gateSide }) =>
        _gateSide.protected.flatMap((one) => Dependable.of(one).dependencyRoots),
      ),
    ];
    Dependable.implement(dependable, {
      get dependencyRoots() {
        return roots();
      },
    });
    return dependable;
  }

  private guards(): GateProperties['Guards'] {
    return Object.fromEntries(
      this.providers().map((provider) => [
        this.keyOf(provider),
        provider._gateSide.guards.map((guard) => guard._properties()),
      ]),
    );
  }

  /** In an order that the order of the declarations does not change. */
  private servers(): GateServer[] {
    const entries = this.connections().map((connection) => {
      const { resource, provider, properties } = connection._gateEntry();
      const entry: GateServer = { ...properties, Provider: this.keyOf(provider) };
      const order = JSON.stringify([entry.Provider, this.root.resolve(connection.sourceServerId), resource.node.path]);
      return { order, entry: conditional(resource, entry, this.root) };
    });
    return entries.sort((one, other) => (one.order < other.order ? -1 : 1)).map(({ entry }) => entry);
  }

  /**
   * The gate sees their connections too, and not in any declaration: those of templates that the CDK does not make, or
   * only includes. One that a condition leaves out is not among them, nor one with a condition that nobody can follow.
   */
  private otherStacks(): string[] | undefined {
    const tree = this.tree();
    const made = new Set<IConstruct | undefined>(tree.filter(Stack.isStack).map((stack) => stack.nestedStackResource));
    const declared = new Set<IConstruct>(this.connections().map((connection) => connection._gateEntry().resource));
    const unknown = tree.filter((node) => isOfType(node, NESTED_STACK)).filter((one) => !made.has(one));
    const included = tree.filter((node) => isOfType(node, RESOURCE_TYPE)).filter((one) => !declared.has(one));
    const nested = included.flatMap((one) => Stack.of(one).nestedStackResource ?? []);
    const others = [...new Set([...unknown, ...nested])]
      .filter((one) => chainOf(one).every((link) => canFollow(link, this.root)))
      .map((one) => ({ one, path: pathOf(one) }))
      .sort((one, other) => (one.path < other.path ? -1 : 1))
      .map(({ one, path }) => conditional(one, path, this.root));
    return others.length > 0 ? others : undefined;
  }

  private keyOf(provider: IConstruct): string {
    return provider.node.path.slice(this.root.node.path.length).replace(/^\//, '');
  }

  private providers(): Provider[] {
    const all = this.tree().filter(isProvider);
    return all.sort((one, other) => (one.node.path < other.node.path ? -1 : 1));
  }

  private connections(): Connection[] {
    return this.tree().filter(isConnection);
  }

  /** The constructs of the stack and of those nested in it. */
  private tree(): IConstruct[] {
    return this.root.node.findAll().filter((node) => Stack.isStack(node) || rootOf(Stack.of(node)) === this.root);
  }
}

/**
 * A deletion that guards refuse leaves the stack in DELETE_FAILED, where it cannot be updated any more; termination
 * protection refuses it before it begins: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
 */
function warnOfDeletion(gate: Construct, root: Stack): void {
  if (root.terminationProtection) return;
  // of the gate, since aws-cdk-lib takes what is acknowledged before for what is in a construct, and not for itself
  Annotations.of(gate).addWarningV2(
    'cdk-mgn-disconnect:noTerminationProtection',
    "a deletion of the stack that a removal guard refuses leaves it in DELETE_FAILED, where it cannot be updated any more, only deleted; give the stack 'terminationProtection: true', which refuses that before it begins, or acknowledge this warning",
  );
}

function isOfType(node: IConstruct, type: string): node is CfnResource {
  return (node as Partial<CfnResource>).cfnResourceType === type;
}

/** A resource, and the nested stacks that it is in, outwards. */
function chainOf(resource: CfnResource): CfnResource[] {
  const { nestedStackResource } = Stack.of(resource);
  return nestedStackResource ? [resource, ...chainOf(nestedStackResource)] : [resource];
}

/** The logical ids of the nested stacks that lead to a resource, and its own. */
function pathOf(resource: CfnResource): string {
  const ids = chainOf(resource).map((link) => Stack.of(link).resolve(link.logicalId));
  return ids.reverse().join('/');
}

/** What a condition leaves out is not declared. */
function conditional<Entry>(resource: CfnResource, entry: Entry, root: Stack): Entry {
  const conditions = conditionsOn(resource, root);
  const chosen = conditions.reduce<unknown>(
    (inner, { logicalId }) => Fn.conditionIf(logicalId, inner, Aws.NO_VALUE),
    entry,
  );
  return chosen as Entry;
}

/** The conditions of a resource and of the nested stacks that it is in. */
function conditionsOn(resource: CfnResource, root: Stack): CfnCondition[] {
  return chainOf(resource).flatMap((link) => {
    if (!canFollow(link, root)) {
      throw new Error(
        `'${link.node.path}' has a condition in a nested stack, where removal guards cannot follow it; put the condition on the nested stack, in '${root.node.path}'`,
      );
    }
    return link.cfnOptions.condition ?? [];
  });
}

function canFollow({ cfnOptions, stack }: CfnResource, root: Stack): boolean {
  return !cfnOptions.condition || stack === root;
}

/*
 * What the parts of a tree of stacks ask of its providers and connections. They are told by what they can do and never
 * by `instanceof`: they may come from another copy of this library.
 */

export interface Provider extends Construct {
  readonly serviceToken: string;
  readonly serviceTimeout: Duration;
  readonly _gateSide: GateSide;
  _serve(connection: CustomResource, sourceServerId: string, actions: string[]): void;
}

export interface Connection extends IConstruct {
  readonly sourceServerId: string;
  _gateEntry(): GateEntry;
}

/** What the removal gate of a tree of stacks knows of a connection. */
export interface GateEntry {
  readonly resource: CfnResource;
  readonly provider: IConstruct;
  readonly properties: Omit<GateServer, 'Provider'>;
}

export function isProvider(value: unknown): value is Provider {
  return typeof (value as Partial<Provider> | undefined)?._serve === 'function';
}

export function isConnection(value: unknown): value is Connection {
  return typeof (value as Partial<Connection> | undefined)?._gateEntry === 'function';
}

const POLICY = 'Gate';

/** What a provider and its function have to do with the removal gate of their tree of stacks. */
export class GateSide {
  /** What is not to be deleted before the gate. */
  public readonly protected: IDependable[] = [];
  private isRequired = false;

  constructor(
    private readonly provider: Construct,
    private readonly handler: LambdaFunction,
    /** What the function needs besides itself to answer. */
    public readonly invocation: IDependable,
    private readonly role: FunctionRole,
    public readonly guards: readonly RemovalGuard[] = [],
    private readonly ensureGate: () => void,
  ) {
    if (guards.length > 0) this.require();
  }

  /** The tree gets its gate: the provider has guards, or a server of it says whether it is protected. */
  public require(): void {
    if (this.isRequired) return;
    this.isRequired = true;
    // here and not with the gate, so that what somebody says of the provider's children is said of it
    this.role.allow(this.handler, POLICY, []);
    this.ensureGate();
  }

  public protect(resources: readonly IDependable[]): void {
    if (this.guards.length === 0) {
      throw new Error(
        `'${this.provider.node.path}' has no removal guards to protect other resources with; give it 'removalGuards'`,
      );
    }
    this.protected.push(...resources);
  }

  /** Lets the function ask the guards, or wait for the function that does. */
  public standBehind(gate: string, root: Stack, asksGuards: boolean): void {
    this.handler.addEnvironment(GATE_VARIABLE, `${root.stackId} ${gate}`);
    this.role.allow(this.handler, POLICY, gatePermissions(root.stackId, asksGuards));
  }
}
