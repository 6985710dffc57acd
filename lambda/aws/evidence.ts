import type { DescribeStacksOutput, ListStackResourcesOutput } from '@aws-sdk/client-cloudformation';
import type { Evidence, Resource, StackState } from '../custody/evidence';
import { ask, ignoreMissing } from './cloudformation';
import type { Deadline } from './deadline';
import { eventsOf } from './events';

/** What CloudFormation shows now. `again` trusts no event that may have come late: see eventsOf. */
export function evidenceAt(deadline: Deadline, again = false): Evidence {
  return {
    async events(stackId) {
      const log = await eventsOf(stackId, deadline, again);
      return { stackId, newestFirst: () => log.newestFirst(deadline) };
    },
    resources: (stackId, texts) => resourcesOf(stackId, texts, deadline),
  };
}

async function* resourcesOf(stackId: string, texts: readonly string[], deadline: Deadline): AsyncGenerator<Resource> {
  let NextToken: string | undefined;
  do {
    const input = { StackName: stackId, NextToken };
    const question = ask<ListStackResourcesOutput>('ListStackResources', input, deadline, texts);
    const page: ListStackResourcesOutput = await question.catch(ignoreMissing);
    yield* page.StackResourceSummaries ?? [];
    NextToken = page.NextToken;
  } while (NextToken);
}

export async function stackState(stackId: string, deadline: Deadline): Promise<StackState> {
  const { Stacks } = await ask<DescribeStacksOutput>('DescribeStacks', { StackName: stackId }, deadline).catch(
    ignoreMissing,
  );
  const stack = Stacks?.[0];
  const parentId = stack?.ParentId === stackId ? undefined : (stack?.ParentId ?? stack?.RootId);
  return { stackId, status: stack?.StackStatus ?? 'missing', parentId };
}

/** The stack, its parent, and so on up to the root. */
export async function stackAndParents(stackId: string, deadline: Deadline): Promise<StackState[]> {
  const chain = [await stackState(stackId, deadline)];
  for (let parent = chain[0]?.parentId; parent !== undefined; parent = chain.at(-1)?.parentId) {
    if (chain.some((stack) => stack.stackId === parent)) break;
    chain.push(await stackState(parent, deadline));
  }
  return chain;
}
