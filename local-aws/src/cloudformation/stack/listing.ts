import type { CloudFormationBehaviour } from '../behaviour';
import type { Stack, StackResource } from './stack';
import { typeInCleanUp } from './type-in-clean-up';

/** Notes how the resource is listed from now on. */
export function noteListing(stack: Stack, logicalId: string, at: number): void {
  const resource = stack.resources.get(logicalId);
  // a copy: the status changes in place
  stack.listings.push({ at, logicalId, resource: resource && { ...resource } });
}

/** Notes what the stack has lost: the end of a clean-up, which a status of the stack marks, takes it off the list. */
export function noteRemovals(stack: Stack, at: number): void {
  for (const { logicalId } of listedAt(stack, at))
    if (!stack.resources.has(logicalId)) noteListing(stack, logicalId, at);
}

function listedAt(stack: Stack, time: number): StackResource[] {
  const newest = new Map(
    stack.listings.filter(({ at }) => at <= time).map(({ logicalId, resource }) => [logicalId, resource]),
  );
  return [...newest.values()].filter((resource) => resource !== undefined);
}

/** What ListStackResources shows. It may lag behind. */
export function listedResources(behaviour: CloudFormationBehaviour, stack: Stack, now: number): StackResource[] {
  const { listLagMs } = behaviour;
  const all = listLagMs > 0 ? listedAt(stack, now - listLagMs) : [...stack.resources.values()];
  return all.map((resource) => shownResource(behaviour, resource)).filter((resource) => resource !== undefined);
}

/** How CloudFormation shows a resource. For one that a clean-up deletes, no source says it. */
export function shownResource(
  { listedWhileDeleted, listedTypeInCleanUp }: CloudFormationBehaviour,
  resource: StackResource,
): StackResource | undefined {
  const { beforeCleanUp } = resource;
  if (!beforeCleanUp) return resource;
  if (listedWhileDeleted === 'not at all') return undefined;
  const type = typeInCleanUp(resource.type, listedTypeInCleanUp);
  if (listedWhileDeleted === 'as before') return { ...resource, ...beforeCleanUp, type };
  return type === resource.type ? resource : { ...resource, type };
}
