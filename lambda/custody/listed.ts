import { GENERIC_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import { serverOf } from '../event/declared';
import type { Evidence, Resource } from './evidence';
import { isGenericDeletion } from './stack-event';

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
