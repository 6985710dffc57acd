import { ask, permissionsToAsk } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';
import { DeadlineExceeded } from '../aws/deadline';
import { isAccessDenied, statusOf } from '../aws/retry';
import { stackAndParents } from '../aws/stacks';
import { explain, Failure } from '../event/failure';
import { gateOfTree, gateStatus } from '../gate/status';

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
  const own = read(stackId, deadline);
  // it is awaited once it is known that the stack is not on its way back
  own.catch(() => {});
  const [stack, ...parents] = await stackAndParents(stackId, deadline);
  if ([stack, ...parents].some((one) => one?.status.includes('ROLLBACK'))) return;
  const gate = gateOfTree();
  await Promise.all([
    own,
    ...parents.map((parent) => read(parent.stackId, deadline)),
    ...(gate ? [gateStatus(gate, deadline)] : []),
  ]);
}

function read(StackName: string, deadline: Deadline): Promise<unknown> {
  const operations = ['DescribeStackEvents', 'ListStackResources'] as const;
  return Promise.all(operations.map((operation) => ask(operation, { StackName }, deadline, [])));
}

/** A refusal, or no answer at all: a Delete would meet the same. */
export function isLasting(error: unknown): boolean {
  if (!(error instanceof DeadlineExceeded)) return isAccessDenied(error);
  return isAccessDenied(error.cause) || statusOf(error.cause) === undefined;
}
