import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { RESOURCE_TYPE } from '../../lib/private/contract';
import type { Deadline } from '../aws/deadline';
import { eventsOf } from '../aws/events';
import { isConnection, resourcesOf } from '../aws/resources';
import { type Deletion, serverOf } from '../event/declared';
import type { Holders } from './facts';
import { isAbout, STACK_TYPE } from './stack-event';

/** An operation of a stack begins. */
const BEGINNING = /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/;

/**
 * Who else holds the server: ListStackResources of the root and of all stacks nested in it. A stack that is gone holds
 * nothing.
 */
export async function holdersOf(deletion: Deletion, rootId: string, deadline: Deadline): Promise<Holders> {
  const stacks = [rootId];
  let showsDeletion = false;
  let itself = false;
  let other: string | undefined;
  for (const stack of stacks) {
    for await (const resource of resourcesOf(stack, [deletion.server.id, STACK_TYPE], deadline)) {
      const same = stack === deletion.stackId && resource.LogicalResourceId === deletion.logicalId;
      if (same && isGoing(resource)) showsDeletion = true;
      if (isGoing(resource)) continue;
      if (resource.ResourceType === STACK_TYPE) stacks.push(resource.PhysicalResourceId ?? '');
      if (serverOf(resource.PhysicalResourceId)?.id !== deletion.server.id) continue;
      if (same) itself = true;
      else if (await isConnection(resource, stack, deadline)) {
        const fate = await fateOf(resource, stack, await beginningOf(rootId, deadline), deadline);
        if (fate === 'given') return { other: resource.LogicalResourceId, moved: true, itself, fresh: true };
        if (fate !== 'deleted') other ??= resource.LogicalResourceId;
      }
    }
  }
  // one list that shows the deletion is as new as that; of other stacks' lists, and of one that does not, nobody knows
  return { other, moved: false, itself, fresh: stacks.length === 1 && showsDeletion };
}

function isGoing(resource: StackResourceSummary): boolean {
  return resource.ResourceStatus?.startsWith('DELETE_') === true || !resource.PhysicalResourceId;
}

/** When the present operation of the root began. */
async function beginningOf(rootId: string, deadline: Deadline): Promise<number> {
  const log = await eventsOf(rootId, deadline);
  for await (const event of log.newestFirst(deadline)) {
    if (log.isAboutStack(event) && BEGINNING.test(event.status)) return event.time;
  }
  return 0;
}

/**
 * What the present operation has done with another connection. The list may show it as before while it is deleted, or
 * lag; the events of its stack know better.
 */
async function fateOf(
  { LogicalResourceId: logicalId = '', PhysicalResourceId: physicalId = '' }: StackResourceSummary,
  stackId: string,
  since: number,
  deadline: Deadline,
): Promise<'deleted' | 'given' | undefined> {
  const log = await eventsOf(stackId, deadline);
  for await (const event of log.newestFirst(deadline)) {
    // a list that lags may show what an earlier operation has deleted
    if (log.isAboutStack(event) && event.time <= since && BEGINNING.test(event.status)) return undefined;
    if (!isAbout({ type: RESOURCE_TYPE, logicalId, physicalId }, event) || event.physicalId !== physicalId) continue;
    if (event.status.startsWith('DELETE_')) return 'deleted';
    return event.time > since ? 'given' : undefined;
  }
  return undefined;
}
