import { RESOURCE_TYPE } from '../../lib/private/contract';
import { type Deletion, serverOf } from '../event/declared';
import type { Events, StackState } from './evidence';
import type { History, Origin } from './facts';
import { isAbout, isAboutStack, isGenericDeletion, STACK_TYPE, type StackEvent } from './stack-event';
import { BEGINS, DELETING, isAtRest, isGivingUp } from './states';

/** Without the end of a rollback: what a rollback leaves behind has not been deployed. */
export const COMPLETED = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

/**
 * A rollback brings back what was completed before. There always is something: a stack without a stable state can only
 * be updated without rollback, and RollbackStack deletes it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html
 */
export const SETTLED = /^((CREATE|UPDATE|IMPORT)_COMPLETE|UPDATE_ROLLBACK_COMPLETE)$/;

/** A nested stack is as its last deployment left it, or is about to clean up after that. */
const WHOLE = /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE(_CLEANUP_IN_PROGRESS)?$/;

/** A stack is in these states only before it has ever completed a deployment. */
const NEVER_COMPLETED = /^(REVIEW_IN_PROGRESS|CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*)$/;

/** What the events of a connection's stack, and of the stacks around it, say of the connection. */
export async function historyOf(
  deletion: Deletion,
  chain: readonly StackState[],
  logs: readonly Events[],
): Promise<History> {
  const own = logs[0] as Events;
  const settled = await lastTime(logs, SETTLED);
  const read = await readSince(settled ?? Number.POSITIVE_INFINITY, deletion, own);
  const { given } = read;
  const again = given !== undefined && isAboutServer(deletion, given.event);
  const sameId = given?.event.physicalId === deletion.physicalId;
  return {
    held: (await areShown(chain, logs)) ? settled !== undefined && heldAt(read.oldest, deletion) : undefined,
    status: read.status,
    explained: await isExplained(chain, logs),
    regained: again && (given.now || !sameId),
    givenBack: again && !given.now && sameId && read.hadAnotherId,
    retained: given?.now === true && !again ? deletion.retention.whenReplaced : deletion.retention.whenDeleted,
    policyChanged:
      (read.updatedBefore && !(await hasSameTerms(settled ?? 0, deletion, own))) ||
      (given?.now === false && !again && chain[0]?.status !== DELETING && isSplit(deletion)),
  };
}

/** Whether the connection held the server when a deployment last completed. */
export async function originOf(
  deletion: Deletion,
  chain: readonly StackState[],
  logs: readonly Events[],
): Promise<Origin> {
  if (!(await areShown(chain, logs))) return {};
  const completed = await lastTime(logs, COMPLETED);
  if (completed === undefined) return { held: false };
  const { oldest } = await readSince(completed, deletion, logs[0] as Events);
  return { held: heldAt(oldest, deletion) };
}

/** Whether what the events of a stack that gives something up say of completed deployments can be believed. */
async function areShown(chain: readonly StackState[], logs: readonly Events[]): Promise<boolean> {
  return !isGivingUp(chain[0]?.status ?? '') || (await areNew(chain, logs));
}

/** Whether the events of a stack and its parents are as new as their states. A stack at rest may have none any more. */
export async function areNew(chain: readonly StackState[], logs: readonly Events[]): Promise<boolean> {
  const newest = await Promise.all(logs.map((log) => statusAt(log)));
  return chain.every(({ status }, index) => status === (newest[index] ?? (isAtRest(status) ? status : undefined)));
}

/**
 * Whether the two policies differ. If an operation that did not complete has replaced the server, an update may
 * complete the replacement or remove the connection. CloudFormation does not show which policy it then follows.
 */
function isSplit({ retention }: Deletion): boolean {
  return retention.whenDeleted !== retention.whenReplaced;
}

/**
 * The events after a completed deployment begin without a physical id (a Create), or with the server that it replaced.
 */
function heldAt(oldest: StackEvent | undefined, deletion: Deletion): boolean {
  return oldest === undefined || (!oldest.status.startsWith('CREATE_') && isAboutServer(deletion, oldest));
}

interface Since {
  /** The status of exactly the physical id that is deleted. */
  readonly status?: string;
  /** What was last made of the connection, and whether this operation made it. */
  readonly given?: { readonly event: StackEvent; readonly now: boolean };
  /** Whether an operation before this one has updated the connection. */
  readonly updatedBefore: boolean;
  /** Whether the connection has had another physical id: only then can an old id of it go. */
  readonly hadAnotherId: boolean;
  readonly oldest?: StackEvent;
}

/** The events of the connection since a time. */
async function readSince(time: number, deletion: Deletion, own: Events): Promise<Since> {
  let status: string | undefined;
  let given: Since['given'];
  let oldest: StackEvent | undefined;
  let updatedBefore = false;
  let hadAnotherId = false;
  let before = false;
  for await (const event of own.newestFirst()) {
    if (event.time <= time) break;
    if (isAboutStack(own.stackId, event)) before ||= BEGINS.test(event.status);
    if (!isOfConnection(deletion, event)) continue;
    if (event.physicalId === deletion.physicalId) status ??= event.status;
    if (/^(CREATE|UPDATE)_COMPLETE$/.test(event.status)) given ??= { event, now: !before };
    updatedBefore ||= before && event.status.startsWith('UPDATE_');
    hadAnotherId ||= event.physicalId !== '' && event.physicalId !== deletion.physicalId;
    // the deleted resource under the generic type may be another one, from before the connection
    if (!isGenericDeletion(event)) oldest = event;
  }
  return { status, given, oldest, updatedBefore, hadAnotherId };
}

/** Whether the terms that were deployed at a time are those that CloudFormation follows now. */
async function hasSameTerms(time: number, deletion: Deletion, own: Events): Promise<boolean> {
  for await (const event of own.newestFirst()) {
    if (event.time > time || !isOfConnection(deletion, event) || event.terms === undefined) continue;
    return event.terms === deletion.terms;
  }
  return false;
}

/**
 * The last time that the events of the root show one of the statuses, or those of a nested stack that was deployed by
 * itself show `COMPLETED`; undefined if there was none. CloudFormation keeps events for 90 days: if a stack's creation
 * is no longer among them, the stack has stood that long.
 */
export async function lastTime(logs: readonly Events[], wanted: RegExp): Promise<number | undefined> {
  const root = logs.at(-1) as Events;
  const nested = logs.slice(0, -1);
  const ofRoot = await lastWholeTime(root, wanted, nested);
  if (ofRoot === undefined) return undefined;
  const alone = nested.map((_, index) => lastAlone(logs, index, ofRoot));
  return Math.max(ofRoot, ...(await Promise.all(alone)));
}

/**
 * The last time at which all stacks nested in it were whole as well: the root does not complete what has failed in
 * one.
 */
export async function lastWholeTime(
  log: Events,
  wanted: RegExp,
  nested: readonly Events[],
): Promise<number | undefined> {
  let takenBack: number | undefined;
  for await (const event of log.newestFirst()) {
    if (!isAboutStack(log.stackId, event)) continue;
    // a rollback that failed may have been continued without some resources: neither it nor a later rollback, which
    // brings back what it has left, brings back what was completed
    if (event.status === 'UPDATE_ROLLBACK_FAILED') takenBack = undefined;
    if (NEVER_COMPLETED.test(event.status)) return undefined;
    if (!wanted.test(event.status) || !(await wereWhole(nested, event.time))) continue;
    if (event.status !== 'UPDATE_ROLLBACK_COMPLETE') return takenBack ?? event.time;
    takenBack ??= event.time;
  }
  return takenBack ?? 0;
}

async function wereWhole(logs: readonly Events[], time: number): Promise<boolean> {
  return (await Promise.all(logs.map((log) => wasWhole(log, time)))).every(Boolean);
}

/**
 * A rollback that failed and was continued may have skipped resources. Only a completed operation makes the stack
 * whole.
 */
async function wasWhole(log: Events, time: number): Promise<boolean> {
  let isBack = false;
  for await (const event of log.newestFirst()) {
    if (event.time > time || !isAboutStack(log.stackId, event)) continue;
    if (!isBack && !WHOLE.test(event.status)) return false;
    if (event.status === 'UPDATE_ROLLBACK_FAILED') return false;
    if (/^(CREATE|UPDATE|IMPORT)_COMPLETE/.test(event.status)) return true;
    isBack = true;
  }
  return true;
}

/**
 * When an operation of a nested stack alone last completed, since a time: all its parents were at rest when it began,
 * and the stacks nested in it were whole when it ended.
 */
async function lastAlone(logs: readonly Events[], index: number, since: number): Promise<number> {
  const [log, nested, parents] = [logs[index] as Events, logs.slice(0, index), logs.slice(index + 1)];
  let end: number | undefined;
  for await (const event of log.newestFirst()) {
    if (event.time <= since) break;
    if (!isAboutStack(log.stackId, event)) continue;
    if (COMPLETED.test(event.status) && (await wereWhole(nested, event.time))) end ??= event.time;
    if (end === undefined || !BEGINS.test(event.status)) continue;
    const statuses = await Promise.all(parents.map((parent) => statusAt(parent, event.time)));
    if (statuses.every((status) => !status?.endsWith('_IN_PROGRESS'))) return end;
    end = undefined;
  }
  return since;
}

/** The status of a stack at a time, or now; undefined before its events begin. */
export async function statusAt(log: Events, time = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  for await (const event of log.newestFirst()) {
    if (event.time <= time && isAboutStack(log.stackId, event)) return event.status;
  }
  return undefined;
}

function isOfConnection({ logicalId, physicalId }: Deletion, event: StackEvent): boolean {
  return isAbout({ type: RESOURCE_TYPE, logicalId, physicalId }, event);
}

/** Compares servers: the physical id of a server changes when an account is added to it. */
function isAboutServer({ server }: Deletion, { physicalId }: StackEvent): boolean {
  return serverOf(physicalId)?.id === server.id;
}

/**
 * Whether every parent shows that its present operation deletes, or has updated, the stack nested in it. Otherwise a
 * person deletes or updates the nested stack by itself, whatever the parent is doing.
 */
async function isExplained(chain: readonly StackState[], logs: readonly Events[]): Promise<boolean> {
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
