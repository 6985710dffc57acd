import {
  DescribeStacksCommand,
  type DescribeStacksOutput,
  ListStackResourcesCommand,
  type ListStackResourcesOutput,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { RESOURCE_TYPE } from '../lib/wire';
import { ask } from './cloudformation';
import type { Deadline } from './deadline';
import { type Server, serverOf } from './identity';

export interface StackState {
  /** `missing` when CloudFormation knows no such stack. */
  readonly status: string;
  /** Only of a nested stack. */
  readonly rootId?: string;
}

export async function stackState(stackId: string, deadline: Deadline): Promise<StackState> {
  const command = new DescribeStacksCommand({ StackName: stackId });
  const { Stacks } = await ask<DescribeStacksOutput>(command, deadline).catch(ignoreMissing);
  const stack = Stacks?.[0];
  return { status: stack?.StackStatus ?? 'missing', rootId: stack?.RootId === stackId ? undefined : stack?.RootId };
}

function ignoreMissing(error: Error): DescribeStacksOutput {
  if (error.name === 'ValidationError' && error.message.endsWith('does not exist')) return {};
  throw error;
}

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** The logical id of another connection to the server in a stack or the stacks nested in it; null if there is none. */
export async function findHolder(stackId: string, server: Server, deadline: Deadline): Promise<string | null> {
  const nested: string[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListStackResourcesCommand({ StackName: stackId, NextToken });
    const page = await ask<ListStackResourcesOutput>(command, deadline, [server.id, NESTED_STACK]);
    for (const resource of page.StackResourceSummaries ?? []) {
      if (isGoing(resource)) continue;
      if (resource.ResourceType === NESTED_STACK) nested.push(resource.PhysicalResourceId ?? '');
      if (holds(resource, server)) return resource.LogicalResourceId ?? 'another connection';
    }
    NextToken = page.NextToken;
  } while (NextToken);

  for (const child of nested) {
    const holder = await findHolder(child, server, deadline);
    if (holder !== null) return holder;
  }
  return null;
}

function isGoing(resource: StackResourceSummary): boolean {
  return resource.ResourceStatus?.startsWith('DELETE_') === true || !resource.PhysicalResourceId;
}

function holds(resource: StackResourceSummary, server: Server): boolean {
  return resource.ResourceType === RESOURCE_TYPE && serverOf(resource.PhysicalResourceId)?.id === server.id;
}
