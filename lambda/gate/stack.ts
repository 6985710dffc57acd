import { GATE_TYPE, GENERIC_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import type { Deadline } from '../aws/deadline';
import { type EventLog, eventsOf } from '../aws/events';
import { isConnection, resourcesOf } from '../aws/resources';
import { type StackState, stackAndParents } from '../aws/stacks';
import { COMPLETED, lastOf, lastTime } from '../custody/history';
import { isAbout, STACK_TYPE, type StackEvent } from '../custody/stack-event';
import { type Server, serverOf } from '../event/declared';
import type { Request } from '../event/request';
import type { Connected } from '../guards/leaving';
import { type GateHistory, type Phase, phaseOfChange, phaseOfDelete, type States } from './phase';

/* What the gate asks CloudFormation. */

/** Pauses between looks at the stack: CloudFormation's answers may lag behind what it does. */
const LOOKS = [250, 500, 1_000, 2_000, 4_000];

/** What a connection is in when it is no more; in a deletion of the stack, what is being deleted is still there. */
const GONE = { update: /^DELETE_/, deletion: /^DELETE_(COMPLETE|SKIPPED)$/ };

const LISTED = [RESOURCE_TYPE, GENERIC_TYPE, STACK_TYPE];

interface Visited {
  readonly id: string;
  readonly path: string;
  readonly parents: readonly EventLog[];
}

/**
 * What the list of resources and the events show of the connections of a stack and of those nested in it, but for the
 * nested stacks to `ignore`, by logical ids from the root.
 */
export async function connectionsIn(
  stackId: string,
  during: keyof typeof GONE,
  deadline: Deadline,
  ignore: ReadonlySet<string> = new Set(),
): Promise<Connected> {
  const stacks: Visited[] = [{ id: stackId, path: '', parents: [] }];
  const held: Server[] = [];
  const now: Server[] = [];
  for (const { id, path, parents } of stacks) {
    const nested: Omit<Visited, 'parents'>[] = [];
    const connections = new Map<string, Server | undefined>();
    for await (const resource of resourcesOf(id, LISTED, deadline)) {
      const { ResourceType, PhysicalResourceId, LogicalResourceId = '', ResourceStatus = '' } = resource;
      if (!PhysicalResourceId || GONE[during].test(ResourceStatus)) continue;
      if (await isConnection(resource, id, deadline)) connections.set(LogicalResourceId, serverOf(PhysicalResourceId));
      if (ResourceType === STACK_TYPE && !ignore.has(path + LogicalResourceId))
        nested.push({ id: PhysicalResourceId, path: `${path}${LogicalResourceId}/` });
    }
    now.push(...known(connections));
    const logs = [await eventsOf(id, deadline), ...parents] as const;
    stacks.push(...nested.map((one) => ({ ...one, parents: logs })));
    // a nested stack may have been updated by itself since its root was
    const completed = await lastTime(logs, COMPLETED, deadline);
    // what came since begins without a physical id (a Create), or with the server that was replaced
    for await (const event of logs[0].newestFirst(deadline)) {
      if (event.time <= (completed ?? Number.POSITIVE_INFINITY)) break;
      if (event.type === RESOURCE_TYPE) connections.set(event.logicalId, serverOf(event.physicalId));
    }
    held.push(...(completed === undefined ? [] : known(connections)));
  }
  const before = new Set(held.map(({ id }) => id));
  return { held, added: new Set(now.map(({ id }) => id).filter((id) => !before.has(id))) };
}

function known(connections: ReadonlyMap<string, Server | undefined>): Server[] {
  return [...connections.values()].filter((server) => server !== undefined);
}

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

/** Looks until one is sure, or there are no more, or no time is left for one. */
async function watch(deadline: Deadline, look: () => Promise<Phase>): Promise<Phase> {
  let phase = await look();
  for (const pause of LOOKS) {
    if (phase.sure) break;
    try {
      await deadline.pause(pause);
      phase = await look();
    } catch {
      break;
    }
  }
  return phase;
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
  const completed = await lastOf(await eventsOf(rootId, deadline), COMPLETED, [], deadline);
  if (completed === undefined) return { held: false };
  let status: string | undefined;
  let oldest: StackEvent | undefined;
  for await (const event of (await eventsOf(stackId, deadline)).newestFirst(deadline)) {
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
  const log = await eventsOf(stackId, deadline);
  const completed = (await lastOf(log, COMPLETED, [], deadline)) ?? Number.POSITIVE_INFINITY;
  let isChanged = false;
  for await (const event of log.newestFirst(deadline)) {
    const isSince = event.time > completed;
    if (!isSince && !isChanged) return undefined;
    if (event.type !== GATE_TYPE || event.logicalId !== logicalId) continue;
    if (isSince) isChanged ||= event.status.startsWith('UPDATE_');
    else if (event.gate) return JSON.parse(event.gate);
  }
  return undefined;
}

async function hasEverCompleted({ stackId }: Request, deadline: Deadline): Promise<boolean> {
  const log = await eventsOf(stackId, deadline);
  return (await lastOf(log, COMPLETED, [], deadline)) !== undefined;
}
