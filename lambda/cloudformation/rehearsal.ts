import type { Deadline } from '../runtime/deadline';
import { DeadlineExceeded } from '../runtime/deadline';
import { explain, Failure } from '../runtime/failure';
import { isAccessDenied, statusOf } from '../runtime/retry';
import { ask, permissionsToAsk } from './ask';
import { gateOfTree, gateStatus } from './gate-status';
import { stackAndParents } from './state';

/** A new permission is waited for about that long; trouble that ends by itself is not waited out here. */
const MOST = 100_000;

/** The stacks that this environment has read: hundreds of connections are created at a time, and CloudFormation counts calls. */
const readable = new Set<string>();

/**
 * Reads once, when a connection is created, what will be read when it is deleted: a permissions boundary, an SCP or a
 * VPC without a way to CloudFormation would show only then, months later. Throws when CloudFormation refuses or cannot
 * be reached, but not when it is busy, nor on the way back from a failed update.
 */
export async function rehearse(stackId: string, sourceServerId: string, deadline: Deadline): Promise<void> {
  if (readable.has(stackId)) return;
  try {
    await deadline.spend(Math.min(0.9, MOST / deadline.remaining), (most) => readAll(stackId, most));
    readable.add(stackId);
  } catch (error) {
    if (!isLasting(error)) return;
    throw new Failure(
      `source server ${sourceServerId} could not be disconnected one day, since that needs to read the stack: ${explain(error, permissionsToAsk(error as object))}`,
    );
  }
}

async function readAll(stackId: string, deadline: Deadline): Promise<void> {
  const stacks = await stackAndParents(stackId, deadline);
  if (stacks.some(({ status }) => status.includes('ROLLBACK'))) return;
  const operations = ['DescribeStackEvents', 'ListStackResources'] as const;
  const questions = stacks.flatMap((stack) => operations.map((operation) => ({ operation, StackName: stack.stackId })));
  const gate = gateOfTree();
  await Promise.all([
    ...questions.map(({ operation, StackName }) => ask(operation, { StackName }, deadline, [])),
    ...(gate ? [gateStatus(gate, deadline)] : []),
  ]);
}

/** A refusal, or no answer at all: a Delete would meet the same. */
export function isLasting(error: unknown): boolean {
  if (!(error instanceof DeadlineExceeded)) return isAccessDenied(error);
  return isAccessDenied(error.cause) || statusOf(error.cause) === undefined;
}
