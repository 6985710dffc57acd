import type { Deadline } from '../aws/deadline';
import type { EventLog } from '../aws/events';
import type { StackState } from '../aws/stacks';
import { STACK_TYPE } from './stack-event';

/**
 * Whether every parent shows that its present operation deletes, or has updated, the stack that is nested in it.
 * Otherwise somebody deletes or updates the nested stack by itself, whatever the parent is busy with.
 */
export async function isExplained(
  chain: readonly StackState[],
  logs: readonly EventLog[],
  deadline: Deadline,
): Promise<boolean> {
  const links = chain.slice(0, -1).map((child, index) => {
    return isLinked(child, chain[index + 1] as StackState, logs[index + 1] as EventLog, deadline);
  });
  return (await Promise.all(links)).every(Boolean);
}

async function isLinked(
  child: StackState,
  { status }: StackState,
  parent: EventLog,
  deadline: Deadline,
): Promise<boolean> {
  if (child.status === 'DELETE_IN_PROGRESS') return /^DELETE_IN_PROGRESS$/.test(await lastOf(child, parent, deadline));
  if (status !== child.status) return false;
  return /^UPDATE_(IN_PROGRESS|COMPLETE)$/.test(await lastOf(child, parent, deadline));
}

/** What the parent's present operation has last done with the nested stack. */
async function lastOf({ stackId }: StackState, parent: EventLog, deadline: Deadline): Promise<string> {
  for await (const event of parent.newestFirst(deadline)) {
    if (event.type !== STACK_TYPE) continue;
    if (event.physicalId === stackId) return event.status;
    if (parent.isAboutStack(event) && /^(UPDATE|DELETE)_IN_PROGRESS$/.test(event.status)) break;
  }
  return 'nothing';
}
