import { getAttTarget, intrinsicCall, SUB_REFERENCE, substitutionsOf } from './intrinsics';
import type { ResourceDefinition } from './template';
import { validationError } from './validation-error';

/**
 * The logical ids that a definition names, by Ref, GetAtt, Sub and DependsOn. Of an Fn::If only the branch that
 * counts.
 */
export function dependenciesOf(definition: ResourceDefinition, condition: (name: string) => boolean): Set<string> {
  const found = new Set<string>([definition.DependsOn ?? []].flat());
  collectReferences(definition.Properties, condition, found);
  return found;
}

export function collectReferences(value: unknown, condition: (name: string) => boolean, found: Set<string>): void {
  for (const { name } of referencesIn(value, condition)) found.add(name);
}

export interface Reference {
  readonly name: string;
  /** What GetAtt asks for. */
  readonly attribute?: string;
}

export function* referencesIn(value: unknown, condition: (name: string) => boolean): Generator<Reference> {
  if (typeof value !== 'object' || value === null) return;
  const call = Array.isArray(value) ? undefined : intrinsicCall(value);
  if (!call) {
    for (const item of Object.values(value)) yield* referencesIn(item, condition);
    return;
  }
  const { name, argument } = call;
  if (name === 'Ref') yield { name: argument };
  else if (name === 'Fn::GetAtt') yield attributeReference(argument);
  else if (name === 'Fn::If') yield* referencesIn(condition(argument[0]) ? argument[1] : argument[2], condition);
  else yield* referencesIn(argument, condition);
  if (name === 'Fn::Sub') yield* substitutionsIn(argument);
}

function attributeReference(argument: string | readonly string[]): Reference {
  const { logicalId, attribute } = getAttTarget(argument);
  return { name: logicalId, attribute: String(attribute) };
}

function* substitutionsIn(argument: Parameters<typeof substitutionsOf>[0]): Generator<Reference> {
  const { text, variables } = substitutionsOf(argument);
  for (const [, reference = ''] of text.matchAll(SUB_REFERENCE)) {
    const name = reference.trim();
    if (name in variables) continue;
    yield name.includes('.') ? attributeReference(name) : { name };
  }
}

export type Graph = ReadonlyMap<string, readonly string[]>;

export function rejectCircles(graph: Graph): void {
  const open = new Map([...graph].map(([id, dependencies]) => [id, dependencies.length]));
  const dependents = reversed(graph);
  const ready = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of ready) {
    open.delete(id);
    for (const dependent of dependents.get(id) ?? []) {
      const count = (open.get(dependent) ?? 0) - 1;
      open.set(dependent, count);
      if (count === 0) ready.push(dependent);
    }
  }
  if (open.size > 0)
    throw validationError(`Circular dependency between resources: [${[...open.keys()].sort().join(', ')}]`);
}

export function reversed(graph: Graph): Map<string, string[]> {
  const result = new Map<string, string[]>([...graph.keys()].map((id) => [id, []]));
  for (const [id, dependencies] of graph) for (const dependency of dependencies) result.get(dependency)?.push(id);
  return result;
}

/**
 * Runs `action` for each node as soon as its dependencies have succeeded, independent nodes in parallel. A node whose
 * dependency failed is left out. Resolves, when nothing runs, to the nodes that did not succeed.
 */
export async function inDependencyOrder<T>(
  graph: ReadonlyMap<T, readonly T[]>,
  action: (node: T) => Promise<void>,
): Promise<Set<T>> {
  const unsuccessful = new Set<T>();
  const runs = new Map<T, Promise<void>>();
  const run = (node: T): Promise<void> => {
    const known = runs.get(node);
    if (known) return known;
    // marked before its dependencies are visited: an edge that closes a circle (of two templates' resources) causes no
    // wait
    runs.set(node, Promise.resolve());
    const started = Promise.all((graph.get(node) ?? []).map(run)).then(() => action(node));
    runs.set(node, started);
    return started;
  };
  await Promise.all([...graph.keys()].map((node) => run(node).catch(() => unsuccessful.add(node))));
  return unsuccessful;
}
