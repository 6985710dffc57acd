import { GATE_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import type { Deadline } from '../aws/deadline';
import { evidenceAt, stackAndParents } from '../aws/evidence';
import { LAG, lookUntilSure } from '../aws/lag';
import { reading } from '../aws/retry';
import type { Events, StackState } from '../custody/evidence';
import { areNew, COMPLETED, lastWholeTime } from '../custody/history';
import { isAbout, STACK_TYPE, type StackEvent } from '../custody/stack-event';
import { Failure, type Request } from '../event/request';
import { type GateHistory, type Phase, phaseOfChange, phaseOfDelete, type States } from './phase';

/* What the gate asks CloudFormation. */

/** What a Create or an Update is for, by the last of several looks. An earlier one may show the phase before. */
export async function watchChange(request: Request, deadline: Deadline): Promise<Phase> {
  const phase = await watch(deadline, () => glanceAtChange(request, deadline));
  if (phase.may === 'pass') return phase;
  return reading(async () =>
    phaseOfChange(await statesOf(request, deadline), await hasEverCompleted(request, deadline)),
  );
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
    return phase.may === 'pass' ? phase : phaseOfDelete(states, await gateHistory(request, states.rootId, deadline));
  });
}

/** Looks again until a look is sure, the answers can no longer lag behind the request, or no time is left. */
function watch(deadline: Deadline, look: () => Promise<Phase>): Promise<Phase> {
  const isLast = () => true;
  return lookUntilSure(
    deadline,
    () => reading(look),
    ({ sure }) => (sure ? undefined : { until: LAG, often: true }),
    isLast,
  );
}

async function statesOf({ stackId }: Request, deadline: Deadline): Promise<States & { readonly rootId: string }> {
  const chain = await stackAndParents(stackId, deadline);
  const root = chain.at(-1) as StackState;
  return { own: chain[0]?.status ?? 'missing', root: root.status, rootId: root.stackId };
}

/** Whether the gate was there when a deployment last completed, and what CloudFormation does with it now. */
async function gateHistory(request: Request, rootId: string, deadline: Deadline): Promise<GateHistory> {
  const { stackId, logicalId, physicalId = '' } = request;
  const completed = await lastWholeTime(await evidenceAt(deadline).events(rootId), COMPLETED, []);
  const unheld = async () => ((await hasNewEvents(request, deadline)) ? false : undefined);
  if (completed === undefined) return { held: await unheld() };
  let status: string | undefined;
  let oldest: StackEvent | undefined;
  for await (const event of (await evidenceAt(deadline).events(stackId)).newestFirst()) {
    if (event.time <= completed) break;
    if (!isAbout({ type: GATE_TYPE, logicalId, physicalId }, event)) continue;
    status ??= event.status;
    oldest = event;
  }
  // the events since then begin with a Create, which has no physical id yet
  const held = oldest === undefined || oldest.physicalId === physicalId || (await unheld());
  return { held, status };
}

/**
 * The gate's properties in the last completed deployment, if the request may have others: a later deployment that did
 * not complete has changed them, or another gate had them.
 */
export async function completedProperties(
  { stackId, logicalId, requestType }: Request,
  deadline: Deadline,
): Promise<unknown> {
  const log = await evidenceAt(deadline).events(stackId);
  const completed = await lastWholeTime(log, COMPLETED, []);
  if (completed === undefined) return undefined;
  let isNew = requestType === 'Create';
  let isChanged = isNew;
  const gone = new Set<string>();
  for await (const event of log.newestFirst()) {
    const isOwn = event.type === GATE_TYPE && event.logicalId === logicalId;
    if (event.time > completed) {
      isNew ||= isOwn && event.status.startsWith('CREATE_');
      isChanged ||= isNew || (isOwn && event.status.startsWith('UPDATE_'));
      continue;
    }
    if (!isChanged) return undefined;
    if (event.status.startsWith('DELETE_')) gone.add(event.logicalId);
    const isGate = event.type === GATE_TYPE && !gone.has(event.logicalId);
    if (isGate && event.gate && (isOwn || isNew)) return parsed(event.gate, logicalId);
  }
  return undefined;
}

/** Guards that cannot be read do not count as missing. */
function parsed(properties: string, logicalId: string): unknown {
  try {
    return JSON.parse(properties);
  } catch {
    throw new Failure(
      `the stack's events do not show in full which guards a deployment last completed; complete one that removes no server, or retain ${logicalId} to delete the stack without asking them`,
    );
  }
}

/** The resources of the gate's stack that hold connections, and the gate itself: retain these, and the servers stay. */
export async function holders({ stackId, logicalId }: Request, deadline: Deadline): Promise<string[]> {
  const types: readonly string[] = [RESOURCE_TYPE, STACK_TYPE];
  const found = [logicalId];
  for await (const resource of evidenceAt(deadline).resources(stackId, types)) {
    const { LogicalResourceId = '', ResourceType = '', ResourceStatus = '' } = resource;
    if (types.includes(ResourceType) && !/^DELETE_(COMPLETE|SKIPPED)$/.test(ResourceStatus))
      found.push(LogicalResourceId);
  }
  return found;
}

/** Or may have: events that are older than the states may lack it. */
async function hasEverCompleted(request: Request, deadline: Deadline): Promise<boolean> {
  const log = await evidenceAt(deadline).events(request.stackId);
  return (await lastWholeTime(log, COMPLETED, [])) !== undefined || !(await hasNewEvents(request, deadline));
}

/**
 * Whether the events are as new as the states, and show this request: otherwise they may lack the deployment that had a
 * server, or the gate.
 */
export async function hasNewEvents(request: Request, deadline: Deadline): Promise<boolean> {
  const chain = await stackAndParents(request.stackId, deadline);
  const evidence = evidenceAt(deadline);
  const logs = await Promise.all(chain.map(({ stackId }) => evidence.events(stackId)));
  return (await isShown(request, logs[0] as Events)) && areNew(chain, logs);
}

/** An update may show the same state as the one before it. */
async function isShown({ requestType, logicalId }: Request, log: Events): Promise<boolean> {
  if (requestType === 'Delete') return true;
  for await (const event of log.newestFirst()) {
    if (event.type === GATE_TYPE && event.logicalId === logicalId) return event.status.endsWith('_IN_PROGRESS');
  }
  return false;
}
