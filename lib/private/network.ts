import {
  CfnResource,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  Stage,
  StringConcat,
  Tokenization,
} from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Dependable, type IConstruct } from 'constructs';
import { synthesizedProperty } from './synthesized';

/*
 * CloudFormation deletes resources at the same time unless one depends on the other. So it would delete the routes and
 * endpoints of a function in a VPC while that function still has connections to delete:
 * docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
 */

/** The resources that the way out of a VPC may need. Instances and other users of the VPC are not among them. */
const WAY =
  /^AWS::(EC2::\w*(Route|Gateway|Endpoint|SecurityGroup|NetworkAcl|Subnet|Cidr|DHCP|Peering|VPN|EIP|BlockPublicAccess)\w*|NetworkFirewall::\w+|Route53(Resolver)?::\w+)$/;

/**
 * Keeps the routes, endpoints and rules that the app declares in the VPC of a function until the function is deleted.
 * Only the function depends on them. Its security group does not, since a rule of an endpoint may name it. A resource
 * that needs the function is left out.
 */
export function keepNetworkOf(handler: LambdaFunction, vpc?: IVpc): void {
  const resource = handler.node.defaultChild as CfnResource;
  let isAsked = false;
  const network = {};
  Dependable.implement(network, {
    // asked at synthesis, when everything is declared; the networks of two functions may lead to each other
    get dependencyRoots() {
      if (isAsked) return [];
      isAsked = true;
      try {
        return new Network(resource, vpc).resources();
      } finally {
        isAsked = false;
      }
    },
  });
  resource.node.addDependency(network);
}

class Network {
  private readonly references = new References();

  constructor(
    private readonly handler: CfnResource,
    private readonly vpc?: IVpc,
  ) {}

  /** The resources of the network that only this dependency keeps until the function is deleted. */
  resources(): CfnResource[] {
    const settings = synthesizedProperty(this.handler, 'VpcConfig');
    if (settings === undefined) return [];
    const place = new Place(this.handler, this.references);
    const members = this.membersBy(settings).filter((one) => !place.isNeededBy(one));
    const kept = new Set<IConstruct>();
    const keep = (construct: IConstruct) => {
      if (kept.has(construct)) return;
      kept.add(construct);
      if (CfnResource.isCfnResource(construct)) this.references.needsOf(construct).forEach(keep);
    };
    for (const name of this.references.namesIn(this.handler)) if (typeof name !== 'string') keep(name);
    for (const one of members) this.references.needsOf(one).forEach(keep);
    return members.filter((one) => !kept.has(one));
  }

  /** What is in the construct of the VPC, and what names the VPC, or names something that does. */
  private membersBy(settings: unknown): CfnResource[] {
    const stage = Stage.of(this.handler);
    const inside = this.vpc ? resourcesIn(this.vpc).filter((one) => Stage.of(one) === stage) : [];
    const members = new Set<CfnResource>(inside);
    const known = new Set<Name>([...inside, ...this.namesBy(settings)]);
    const ways = resourcesIn(stage ?? this.handler.node.root).filter(
      (one) => WAY.test(one.cfnResourceType) && Stage.of(one) === stage,
    );
    for (let before = -1; before < members.size; ) {
      before = members.size;
      for (const way of ways) {
        if (members.has(way) || !this.references.namesIn(way).some((name) => known.has(name))) continue;
        members.add(way);
        known.add(way);
      }
    }
    return [...members];
  }

  /** How others name the VPC, its subnets and route tables, and what the function has in it. */
  private namesBy(settings: unknown): Name[] {
    const own = namesIn(settings, this.handler);
    const resources = own.filter((name): name is CfnResource => CfnResource.isCfnResource(name as IConstruct));
    const { vpcId, publicSubnets = [], privateSubnets = [], isolatedSubnets = [] } = this.vpc ?? {};
    const subnets = [...publicSubnets, ...privateSubnets, ...isolatedSubnets];
    const ids = [
      vpcId,
      ...resources.map((one) => synthesizedProperty(one, 'VpcId')),
      ...subnets.flatMap(({ subnetId, routeTable }) => [subnetId, routeTable?.routeTableId]),
    ];
    return [...own, ...ids.flatMap((id) => namesIn(id, this.handler))];
  }
}

/** A resource; or a stack, where the function does not see but the whole of it. */
interface Unit {
  readonly construct: IConstruct;
  /** How many stacks higher than the function it is; a stack of its own is out of that. */
  readonly height: number;
}

/** Where a function stands: in a stack, which may be nested in others. */
class Place {
  private readonly heights = new Map<Stack, number>();
  /** What stands for the function in each of these stacks. */
  private readonly standIns = new Set<IConstruct>();
  /** What was followed from some height without meeting the function. */
  private readonly free = new Map<number, Set<IConstruct>>();

  constructor(
    handler: CfnResource,
    private readonly references: References,
  ) {
    let standIn: CfnResource | undefined = handler;
    for (let stack: Stack | undefined = Stack.of(handler); stack && standIn; stack = stack.nestedStackParent) {
      this.heights.set(stack, this.heights.size);
      this.standIns.add(standIn);
      standIn = stack.nestedStackResource;
    }
  }

  /** Whether a resource cannot be there without the function, so that the function must not wait for it. */
  isNeededBy(resource: CfnResource): boolean {
    const start = this.unitOf(resource);
    const free = this.free.get(start.height) ?? new Set();
    const seen = new Set<IConstruct>();
    for (const next = [start]; next.length > 0; ) {
      const { construct, height } = next.pop() as Unit;
      if (height < start.height || this.standIns.has(construct)) return true;
      if (seen.has(construct) || free.has(construct)) continue;
      seen.add(construct);
      next.push(...this.needsOf(construct).map((one) => this.unitOf(one)));
    }
    this.free.set(start.height, new Set([...free, ...seen]));
    return false;
  }

  private unitOf(construct: IConstruct): Unit {
    let unit = construct;
    let stack: Stack | undefined = Stack.of(construct);
    for (; stack; stack = stack.nestedStackParent) {
      const height = this.heights.get(stack);
      if (height !== undefined) return { construct: unit, height };
      unit = stack;
    }
    return { construct: unit, height: Number.POSITIVE_INFINITY };
  }

  private needsOf(construct: IConstruct): IConstruct[] {
    if (CfnResource.isCfnResource(construct)) return this.references.needsOf(construct);
    if (!Stack.isStack(construct)) return [];
    return [...resourcesIn(construct).flatMap((one) => this.references.needsOf(one)), ...construct.dependencies];
  }
}

/**
 * What a value names: constructs, by references, and texts, such as the ids of resources that no stack of the app
 * makes.
 */
type Name = IConstruct | string;

/** How the resources of an app refer to each other, before there is a template. */
class References {
  private readonly names = new Map<CfnResource, Name[]>();
  private readonly needs = new Map<CfnResource, IConstruct[]>();

  /** What a resource names in its definition. */
  public namesIn(resource: CfnResource): Name[] {
    // aws-cdk-lib finds the references between stacks in the same way, but does not export how
    const definition = () => (resource as unknown as { _toCloudFormation(): object })._toCloudFormation();
    return remember(this.names, resource, () => namesIn(definition(), resource));
  }

  /** The resources and stacks that a resource cannot exist without: those it refers to, and those it depends on. */
  public needsOf(resource: CfnResource): IConstruct[] {
    return remember(this.needs, resource, () => [
      ...this.namesIn(resource).filter((name) => typeof name !== 'string'),
      ...resource.node.scopes.flatMap(({ node }) => node.dependencies).flatMap(resourcesIn),
      ...resource.obtainDependencies(),
    ]);
  }
}

function namesIn(value: unknown, scope: IConstruct): Name[] {
  const resolver = new ReferenceResolver();
  const resolved = Tokenization.resolve(value, { scope, resolver, preparing: true });
  return [...resolver.targets, ...textsIn(resolved)];
}

function resourcesIn(scope: IConstruct): CfnResource[] {
  return scope.node.findAll().filter(CfnResource.isCfnResource);
}

class ReferenceResolver extends DefaultTokenResolver {
  public readonly targets = new Set<IConstruct>();

  constructor() {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    // a stack is named for a pseudo parameter, such as its id
    if (Reference.isReference(token) && !Stack.isStack(token.target)) this.targets.add(token.target);
    return super.resolveToken(token, context, postProcessor);
  }
}

/** Logical ids do not count as texts: another stack may have the same ones. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || 'Ref' in value || 'Fn::GetAtt' in value) return [];
  return 'Fn::ImportValue' in value ? [JSON.stringify(value)] : Object.values(value).flatMap(textsIn);
}

function remember<K, V>(known: Map<K, V>, key: K, find: () => V): V {
  const value = known.get(key) ?? find();
  known.set(key, value);
  return value;
}
