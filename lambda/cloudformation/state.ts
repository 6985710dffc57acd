import type {
  DescribeStacksOutput,
  ListStackResourcesOutput,
  StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { RESOURCE_TYPE } from '../../lib/private/contract';
import { type Server, serverOf } from '../identity';
import type { Deadline } from '../runtime/deadline';
import { ask } from './ask';
import type { ConnectionRef } from './history';

export interface StackState {
  /** `missing` when CloudFormation knows no such stack. */
  readonly status: string;
  /** Only of a nested stack. */
  readonly rootId?: string;
}

export async function stackState(stackId: string, deadline: Deadline): Promise<StackState> {
  const question = ask<DescribeStacksOutput>('DescribeStacks', { StackName: stackId }, deadline);
  const { Stacks } = await question.catch(ignoreMissing);
  const stack = Stacks?.[0];
  return { status: stack?.StackStatus ?? 'missing', rootId: stack?.RootId === stackId ? undefined : stack?.RootId };
}

function ignoreMissing(error: Error): DescribeStacksOutput {
  if (error.name === 'ValidationError' && error.message.endsWith('does not exist')) return {};
  throw error;
}

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Who holds a server, by the lists of resources of a stack and of all stacks nested in it. */
export interface Holders {
  /** The logical id of another connection. */
  readonly other?: string;
  /** Whether the connection in question is listed as if it were not being deleted. */
  readonly itself: boolean;
}

export async function findHolders(stackId: string, connection: ConnectionRef, deadline: Deadline): Promise<Holders> {
  const stacks = [stackId];
  let itself = false;
  for (const stack of stacks) {
    for await (const resource of resourcesOf(stack, connection.server, deadline)) {
      if (isGoing(resource)) continue;
      if (resource.ResourceType === NESTED_STACK) stacks.push(resource.PhysicalResourceId ?? '');
      if (!holds(resource, connection.server)) continue;
      if (stack !== connection.stackId || resource.LogicalResourceId !== connection.logicalId)
        return { other: resource.LogicalResourceId, itself };
      itself = true;
    }
  }
  return { itself };
}

async function* resourcesOf(stackId: string, server: Server, deadline: Deadline): AsyncGenerator<StackResourceSummary> {
  let NextToken: string | undefined;
  do {
    const input = { StackName: stackId, NextToken };
    const wanted = [server.id, NESTED_STACK];
    const page: ListStackResourcesOutput = await ask('ListStackResources', input, deadline, wanted);
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
