import type { Events, StackState } from './evidence';
import { isAboutStack, STACK_TYPE } from './stack-event';

/**
 * Whether every parent shows that its present operation deletes, or has updated, the stack nested in it. Otherwise a
 * person deletes or updates the nested stack by itself, whatever the parent is doing.
 */
export async function isExplained(chain: readonly StackState[], logs: readonly Events[]): Promise<boolean> {
  const links = chain.slice(0, -1).map((child, index) => {
    return isLinked(child, chain[index + 1] as StackState, logs[index + 1] as Events);
  });
  return (await Promise.all(links)).every(Boolean);
}

async function isLinked(child: StackState, { status }: StackState, parent: Events): Promise<boolean> {
  if (child.status === 'DELETE_IN_PROGRESS') return /^DELETE_IN_PROGRESS$/.test(await lastDoneTo(child, parent));
  if (status !== child.status) return false;
  return /^UPDATE_(IN_PROGRESS|COMPLETE)$/.test(await lastDoneTo(child, parent));
}

/** What the parent's present operation last did to the nested stack. */
async function lastDoneTo({ stackId }: StackState, parent: Events): Promise<string> {
  for await (const event of parent.newestFirst()) {
    if (event.type !== STACK_TYPE) continue;
    if (event.physicalId === stackId) return event.status;
    if (isAboutStack(parent.stackId, event) && /^(UPDATE|DELETE)_IN_PROGRESS$/.test(event.status)) break;
  }
  return 'nothing';
}
