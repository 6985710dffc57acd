import type { ListStackResourcesOutput, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { RESOURCE_TYPE } from '../../lib/private/contract';
import type { Holders } from '../decision/facts';
import { type Deletion, type Server, serverOf } from '../identity';
import type { Deadline } from '../runtime/deadline';
import { ask } from './ask';
import { eventsOf, STACK_TYPE } from './events';
import { ignoreMissing } from './state';

/**
 * Who else holds the server: ListStackResources of the root and of all stacks nested in it. A stack that is gone holds
 * nothing.
 */
export async function holdersOf(deletion: Deletion, rootId: string, deadline: Deadline): Promise<Holders> {
  const stacks = [rootId];
  let showsDeletion = false;
  for (const stack of stacks) {
    for await (const resource of resourcesOf(stack, deletion.server, deadline)) {
      const itself = stack === deletion.stackId && resource.LogicalResourceId === deletion.logicalId;
      if (itself && isGoing(resource)) showsDeletion = true;
      if (isGoing(resource)) continue;
      if (resource.ResourceType === STACK_TYPE) stacks.push(resource.PhysicalResourceId ?? '');
      if (itself || !holds(resource, deletion.server)) continue;
      if (!(await isBeingDeleted(resource, stack, deadline))) return { other: resource.LogicalResourceId, fresh: true };
    }
  }
  // one list that shows the deletion is as new as that; of other stacks' lists, and of one that does not, nobody knows
  return { fresh: stacks.length === 1 && showsDeletion };
}

async function* resourcesOf(stackId: string, server: Server, deadline: Deadline): AsyncGenerator<StackResourceSummary> {
  let NextToken: string | undefined;
  do {
    const input = { StackName: stackId, NextToken };
    const question = ask<ListStackResourcesOutput>('ListStackResources', input, deadline, [server.id, STACK_TYPE]);
    const page: ListStackResourcesOutput = await question.catch(ignoreMissing);
    yield* page.StackResourceSummaries ?? [];
    NextToken = page.NextToken;
  } while (NextToken);
}

function isGoing(resource: StackResourceSummary): boolean {
  return resource.ResourceStatus?.startsWith('DELETE_') === true || !resource.PhysicalResourceId;
}

function holds(resource: StackResourceSummary, server: Server): boolean {
  return resource.ResourceType === RESOURCE_TYPE && serverOf(resource.PhysicalResourceId)?.id === server.id;
}

/** The list may show a connection as before while it is deleted, or lag: its stack's present operation knows better. */
async function isBeingDeleted(resource: StackResourceSummary, stackId: string, deadline: Deadline): Promise<boolean> {
  const log = await eventsOf(stackId, deadline);
  for await (const event of log.newestFirst(deadline)) {
    if (log.isAboutStack(event) && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(event.status)) return false;
    const same = event.type === RESOURCE_TYPE && event.logicalId === resource.LogicalResourceId;
    if (same && event.physicalId === resource.PhysicalResourceId) return event.status.startsWith('DELETE_');
  }
  return false;
}
