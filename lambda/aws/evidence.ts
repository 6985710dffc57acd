import type { ListStackResourcesOutput } from '@aws-sdk/client-cloudformation';
import type { Evidence, Resource } from '../custody/evidence';
import { ask } from './cloudformation';
import type { Deadline } from './deadline';
import { eventsOf } from './events';
import { ignoreMissing } from './stacks';

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
