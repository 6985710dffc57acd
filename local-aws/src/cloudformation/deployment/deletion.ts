import { inDependencyOrder } from '../../template';
import { requestFor } from '../resources/request';
import { Cancellation } from '../stack/cancellation';
import { isGone, type Stack, type StackResource } from '../stack/stack';
import type { Engine } from './engine';

/** Why a resource is deleted: the policy that counts depends on it. */
export type DeletionCause = 'deleted' | 'replaced' | 'creation rolled back';

/** Deletes a resource unless its policy retains it. Throws if that fails. */
export async function deleteResource(
  engine: Engine,
  stack: Stack,
  resource: StackResource,
  cause: DeletionCause,
): Promise<void> {
  await engine.alive();
  const left = await resource.pending;
  const physicalId = resource.physicalId ?? left?.physicalId;
  if (isRetained(resource, cause, stack.options.retainExceptOnCreate))
    return engine.resourceStatus(stack, resource, 'DELETE_SKIPPED');
  if (physicalId !== undefined) {
    engine.resourceStatus(stack, resource, 'DELETE_IN_PROGRESS');
    await sendDelete(engine, stack, { ...resource, physicalId }, resource);
    await engine.alive();
  }
  engine.resourceStatus(stack, resource, 'DELETE_COMPLETE');
}

async function sendDelete(engine: Engine, stack: Stack, target: StackResource, resource: StackResource): Promise<void> {
  try {
    await engine.handlerOf(target.type).delete(requestFor(stack, target, new Cancellation()));
  } catch (error) {
    engine.resourceStatus(stack, resource, 'DELETE_FAILED', (error as Error).message);
    throw error;
  }
}

function isRetained({ definition }: StackResource, cause: DeletionCause, retainExceptOnCreate: boolean): boolean {
  if (cause === 'replaced') return definition.UpdateReplacePolicy === 'Retain';
  if (cause === 'creation rolled back') return definition.DeletionPolicy === 'Retain' && !retainExceptOnCreate;
  return definition.DeletionPolicy === 'Retain' || definition.DeletionPolicy === 'RetainExceptOnCreate';
}

/** Deletes each resource after everything that depends on it is gone. Resolves to those that are not gone. */
export function inReverseOrder(
  resources: Iterable<StackResource>,
  action: (resource: StackResource) => Promise<void>,
): Promise<Set<StackResource>> {
  const all = [...resources].filter((resource) => !isGone(resource));
  const byLogicalId = new Map<string, StackResource[]>();
  for (const resource of all)
    byLogicalId.set(resource.logicalId, [...(byLogicalId.get(resource.logicalId) ?? []), resource]);
  const graph = new Map<StackResource, StackResource[]>(all.map((resource) => [resource, []]));
  for (const resource of all) {
    for (const dependency of resource.dependencies) {
      for (const target of byLogicalId.get(dependency) ?? []) graph.get(target)?.push(resource);
    }
  }
  return inDependencyOrder(graph, action);
}

export const isSameId = (a: StackResource, b: StackResource): boolean =>
  a.logicalId === b.logicalId && a.physicalId === b.physicalId;

/** Everything that a stack has, including what an unfinished update has left. */
export function allRecords(stack: Stack): StackResource[] {
  const current = [...stack.resources.values()];
  const isKnown = (record: StackResource) => isGone(record) || current.some((resource) => isSameId(resource, record));
  return [...current, ...staleRecords(stack, isKnown)];
}

/** Ids that a resource had in an unfinished update and no longer has. */
export function staleRecords(stack: Stack, isCurrent: (resource: StackResource) => boolean): StackResource[] {
  const { stable, history = [] } = stack.update ?? {};
  const records = [...(stable?.resources.values() ?? []), ...history].filter(
    (record) => (record.physicalId ?? record.pending) && !isCurrent(record),
  );
  // the last record of an id knows most
  return [
    ...new Map(records.map((record) => [JSON.stringify([record.logicalId, record.physicalId]), record])).values(),
  ];
}
