import { isDeepStrictEqual } from 'node:util';
import { SETTLED } from '../../../lambda/custody/history';
import { isGuarded } from '../../../lambda/custody/steps';
import type { Guard } from '../../../lambda/guards/declaration';
import type { Obstacle, Seen } from '../../../lambda/guards/obstacles';
import type { DeployedStack } from '../model/deployed';
import type { Fleet } from './fleet';
import { type DeployedGate, deployedGate, type Gate, gateIn } from './gate';
import {
  answerOf,
  asksForJobs,
  type GateAnswer,
  type GateQuestion,
  isNew,
  shownTo,
  type TakenAway,
  takenAway,
} from './guards';
import { type Looked, surroundingsOf } from './look';
import { goes, nameOf, type Row, surelyDisconnects } from './rows';

/** The rows of a tree of stacks after its removal guards. If one guard refuses, no server leaves. */
export interface Guarded {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  readonly failures: readonly string[];
  readonly takenAway: readonly string[];
}

export async function underGuard(stack: Looked, rows: readonly Row[], fleet: Fleet): Promise<Guarded> {
  return underProtection(await behindGate(stack, rows, fleet), stack.action);
}

/** Of a protected server the function refuses the Delete, where no gate has refused before: it is retained, or goes too. */
function underProtection(guarded: Guarded, action: 'deploy' | 'destroy'): Guarded {
  const stays = (row: Row) => row.isProtected === true && surelyDisconnects(row) && isGuarded(row.host?.source);
  const staying = guarded.rows.filter(stays);
  if (staying.length === 0) return guarded;
  const rows = guarded.rows.map((row) => (stays(row) ? { ...row, ...PROTECTED } : row));
  const names = staying.map(nameOf).join(', ');
  return { ...guarded, rows, failures: [...guarded.failures, `${names}: ${PROTECTED.reason}: ${REFUSES[action]}`] };
}

const PROTECTED = {
  verdict: 'refused-by-guard',
  reason: 'it is protected, and unprotecting and removing are two deployments',
  ...{ disconnects: false, calls: [], steps: [] },
} as const;

async function behindGate(stack: Looked, rows: readonly Row[], fleet: Fleet): Promise<Guarded> {
  const { action, deployed, evidence, app, sources, session } = stack;
  const before = deployedGate(deployed, { ...session });
  const next = gateIn(app.tree, sources, surroundingsOf(app, session, deployed));
  if (!evidence || (!before && !next)) return { rows, notes: [], failures: [], takenAway: [] };
  const world = { seen: await seenOf(rows, fleet, [before, next]), now: Date.now() };
  const question = {
    ...{ action, deployed: before, next, isSettled: isSettled(deployed), ...world },
    shown: await shownTo(action, deployed, next, evidence),
    leaving: new Set([...ids(rows.filter(surelyDisconnects)), ...askedThoughRetained(stack, before, next)]),
  };
  const answer = orAfterRollback(answerOf(question), question);
  const taken = action === 'deploy' ? takenAway(before, next, ids(rows.filter(goes)), world) : [];
  return {
    ...withAnswer(rows, answer, action, action === 'deploy' ? refusedToken(before, next) : []),
    notes: [...notesOnAnswer(answer), ...notesOnNewGate(stack, before, next), ...notesOnRetained(action, before, rows)],
    takenAway: taken.filter(({ obstacles, leavesServers }) => obstacles.length > 0 || leavesServers).map(tellTaken),
  };
}

/** What a failed update has made of the gate may be rolled back first: then the gate may be new. */
function orAfterRollback(answer: GateAnswer, question: GateQuestion): GateAnswer {
  if (question.isSettled || question.action === 'destroy' || answer.kind !== 'passes') return answer;
  const other = answerOf({ ...question, deployed: undefined });
  return other.kind === 'passes' ? answer : { kind: 'may refuse', obstacles: other.obstacles, isNow: false };
}

const ids = (rows: readonly Row[]): Set<string> => new Set(rows.flatMap(({ server }) => server ?? []));

/** A refused deletion leaves the gate as it was. */
const isSettled = (stack: DeployedStack | undefined): boolean =>
  stack !== undefined && (SETTLED.test(stack.status) || stack.status === 'DELETE_FAILED');

async function seenOf(
  rows: readonly Row[],
  fleet: Fleet,
  gates: readonly (Gate | undefined)[],
): Promise<Map<string, Seen>> {
  const jobs: ReadonlyMap<string, string> = asksForJobs(...gates) ? await fleet.jobs() : new Map();
  return new Map(
    rows.flatMap(({ server = '', host }) => (host ? [[server, { found: host.source, job: jobs.get(server) }]] : [])),
  );
}

const REFUSES = {
  deploy: 'its clean-up will fail, and CloudFormation forgets the connection',
  destroy: 'cdk destroy will fail and leave the stack DELETE_FAILED; its other resources are deleted',
} as const;

const FAILS = {
  deploy: 'cdk deploy will fail: CloudFormation takes the deployment back, and nothing is disconnected',
  destroy: 'cdk destroy will fail and leave the stack DELETE_FAILED; its other resources are deleted',
} as const;

function withAnswer(
  rows: readonly Row[],
  answer: GateAnswer,
  action: 'deploy' | 'destroy',
  token: readonly string[],
): Pick<Guarded, 'rows' | 'failures'> {
  if (answer.kind === 'refuses') {
    const [first] = answer.obstacles;
    const failures = [...token, `a removal guard is not met (${tell(first as Obstacle)}): ${FAILS[action]}`];
    return { rows: rows.map((row) => (goes(row) ? refused(row, answer.obstacles) : row)), failures };
  }
  const isOpen = answer.kind === 'may refuse' && answer.isNow;
  return { rows: isOpen ? rows.map((row) => mayPass(row, answer.obstacles)) : rows, failures: token };
}

/** CloudFormation changes no ServiceToken in place: the construct makes another gate, but a template may be changed. */
function refusedToken(before: Gate | undefined, next: Gate | undefined): string[] {
  if (!before || !next || isNew(before, next)) return [];
  if (isDeepStrictEqual(before.serviceToken, next.serviceToken)) return [];
  return [
    `the removal gate ${next.logicalId} belongs to another function than before, and CloudFormation changes no ServiceToken: cdk deploy will fail; give the gate another logical id`,
  ];
}

/** A gate that is new knows no policies, and is asked for what is retained too. */
function askedThoughRetained(
  { action, predictions }: Looked,
  before: Gate | undefined,
  next: Gate | undefined,
): string[] {
  if (action !== 'deploy' || !next || !isNew(before, next)) return [];
  return predictions.flatMap(({ server, fate }) =>
    fate.kind === 'keep' && fate.why === 'retained' && server !== undefined ? [server] : [],
  );
}

function refused(row: Row, all: readonly Obstacle[]): Row {
  const own = all.filter(({ who }) => row.server !== undefined && who.includes(row.server));
  const reason =
    own.length > 0
      ? `a removal guard is not met: it ${own.map(({ what }) => what).join(', and it ')}`
      : `a removal guard is not met for another server: ${tell(all[0] as Obstacle)}`;
  return { ...row, verdict: 'refused-by-guard', disconnects: false, calls: [], steps: [], reason };
}

function mayPass(row: Row, [first]: readonly Obstacle[]): Row {
  if (!goes(row)) return row;
  const reason = `${row.reason}; a removal guard is not met now (${tell(first as Obstacle)}), and may pass by then`;
  return { ...row, verdict: 'not-known-until-deploy', disconnects: true, reason };
}

const tell = ({ who, what }: Obstacle): string => `${who} ${what}`;

function notesOnAnswer(answer: GateAnswer): string[] {
  if (answer.kind !== 'may refuse' || answer.isNow) return [];
  return [`a removal guard may fail it, for a server that may leave: ${tell(answer.obstacles[0] as Obstacle)}`];
}

/** New guards may be asked about a server that stays connected. */
function notesOnNewGate({ predictions }: Looked, before: Gate | undefined, next: Gate | undefined): string[] {
  const retained = predictions.some(({ fate }) => fate.kind === 'keep' && fate.why === 'retained');
  if (!next || !isNew(before, next) || !retained) return [];
  return [
    'the removal guards are new, and are asked for the retained servers that leave too: bring the guards first, and remove servers in the next deployment',
  ];
}

function notesOnRetained(action: string, before: DeployedGate | undefined, rows: readonly Row[]): string[] {
  const isRetained = before?.isAskedOnDelete.known && !before.isAskedOnDelete.value;
  if (action !== 'destroy' || !isRetained || !rows.some(goes)) return [];
  return ['the removal guards are not asked: their gate is retained, or gone already'];
}

const NAMES: Readonly<Record<Guard['kind'], string>> = {
  LifeCycleStates: 'lifeCycleStates',
  CutoverFinalizedFor: 'cutoverFinalizedFor',
  LaunchedInstanceProven: 'launchedInstanceProven',
  NoRunningJob: 'noRunningJob',
  Tagged: 'tagged',
  AtMost: 'atMost',
  Never: 'never',
  unknown: 'a guard',
};

function tellTaken({ provider, guards, obstacles }: TakenAway): string {
  const what = guards.map(({ kind }) => `${NAMES[kind]}()`).join(', ');
  const unmet =
    obstacles.length > 0 ? `; ${obstacles.map(tell).join(', ')}: would not meet them` : '; its servers stay';
  return `this deployment takes away the removal guards ${what} of ${provider}${unmet}`;
}
