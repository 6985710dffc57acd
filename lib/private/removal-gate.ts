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

/** Adds a removal gate to the tree of a provider, once. */
export function ensureGate(provider: Provider, getOrCreate: (root: Stack) => Provider): void {
  const root = rootOf(Stack.of(provider));
  // at synthesis, when all providers are known; each provider that needs the gate adds an Aspect
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
    // it depends on the function by its ServiceToken
    gate.node.addDependency(provider._gateSide.invocation, this.everything());
  }

  /** CloudFormation cannot change a ServiceToken in place, so the gate of another provider is another resource. */
  private logicalIdFor({ serviceToken }: Provider): string {
    const token = JSON.stringify(this.root.resolve(serviceToken));
    return `${ID}${createHash('sha256').update(token).digest('hex').slice(0, 8).toUpperCase()}`;
  }

  /** Everything that CloudFormation must not delete before the gate. It is known only when every construct is made. */
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

  /** Sorted, so that the order of the declarations changes nothing. */
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
   * The nested stacks whose connections the gate sees although nothing declares them: the CDK does not make their
   * templates, or only includes them. Left out are stacks that a condition leaves out, and stacks with a condition that
   * the root cannot refer to.
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
 * A deletion that guards refuse leaves the stack in DELETE_FAILED, in which it can no longer be updated. Termination
 * protection refuses the deletion before it begins:
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
 */
function warnOfDeletion(gate: Construct, root: Stack): void {
  if (root.terminationProtection) return;
  // on the gate and not on the stack: an earlier acknowledgement holds for what is inside a construct, not for itself
  Annotations.of(gate).addWarningV2(
    'cdk-mgn-disconnect:noTerminationProtection',
    "a deletion of the stack that a removal guard refuses leaves it in DELETE_FAILED, where it cannot be updated any more, only deleted; give the stack 'terminationProtection: true', which refuses that before it begins, or acknowledge this warning",
  );
}

function isOfType(node: IConstruct, type: string): node is CfnResource {
  return (node as Partial<CfnResource>).cfnResourceType === type;
}

/** A resource, and the nested stacks that contain it, from the inside out. */
function chainOf(resource: CfnResource): CfnResource[] {
  const { nestedStackResource } = Stack.of(resource);
  return nestedStackResource ? [resource, ...chainOf(nestedStackResource)] : [resource];
}

/** The logical ids of the nested stacks that lead to a resource, and its own. */
function pathOf(resource: CfnResource): string {
  const ids = chainOf(resource).map((link) => Stack.of(link).resolve(link.logicalId));
  return ids.reverse().join('/');
}

/** The entry, or nothing where a condition leaves the resource out. */
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
 * What the gate needs of the providers and connections in its tree of stacks. They are recognized by their methods and
 * never by `instanceof`, since they may come from another copy of this library.
 */

export interface Provider extends Construct {
  readonly serviceToken: string;
  readonly serviceTimeout: Duration;
  readonly _gateSide: GateSide;
  _serve(connection: CfnResource, sourceServerId: string, actions: string[]): void;
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

/** The part of a provider that belongs to the removal gate of its tree of stacks. */
export class GateSide {
  /** The resources that CloudFormation must not delete before the gate. */
  public readonly protected: IDependable[] = [];
  private isRequired = false;

  constructor(
    private readonly provider: Construct,
    private readonly handler: LambdaFunction,
    /** The settings of the function's invocation, which it needs to answer. */
    public readonly invocation: IDependable,
    private readonly role: FunctionRole,
    public readonly guards: readonly RemovalGuard[] = [],
    private readonly ensureGate: () => void,
  ) {
    if (guards.length > 0) this.require();
  }

  /** Makes the tree have a gate, since the provider has guards, or one of its servers says whether it is protected. */
  public require(): void {
    if (this.isRequired) return;
    this.isRequired = true;
    // made here and not with the gate, so that what an app applies to the provider's children applies to the policy
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

  /** Lets the function wait for the gate and, if it is the gate's own function, ask the guards. */
  public standBehind(gate: string, root: Stack, asksGuards: boolean): void {
    this.handler.addEnvironment(GATE_VARIABLE, `${root.stackId} ${gate}`);
    this.role.allow(this.handler, POLICY, gatePermissions(root.stackId, asksGuards));
  }
}
