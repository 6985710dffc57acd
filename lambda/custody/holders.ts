import { GENERIC_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import { type Deletion, serverOf } from '../event/declared';
import type { Events, Evidence, Resource } from './evidence';
import type { Holders } from './facts';
import { isAbout, isAboutStack, isGenericDeletion, STACK_TYPE } from './stack-event';
import { BEGINS } from './states';

/**
 * Who else holds the server, by ListStackResources of the root and all stacks nested in it. A deleted stack holds
 * nothing.
 */
export async function holdersOf(deletion: Deletion, rootId: string, evidence: Evidence): Promise<Holders> {
  const stacks = [rootId];
  let showsDeletion = false;
  let itself = false;
  let other: string | undefined;
  for (const stack of stacks) {
    for await (const resource of evidence.resources(stack, [deletion.server.id, STACK_TYPE])) {
      const same = stack === deletion.stackId && resource.LogicalResourceId === deletion.logicalId;
      if (same && isGoing(resource)) showsDeletion = true;
      if (isGoing(resource)) continue;
      if (resource.ResourceType === STACK_TYPE) stacks.push(resource.PhysicalResourceId ?? '');
      if (serverOf(resource.PhysicalResourceId)?.id !== deletion.server.id) continue;
      if (same) itself = true;
      else if (await isConnectionResource(resource, stack, evidence)) {
        const since = await beginningOf(await evidence.events(rootId));
        const fate = await fateOf(resource, since, await evidence.events(stack));
        if (fate === 'given') return { other: resource.LogicalResourceId, moved: true, itself, fresh: true };
        if (fate !== 'deleted') other ??= resource.LogicalResourceId;
      }
    }
  }
  // a list that shows the deletion is as new as that; the age of other lists is not known
  return { other, moved: false, itself, fresh: stacks.length === 1 && showsDeletion };
}

function isGoing(resource: Resource): boolean {
  return resource.ResourceStatus?.startsWith('DELETE_') === true || !resource.PhysicalResourceId;
}

/** When the present operation of the root began. */
async function beginningOf(root: Events): Promise<number> {
  for await (const event of root.newestFirst()) {
    if (isAboutStack(root.stackId, event) && BEGINS.test(event.status)) return event.time;
  }
  return 0;
}

/**
 * What the present operation has done with another connection. The list may lag, or show a connection as before while
 * it is deleted; the events of its stack are right.
 */
async function fateOf(
  { LogicalResourceId: logicalId = '', PhysicalResourceId: physicalId = '' }: Resource,
  since: number,
  { stackId, newestFirst }: Events,
): Promise<'deleted' | 'given' | undefined> {
  for await (const event of newestFirst()) {
    // a list that lags may show what an earlier operation has deleted
    if (isAboutStack(stackId, event) && event.time <= since && BEGINS.test(event.status)) return undefined;
    if (!isAbout({ type: RESOURCE_TYPE, logicalId, physicalId }, event) || event.physicalId !== physicalId) continue;
    if (event.status.startsWith('DELETE_')) return 'deleted';
    return event.time > since ? 'given' : undefined;
  }
  return undefined;
}

/**
 * Whether a resource is a connection. No recording shows which type a list has while a clean-up deletes. If it is the
 * generic type, the events of the stack have the declared one.
 */
export async function isConnectionResource(
  { ResourceType, LogicalResourceId, PhysicalResourceId }: Resource,
  stackId: string,
  evidence: Evidence,
): Promise<boolean> {
  if (ResourceType !== GENERIC_TYPE) return ResourceType === RESOURCE_TYPE;
  if (!serverOf(PhysicalResourceId)) return false;
  for await (const event of (await evidence.events(stackId)).newestFirst()) {
    if (event.logicalId === LogicalResourceId && !isGenericDeletion(event)) return event.type === RESOURCE_TYPE;
  }
  // a clean-up leaves events of what it deletes or replaces; this was declared so, longer ago than events are kept
  return false;
}
