import { isDeepStrictEqual } from 'node:util';
import { type Connected, connectionsIn } from '../../../lambda/custody/connections';
import type { Evidence } from '../../../lambda/custody/evidence';
import { type Guard, NONE } from '../../../lambda/guards/declaration';
import { changed, type Departure, deleted, type Leaver } from '../../../lambda/guards/leaving';
import { type Checks, type Obstacle, obstacles, type Seen } from '../../../lambda/guards/obstacles';
import type { DeployedStack } from '../model/deployed';
import { is } from '../model/known';
import { allGuards, type DeployedGate, type Gate, looksUnchanged } from './gate';

/*
 * What the removal gate of a tree of stacks will answer. The function's own code says which servers leave, by which
 * guards, and whether these are met. The plan predicts a refusal only if the gate is certainly asked, about servers
 * that certainly leave, and if time alone does not change the answer.
 */

export type GateAnswer =
  | { readonly kind: 'passes' }
  | { readonly kind: 'refuses'; readonly obstacles: readonly Obstacle[] }
  /** `isNow`: it would refuse now. Otherwise the obstacles are servers that may or may not leave. */
  | { readonly kind: 'may refuse'; readonly obstacles: readonly Obstacle[]; readonly isNow: boolean };

export interface GateQuestion {
  readonly action: 'deploy' | 'destroy';
  readonly deployed?: DeployedGate;
  readonly next?: Gate;
  /** Whether the tree is as a completed deployment left it, or as a refused deletion did. */
  readonly isSettled: boolean;
  readonly shown: Connected;
  /** The ids of the servers that leave for certain. */
  readonly leaving: ReadonlySet<string>;
  readonly seen: ReadonlyMap<string, Seen>;
  readonly now: number;
}

const NO_CONNECTIONS: Connected = { held: [], added: new Set() };

/** What CloudFormation shows the gate of the tree's connections. */
export async function shownTo(
  action: 'deploy' | 'destroy',
  stack: DeployedStack | undefined,
  next: Gate | undefined,
  evidence: Evidence,
): Promise<Connected> {
  if (!stack) return NO_CONNECTIONS;
  if (action === 'destroy') return connectionsIn(stack.stackId, 'deletion', evidence);
  return connectionsIn(stack.stackId, 'update', evidence, next?.otherStacks);
}

export function answerOf(question: GateQuestion): GateAnswer {
  const { seen, now } = question;
  const all = departureOf(question);
  if (!all) return { kind: 'passes' };
  const certain = { ...all, leavers: all.leavers.filter((leaver) => isCertain(leaver, question)) };
  const inTheWay = obstacles(certain, seen, now);
  if (inTheWay.length > 0) {
    const isSettled = question.isSettled && (question.action === 'deploy' || is(askedOnDelete(question), true));
    const stays = laterOf(seen, now).every((later) => obstacles(certain, later.seen, later.now).length > 0);
    return isSettled && stays
      ? { kind: 'refuses', obstacles: inTheWay }
      : { kind: 'may refuse', obstacles: inTheWay, isNow: true };
  }
  const perhaps = obstacles(all, seen, now);
  return perhaps.length > 0 ? { kind: 'may refuse', obstacles: perhaps, isNow: false } : { kind: 'passes' };
}

/** Who leaves, as far as the gate knows; undefined if it is not asked. */
function departureOf({ action, deployed, next, shown, leaving }: GateQuestion): Departure | undefined {
  if (action === 'destroy') {
    const isAsked = deployed && !is(deployed.isAskedOnDelete, false);
    return isAsked ? deleted(deployed.declaration, shown) : undefined;
  }
  if (!next) return undefined;
  if (isNew(deployed, next)) return changed(next.declaration, NONE, shown);
  // CloudFormation asks a gate whose properties change
  if (deployed && looksUnchanged(deployed, next) && leaving.size === 0) return undefined;
  return changed(next.declaration, deployed?.declaration ?? NONE, shown);
}

const askedOnDelete = ({ deployed }: GateQuestion) =>
  deployed?.isAskedOnDelete ?? ({ known: true, value: false } as const);

/**
 * Whether the gate comes with this deployment, or moves to another provider. Then it knows neither the provider of a
 * server nor which servers are retained.
 */
export const isNew = (deployed: Gate | undefined, next: Gate): boolean => deployed?.logicalId !== next.logicalId;

/** Whether the gate certainly asks about the server: it declared the server, so its properties change. */
function isCertain({ server }: Leaver, { action, deployed, next, leaving }: GateQuestion): boolean {
  if (!leaving.has(server.id)) return false;
  if (action === 'destroy' || (next && isNew(deployed, next))) return true;
  const isDeclared = deployed?.declaration.servers.some((one) => one.server.id === server.id) === true;
  return isDeclared || (deployed !== undefined && next !== undefined && !looksUnchanged(deployed, next));
}

/** Longer than any time that a guard asks for. */
const AGES = 100 * 365 * 86_400_000;

/** What time alone changes: jobs end, instances boot, replication catches up, a cutover grows old. */
function laterOf(seen: GateQuestion['seen'], now: number) {
  const both = (change: (one: Seen) => Seen) => new Map([...seen].map(([id, one]) => [id, change(one)]));
  const passed = both(afterJobs);
  const ready = both((one) => afterJobs(replicated(one)));
  return [passed, ready].flatMap((later) => [
    { seen: later, now },
    { seen: later, now: now + AGES },
  ]);
}

function afterJobs({ found }: Seen): Seen {
  const { launchedInstance, lifeCycle } = found;
  const proven = {
    ...launchedInstance,
    firstBoot: 'SUCCEEDED',
    lastKnownChecks: [],
    lastKnownFsxChecksStatus: 'PASSED',
  };
  const isBooting = launchedInstance?.firstBoot === 'WAITING' || launchedInstance?.firstBoot === 'SUCCEEDED';
  const hasFailed = (launchedInstance as Checks | undefined)?.lastKnownChecks?.some(
    ({ status }) => status === 'FAILED',
  );
  return {
    found: {
      ...found,
      lifeCycle,
      launchedInstance: isBooting && !hasFailed ? (proven as typeof launchedInstance) : launchedInstance,
    },
  };
}

/** https://docs.aws.amazon.com/mgn/latest/ug/lifecycle.html */
function replicated(one: Seen): Seen {
  if (one.found.lifeCycle?.state !== 'NOT_READY') return one;
  return { ...one, found: { ...one.found, lifeCycle: { ...one.found.lifeCycle, state: 'READY_FOR_TEST' } } };
}

export const asksForJobs = (...gates: readonly (Gate | undefined)[]): boolean =>
  gates.some((gate) => gate && allGuards(gate).some(({ kind }) => kind === 'NoRunningJob'));

/** Guards that a deployment takes away from a provider. */
export interface TakenAway {
  readonly provider: string;
  readonly guards: readonly Guard[];
  /** What would be in the way of servers that leave, or may leave. */
  readonly obstacles: readonly Obstacle[];
  /** Whether servers of the provider stay, without these guards. */
  readonly leavesServers: boolean;
}

/** The guards that were deployed and are not in the new template. `going`: the servers that leave, or may leave. */
export function takenAway(
  deployed: Gate | undefined,
  next: Gate | undefined,
  going: ReadonlySet<string>,
  { seen, now }: Pick<GateQuestion, 'seen' | 'now'>,
): TakenAway[] {
  return [...(deployed?.declaration.guards ?? [])].flatMap(([provider, before]) => {
    const own = (deployed?.declaration.servers ?? []).filter((one) => one.provider === provider);
    // if a provider is gone and the gate stays, the old guards are asked about what leaves
    const isAsked = next !== undefined && !next.declaration.guards.has(provider);
    const ofLeavers = isAsked ? [] : before.filter((guard) => lacks(next, provider, guard));
    const later = own
      .filter(({ server }) => !going.has(server.id))
      .flatMap(({ server }) => providersOf(next, server.id) ?? (isAsked ? [] : [provider]));
    const ofOthers = before.filter((guard) => later.some((one) => lacks(next, one, guard)));
    const guards = before.filter((guard) => ofLeavers.includes(guard) || ofOthers.includes(guard));
    if (guards.length === 0) return [];
    const leavers = own
      .filter(({ server, retained }) => going.has(server.id) && !retained)
      .map(({ server }) => ({ server, providers: [provider] }));
    return {
      provider,
      guards,
      obstacles: obstacles({ leavers, guards: new Map([[provider, ofLeavers]]) }, seen, now),
      leavesServers: ofOthers.length > 0,
    };
  });
}

/** The providers that a server will have; undefined if the new gate does not name it. */
function providersOf(next: Gate | undefined, id: string): string[] | undefined {
  const entries = next?.declaration.servers.filter(({ server }) => server.id === id) ?? [];
  return entries.length > 0 ? entries.map(({ provider }) => provider) : undefined;
}

function lacks(next: Gate | undefined, provider: string, guard: Guard): boolean {
  const guards = next?.declaration.guards.get(provider) ?? [];
  return !guards.some((one) => isDeepStrictEqual(one, guard));
}
