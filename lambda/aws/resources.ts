import type { ListStackResourcesOutput, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { GENERIC_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import { isGenericDeletion } from '../custody/stack-event';
import { serverOf } from '../event/declared';
import { ask } from './cloudformation';
import type { Deadline } from './deadline';
import { eventsOf } from './events';
import { ignoreMissing } from './stacks';

/** The resources of a stack that hold one of the `wanted` texts; none of a stack that is gone. */
export async function* resourcesOf(
  stackId: string,
  wanted: readonly string[],
  deadline: Deadline,
): AsyncGenerator<StackResourceSummary> {
  let NextToken: string | undefined;
  do {
    const input = { StackName: stackId, NextToken };
    const question = ask<ListStackResourcesOutput>('ListStackResources', input, deadline, wanted);
    const page: ListStackResourcesOutput = await question.catch(ignoreMissing);
    yield* page.StackResourceSummaries ?? [];
    NextToken = page.NextToken;
  } while (NextToken);
}

/**
 * Whether a resource is a connection. Nobody has recorded which type a list shows while a clean-up deletes; where it is
 * the generic one, the events of the stack know what the template has declared.
 */
export async function isConnection(
  { ResourceType, LogicalResourceId, PhysicalResourceId }: StackResourceSummary,
  stackId: string,
  deadline: Deadline,
): Promise<boolean> {
  if (ResourceType !== GENERIC_TYPE) return ResourceType === RESOURCE_TYPE;
  if (!serverOf(PhysicalResourceId)) return false;
  for await (const event of (await eventsOf(stackId, deadline)).newestFirst(deadline)) {
    if (event.logicalId === LogicalResourceId && !isGenericDeletion(event)) return event.type === RESOURCE_TYPE;
  }
  // nothing says that it is somebody else's
  return true;
}
