import type { DescribeStacksOutput } from '@aws-sdk/client-cloudformation';
import type { StackState } from '../custody/evidence';
import { ask } from './cloudformation';
import type { Deadline } from './deadline';

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

/** A deleted stack is no error. For some time CloudFormation shows it by its ARN, but not by its name. */
export function ignoreMissing(error: Error): Record<string, never> {
  if (error.name === 'ValidationError' && error.message.endsWith('does not exist')) return {};
  throw error;
}
