import {
  CfnResource,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What a value names: constructs by references, and texts, such as the ids of what no stack of the app has made. */
export type Name = IConstruct | string;

/** What the resources of an app say of each other, before there is a template. */
export class References {
  private readonly names = new Map<CfnResource, Name[]>();
  private readonly needs = new Map<CfnResource, IConstruct[]>();

  /** What a resource names in its definition. */
  public namesIn(resource: CfnResource): Name[] {
    // aws-cdk-lib finds the references between stacks in the same way, and keeps that to itself
    const definition = () => (resource as unknown as { _toCloudFormation(): object })._toCloudFormation();
    return remember(this.names, resource, () => namesIn(definition(), resource));
  }

  /** The resources and stacks without which a resource cannot be there: what it refers to, and what it depends on. */
  public needsOf(resource: CfnResource): IConstruct[] {
    return remember(this.needs, resource, () => [
      ...this.namesIn(resource).filter((name) => typeof name !== 'string'),
      ...resource.node.scopes.flatMap(({ node }) => node.dependencies).flatMap(resourcesIn),
      ...resource.obtainDependencies(),
    ]);
  }
}

export function namesIn(value: unknown, scope: IConstruct): Name[] {
  const resolver = new ReferenceResolver();
  const resolved = Tokenization.resolve(value, { scope, resolver, preparing: true });
  return [...resolver.targets, ...textsIn(resolved)];
}

export function resourcesIn(scope: IConstruct): CfnResource[] {
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

/** Logical ids are no texts: those of another stack may be the same. */
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
