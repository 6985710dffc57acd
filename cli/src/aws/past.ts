import type { Events, Evidence, StackState } from '../../../lambda/custody/evidence';
import { historyOf, lastTime, SETTLED } from '../../../lambda/custody/history';
import { isAboutStack } from '../../../lambda/custody/stack-event';
import { serverOf } from '../../../lambda/event/declared';
import { RESOURCE_TYPE } from '../../../lib/private/contract';
import type { DeployedResource, Past, PastId } from '../model/deployed';

/*
 * What the function would find in the events of a stack in which something has happened since a deployment of it last
 * completed: the same code reads them, before a Delete comes instead of after.
 */

/** `chain`: the stack, the one that it is nested in, and so on up to the root. */
export async function pastOf(
  resources: readonly DeployedResource[],
  chain: readonly StackState[],
  evidence: Evidence,
): Promise<Past> {
  const logs = await Promise.all(chain.map(({ stackId }) => evidence.events(stackId)));
  const settled = await lastTime(logs, SETTLED);
  const connections = new Map<string, readonly PastId[]>();
  for (const [logicalId, ids] of await idsSince(settled ?? Number.NEGATIVE_INFINITY, resources, logs[0] as Events)) {
    const stackId = chain[0]?.stackId ?? '';
    connections.set(
      logicalId,
      await Promise.all([...ids].map((physicalId) => pastId({ stackId, logicalId, physicalId }, chain, logs))),
    );
  }
  return { connections, hasFailed: await hasFailedSince(settled ?? Number.NEGATIVE_INFINITY, logs) };
}

interface Place {
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

async function pastId(place: Place, chain: readonly StackState[], logs: readonly Events[]): Promise<PastId> {
  const { id, accountId } = serverOf(place.physicalId) ?? { id: '' };
  // neither steps nor policies matter for what is asked here
  const terms = {
    steps: { finalizeCutover: false },
    isProtected: false,
    retention: { whenDeleted: false, whenReplaced: false },
    terms: '',
  };
  const { held, status = '' } = await historyOf({ ...place, server: { id, accountId }, ...terms }, chain, logs);
  return { physicalId: place.physicalId, held, isGone: /^DELETE_(COMPLETE|SKIPPED)$/.test(status) };
}

/** The physical ids that each connection has, or has had since a time. */
async function idsSince(
  time: number,
  resources: readonly DeployedResource[],
  own: Events,
): Promise<Map<string, Set<string>>> {
  const ids = new Map<string, Set<string>>();
  const note = (logicalId: string, physicalId: string) => {
    if (serverOf(physicalId)) ids.set(logicalId, (ids.get(logicalId) ?? new Set()).add(physicalId));
  };
  for (const { type, logicalId, physicalId } of resources) if (type === RESOURCE_TYPE) note(logicalId, physicalId);
  for await (const event of own.newestFirst()) {
    if (event.time <= time) break;
    if (event.type === RESOURCE_TYPE) note(event.logicalId, event.physicalId);
  }
  return ids;
}

/** Whether an update has failed that was not taken back: it has left its templates, perhaps not all of it carried out. */
async function hasFailedSince(time: number, logs: readonly Events[]): Promise<boolean> {
  for (const log of logs) {
    for await (const event of log.newestFirst()) {
      if (event.time <= time) break;
      if (isAboutStack(log.stackId, event) && /^UPDATE(_ROLLBACK)?_FAILED$/.test(event.status)) return true;
    }
  }
  return false;
}
