import type { Guard } from '../../../lambda/guards/declaration';
import type { Obstacle, Seen } from '../../../lambda/guards/obstacles';
import type { DeployedStack } from '../model/deployed';
import type { Fleet } from './fleet';
import { type DeployedGate, deployedGate, type Gate, gateIn } from './gate';
import { answerOf, asksForJobs, type GateAnswer, isNew, shownTo, type TakenAway, takenAway } from './guards';
import { type Looked, surroundingsOf } from './look';
import { goes, type Row } from './rows';

/** The rows of a tree of stacks after its removal guards. If one guard refuses, no server leaves. */
export interface Guarded {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  readonly failures: readonly string[];
  readonly takenAway: readonly string[];
}

export async function underGuard(stack: Looked, rows: readonly Row[], fleet: Fleet): Promise<Guarded> {
  const { action, deployed, evidence, app, sources, session } = stack;
  const before = deployedGate(deployed, { ...session });
  const next = gateIn(app.tree, sources, surroundingsOf(app, session, deployed));
  if (!evidence || (!before && !next)) return { rows, notes: [], failures: [], takenAway: [] };
  const world = { seen: await seenOf(rows, fleet, [before, next]), now: Date.now() };
  const answer = answerOf({
    ...{ action, deployed: before, next, isSettled: isSettled(deployed), ...world },
    shown: await shownTo(action, deployed, next, evidence),
    leaving: ids(rows.filter(isCertain)),
  });
  const taken = action === 'deploy' ? takenAway(before, next, ids(rows.filter(goes)), world) : [];
  return {
    ...withAnswer(rows, answer, action),
    notes: [...notesOnAnswer(answer), ...notesOnNewGate(stack, before, next), ...notesOnRetained(action, before, rows)],
    takenAway: taken.filter(({ obstacles, leavesServers }) => obstacles.length > 0 || leavesServers).map(tellTaken),
  };
}

const ids = (rows: readonly Row[]): Set<string> => new Set(rows.flatMap(({ server }) => server ?? []));

const isCertain = (row: Row): boolean => row.disconnects && row.verdict !== 'not-known-until-deploy';

/** A refused deletion leaves the gate as it was. */
const isSettled = (stack: DeployedStack | undefined): boolean =>
  stack !== undefined && /^((CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE|DELETE_FAILED)$/.test(stack.status);

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

const FAILS = {
  deploy: 'cdk deploy will fail: CloudFormation takes the deployment back, and nothing is disconnected',
  destroy: 'cdk destroy will fail and leave the stack DELETE_FAILED; its other resources are deleted',
} as const;

function withAnswer(
  rows: readonly Row[],
  answer: GateAnswer,
  action: 'deploy' | 'destroy',
): Pick<Guarded, 'rows' | 'failures'> {
  if (answer.kind === 'passes' || !rows.some(goes)) return { rows, failures: [] };
  if (answer.kind === 'refuses') {
    const [first] = answer.obstacles;
    const failures = [`a removal guard is not met (${tell(first as Obstacle)}): ${FAILS[action]}`];
    return { rows: rows.map((row) => (goes(row) ? refused(row, answer.obstacles) : row)), failures };
  }
  return { rows: answer.isNow ? rows.map((row) => mayPass(row, answer.obstacles)) : rows, failures: [] };
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
