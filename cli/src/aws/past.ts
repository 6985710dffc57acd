import type { Events, Evidence, StackState } from '../../../lambda/custody/evidence';
import { historyOf, lastTime, SETTLED } from '../../../lambda/custody/history';
import { isAboutStack, STACK_TYPE, type StackEvent } from '../../../lambda/custody/stack-event';
import { CLEANING_UP, DELETING } from '../../../lambda/custody/states';
import { type Deletion, deletionIn, propertiesIn, serverOf } from '../../../lambda/event/declared';
import { RESOURCE_TYPE } from '../../../lib/private/contract';
import type { DeployedResource, Past, PastId } from '../model/deployed';
import { type Known, known, unknown } from '../model/known';
import { groupedBy } from '../model/lists';

/*
 * What the function would find in the events of a stack if something has happened since a deployment of it last
 * completed. The same code reads them, before a Delete comes instead of after.
 */

/** `chain`: the stack, the one that it is nested in, and so on up to the root. */
export async function pastOf(
  resources: readonly DeployedResource[],
  chain: readonly StackState[],
  evidence: Evidence,
): Promise<Past> {
  const logs = await Promise.all(chain.map(({ stackId }) => evidence.events(stackId)));
  const settled = (await lastTime(logs, SETTLED)) ?? Number.NEGATIVE_INFINITY;
  const [own] = logs as [Events];
  const termsOf = await termsSince(settled, own);
  const connections = new Map<string, readonly PastId[]>();
  for (const [logicalId, ids] of await idsSince(settled, resources, own)) {
    const current = resources.find((one) => one.logicalId === logicalId)?.physicalId;
    const found = [...ids].map((physicalId) => {
      const place = { stackId: own.stackId, logicalId, physicalId };
      return pastId(place, termsOf(logicalId, physicalId === current), chain, logs);
    });
    connections.set(
      logicalId,
      (await Promise.all(found)).filter((one) => one !== undefined),
    );
  }
  return { connections, hasFailed: await hasFailedSince(settled, logs) };
}

interface Place {
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

interface Terms {
  /** Those of the deployment that last completed or was taken back; undefined if no event shows them. */
  readonly settled?: string;
  /** Those that CloudFormation may send with a Delete. */
  readonly sent: readonly string[];
}

async function pastId(
  place: Place,
  { settled, sent }: Terms,
  chain: readonly StackState[],
  logs: readonly Events[],
): Promise<PastId | undefined> {
  const deletions = sent.flatMap((terms) => deletionOf(place, terms) ?? []);
  const any = deletions[0] ?? deletionOf(place);
  if (!any) return undefined;
  const { held, status = '' } = await historyOf(any, chain, logs);
  return {
    physicalId: place.physicalId,
    held: held !== false,
    isGone: /^DELETE_(COMPLETE|SKIPPED)$/.test(status),
    terms: settled === undefined ? undefined : deletionOf(place, settled),
    changed: {
      inCleanUp: await isChanged(deletions, CLEANING_UP, chain, logs),
      inDeletion: await isChanged(deletions, DELETING, chain, logs),
    },
  };
}

function deletionOf(place: Place, terms?: string): Deletion | undefined {
  const SourceServerId = serverOf(place.physicalId)?.id;
  return deletionIn({ ...place, properties: { ...(terms && propertiesIn(terms)), SourceServerId } });
}

/** Whether the function will find that an operation which did not complete has changed what becomes of the server. */
async function isChanged(
  deletions: readonly Deletion[],
  status: string,
  chain: readonly StackState[],
  logs: readonly Events[],
): Promise<Known<boolean>> {
  const states = chain.map((state) => ({ ...state, status }));
  const begun = logs.map((log) => withBeginning(log, status === DELETING ? DELETING : 'UPDATE_IN_PROGRESS'));
  const found = await Promise.all(deletions.map((deletion) => historyOf(deletion, states, begun)));
  const answers = new Set(found.map(({ policyChanged }) => policyChanged));
  const [answer] = answers;
  return answer === undefined || answers.size > 1 ? unknown('what CloudFormation sends') : known(answer);
}

/** The events as they will be once the planned operation has begun: all present ones belong to earlier operations. */
function withBeginning(log: Events, status: string): Events {
  const event = {
    id: '',
    time: Number.MAX_SAFE_INTEGER,
    type: STACK_TYPE,
    logicalId: '',
    physicalId: log.stackId,
    status,
  };
  return {
    stackId: log.stackId,
    async *newestFirst() {
      yield event;
      yield* log.newestFirst();
    },
  };
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

/**
 * The terms of each connection. A Delete comes with those that were deployed last. If an update has not ended well, or
 * the id is one that the connection had, it comes with these or the ones before.
 */
async function termsSince(time: number, own: Events): Promise<(logicalId: string, isCurrent: boolean) => Terms> {
  const withTerms: StackEvent[] = [];
  for await (const event of own.newestFirst())
    if (event.type === RESOURCE_TYPE && event.terms !== undefined) withTerms.push(event);
  const events = groupedBy(withTerms, ({ logicalId }) => logicalId);
  return (logicalId, isCurrent) => {
    const all = events.get(logicalId) ?? [];
    const isLast = ({ time: at, status }: StackEvent) =>
      at <= time || (isCurrent && /^(CREATE|UPDATE)_COMPLETE$/.test(status));
    const last = all.findIndex(isLast);
    const sent = last < 0 ? all : all.slice(0, last + 1);
    const settled = all.find(({ time: at }) => at <= time)?.terms;
    return { settled, sent: [...new Set(sent.flatMap(({ terms }) => terms ?? []))] };
  };
}

/**
 * Whether an update has failed and was not taken back. Then it has left its templates, perhaps not fully carried out.
 */
async function hasFailedSince(time: number, logs: readonly Events[]): Promise<boolean> {
  for (const log of logs) {
    for await (const event of log.newestFirst()) {
      if (event.time <= time) break;
      if (isAboutStack(log.stackId, event) && /^UPDATE(_ROLLBACK)?_FAILED$/.test(event.status)) return true;
    }
  }
  return false;
}
