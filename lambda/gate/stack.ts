import { GATE_TYPE } from '../../lib/private/contract';
import type { Deadline } from '../aws/deadline';
import { evidenceAt } from '../aws/evidence';
import { LAG, lookUntilSure } from '../aws/lag';
import { stackAndParents } from '../aws/stacks';
import type { StackState } from '../custody/evidence';
import { COMPLETED, lastOf } from '../custody/history';
import { isAbout, type StackEvent } from '../custody/stack-event';
import type { Request } from '../event/request';
import { type GateHistory, type Phase, phaseOfChange, phaseOfDelete, type States } from './phase';

/* What the gate asks CloudFormation. */

/** What a Create or an Update is for, by the last of several looks: any earlier one may show the phase before. */
export async function watchChange(request: Request, deadline: Deadline): Promise<Phase> {
  const phase = await watch(deadline, () => glanceAtChange(request, deadline));
  if (phase.may === 'let go') return phase;
  return phaseOfChange(await statesOf(request, deadline), await hasEverCompleted(request, deadline));
}

/** What the request is for at first sight. */
export async function glanceAtChange(request: Request, deadline: Deadline): Promise<Phase> {
  return phaseOfChange(await statesOf(request, deadline));
}

/** What a Delete is for. */
export function watchDelete(request: Request, deadline: Deadline): Promise<Phase> {
  return watch(deadline, async () => {
    const states = await statesOf(request, deadline);
    const phase = phaseOfDelete(states);
    return phase.may === 'let go' ? phase : phaseOfDelete(states, await gateHistory(request, states.rootId, deadline));
  });
}

/** Looks until one is sure, or the answers cannot lag any more, or no time is left. */
function watch(deadline: Deadline, look: () => Promise<Phase>): Promise<Phase> {
  const until = deadline.elapsed + LAG;
  const isLast = () => true;
  return lookUntilSure(deadline, look, ({ sure }) => (sure ? undefined : { until, often: true }), isLast);
}

async function statesOf({ stackId }: Request, deadline: Deadline): Promise<States & { readonly rootId: string }> {
  const chain = await stackAndParents(stackId, deadline);
  const root = chain.at(-1) as StackState;
  return { own: chain[0]?.status ?? 'missing', root: root.status, rootId: root.stackId };
}

/** Whether the gate was there when a deployment last completed, and what CloudFormation does with it now. */
async function gateHistory(
  { stackId, logicalId, physicalId = '' }: Request,
  rootId: string,
  deadline: Deadline,
): Promise<GateHistory> {
  const completed = await lastOf(await evidenceAt(deadline).events(rootId), COMPLETED, []);
  if (completed === undefined) return { held: false };
  let status: string | undefined;
  let oldest: StackEvent | undefined;
  for await (const event of (await evidenceAt(deadline).events(stackId)).newestFirst()) {
    if (event.time <= completed) break;
    if (!isAbout({ type: GATE_TYPE, logicalId, physicalId }, event)) continue;
    status ??= event.status;
    oldest = event;
  }
  // what came since then begins with a Create, which has no physical id yet
  return { held: oldest === undefined || oldest.physicalId === physicalId, status };
}

/** What a deployment last completed of the gate's properties, if a later one that did not complete has changed them. */
export async function completedProperties({ stackId, logicalId }: Request, deadline: Deadline): Promise<unknown> {
  const log = await evidenceAt(deadline).events(stackId);
  const completed = (await lastOf(log, COMPLETED, [])) ?? Number.POSITIVE_INFINITY;
  let isChanged = false;
  for await (const event of log.newestFirst()) {
    const isSince = event.time > completed;
    if (!isSince && !isChanged) return undefined;
    if (event.type !== GATE_TYPE || event.logicalId !== logicalId) continue;
    if (isSince) isChanged ||= event.status.startsWith('UPDATE_');
    else if (event.gate) return JSON.parse(event.gate);
  }
  return undefined;
}

async function hasEverCompleted({ stackId }: Request, deadline: Deadline): Promise<boolean> {
  const log = await evidenceAt(deadline).events(stackId);
  return (await lastOf(log, COMPLETED, [])) !== undefined;
}
