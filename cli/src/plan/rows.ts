import { isDisconnected } from '../../../lambda/custody/steps';
import type { AccessTag } from '../../../lib/private/contract';
import type { Host } from '../model/host';
import { type Call, callsOf } from './calls';
import type { Fate, Prediction, Why } from './predict';

/** What a plan says of a server: as its JSON spells it, for people, and in which colour. In the order of the rows. */
export const VERDICTS = {
  'will-be-disconnected': { words: 'will be disconnected', colour: 'red' },
  'moves-between-stacks': { words: 'will be disconnected: moves between stacks', colour: 'red' },
  'not-known-until-deploy': { words: 'not known until deploy', colour: 'yellow' },
  'record-will-be-deleted': { words: 'its record in MGN will be deleted', colour: 'red' },
  'record-will-be-archived': { words: 'its record in MGN will be archived', colour: 'red' },
  'refused-by-guard': { words: 'refused by a removal guard', colour: 'red' },
  'declared-twice': { words: 'declared twice', colour: 'yellow' },
  'newly-declared': { words: 'newly declared', colour: 'cyan' },
  'nothing-to-disconnect': { words: 'nothing to disconnect', colour: 'gray' },
  kept: { words: 'kept', colour: 'green' },
} as const;
export type PlanVerdict = keyof typeof VERDICTS;
const ORDER = Object.keys(VERDICTS);

export interface Row {
  readonly server?: string;
  readonly accountId?: string;
  readonly path: readonly string[];
  readonly logicalId: string;
  readonly verdict: PlanVerdict;
  readonly reason: string;
  /** Whether the server is disconnected, or may be. */
  readonly disconnects: boolean;
  /** The calls to MGN, in order, as far as they are known. None of them can be undone. */
  readonly calls: readonly Call[];
  /** What to do instead, in order. */
  readonly steps: readonly string[];
  /** What is wrong at this server. */
  readonly problem?: string;
  /** Whether that fails the deployment for certain. */
  readonly fails: boolean;
  readonly host?: Host;
  /** Its function refuses to disconnect it as long as it is connected. */
  readonly isProtected?: boolean;
}

/** Whether something happens, or may happen, that cannot be undone. */
export const goes = ({ disconnects, calls }: Pick<Row, 'disconnects' | 'calls'>): boolean =>
  disconnects || calls.length > 0;

/** Whether the server is disconnected, as far as is known. */
export const surelyDisconnects = ({ disconnects, verdict }: Row): boolean =>
  disconnects && verdict !== 'not-known-until-deploy';

export const nameOf = ({ host, server, logicalId }: Row): string => host?.hostname || server || logicalId;

/** A stack of the app with what is predicted for it. */
export interface PredictedStack {
  readonly id: string;
  readonly predictions: readonly Prediction[];
  /** Servers that its new templates declare. */
  readonly declares: ReadonlySet<string>;
}

/** What MGN shows of servers; undefined if MGN could not be asked. */
export type Hosts = (one: Prediction) => Host | 'absent' | undefined;

/** The rows of one stack, in view of the whole app. */
export function rowsOf(stack: PredictedStack, app: readonly PredictedStack[], hosts: Hosts): Row[] {
  const rows = stack.predictions.map((one): Row => {
    const others = app.filter((other) => other !== stack && one.server !== undefined && other.declares.has(one.server));
    const host = hosts(one);
    const row = {
      ...placeOf(one),
      ...verdictOn(
        one.fate,
        stack.id,
        others.map(({ id }) => id),
      ),
    };
    const seen = inViewOf(host, row, one);
    if (one.isRefused) return { ...seen, problem: REFUSED, fails: true };
    if (one.otherFunction) return { ...seen, problem: OTHER_FUNCTION, fails: true };
    if (one.fate.kind !== 'declare') return seen;
    const problem = refusal(one, host);
    // it may be open whether it is there at all
    return { ...seen, problem: problem ?? raced(one, stack, app), fails: problem !== undefined && !one.fate.open };
  });
  return rows.sort(byVerdict);
}

function byVerdict(one: Row, other: Row): number {
  return ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict) || (nameOf(one) < nameOf(other) ? -1 : 1);
}

const placeOf = ({ server, accountId, path, logicalId, isProtected }: Prediction) => ({
  ...{ server, accountId, path, logicalId, isProtected },
  ...{ disconnects: false, calls: [], steps: [], fails: false },
});

const KEPT: Readonly<Record<Why, string>> = {
  unchanged: 'unchanged',
  retained: 'its deployed removal policy retains it',
  'moved within the stack': 'another connection of the stack holds it',
  'never completed': 'only a deployment that failed added it',
  'terms changed': 'a deployment that did not complete has changed its removal policy, protection or steps',
};

const LEFT = {
  removed: 'the new template has no connection to it',
  replaced: 'its connection names another server',
  'stack deleted': 'the stack is deleted',
};

type Judgement = Pick<Row, 'verdict' | 'reason'> & Partial<Pick<Row, 'steps' | 'disconnects'>>;

function verdictOn(fate: Fate, stack: string, others: readonly string[]): Judgement {
  const elsewhere = others.join(' and ');
  switch (fate.kind) {
    case 'unknown':
      return { ...open(fate.why), disconnects: true };
    case 'disconnect': {
      const reason = LEFT[fate.how];
      if (others.length === 0) return { verdict: 'will-be-disconnected', reason, disconnects: true };
      const moves = `${reason}; ${elsewhere} ${others.length > 1 ? 'declare' : 'declares'} it too, and that does not keep it`;
      return {
        verdict: 'moves-between-stacks',
        reason: moves,
        steps: steps(stack, elsewhere, fate.how),
        disconnects: true,
      };
    }
    case 'keep':
      if (others.length > 0 && fate.why !== 'retained') return twice(elsewhere);
      return {
        verdict: 'kept',
        reason: others.length > 0 ? `${KEPT[fate.why]}; ${elsewhere} declares it` : KEPT[fate.why],
      };
    case 'declare':
      if (fate.open) return open(fate.open);
      return others.length > 0
        ? twice(elsewhere)
        : { verdict: 'newly-declared', reason: 'the deployment looks it up and changes nothing' };
  }
}

const open = (why: string) => ({ verdict: 'not-known-until-deploy' as const, reason: `it depends on ${why}` });

const twice = (elsewhere: string) => ({
  verdict: 'declared-twice' as const,
  reason: `${elsewhere} declares it too: the first stack to give it up disconnects it`,
});

/** The order of steps that saves a server which moves from one stack to another. */
function steps(from: string, to: string, how: 'removed' | 'replaced' | 'stack deleted'): string[] {
  const back = how === 'stack deleted' ? 'give' : 'put its connection back into';
  const policy = 'removalPolicy: RemovalPolicy.RETAIN';
  return [
    how === 'stack deleted' ? `${back} its connection in ${from} ${policy}` : `${back} ${from}, with ${policy}`,
    `deploy ${from}`,
    how === 'stack deleted'
      ? `destroy ${from}: it stays connected`
      : `remove it from ${from} and deploy ${from}: it stays connected`,
    `deploy ${to}, which declares it (before or after)`,
  ];
}

const OTHER_FUNCTION =
  'the deployment will fail: its connection belongs to another provider than before, and CloudFormation changes no ServiceToken; keep the provider, or retain the connection, remove it and declare it again';

const REFUSED =
  'the deletion will fail, for its function cannot tell what counts; roll the stack back, or deploy it, before you delete it';

/** If another stack disconnects a server meanwhile, the server can no longer be declared. */
function raced({ server }: Prediction, stack: PredictedStack, app: readonly PredictedStack[]): string | undefined {
  const gives = (other: PredictedStack) =>
    other.predictions.some((one) => one.server === server && one.fate.kind === 'disconnect');
  const other = app.find((one) => one !== stack && gives(one));
  return other && `the deployment will fail if ${other.id} is deployed first, for that disconnects it`;
}

/** Why a Create of the connection will fail, given what MGN says of the server. */
function refusal({ fate, tag }: Prediction, host: Host | 'absent' | undefined): string | undefined {
  if (host === undefined) return undefined;
  if (host === 'absent') return 'the deployment will fail: it does not exist in MGN';
  if (tag && !bears(host, tag))
    return `the deployment will fail: it has no tag ${tag.key} = ${tag.value}, without which its function may not disconnect it`;
  if (!isDisconnected(host.source) || (fate.kind === 'declare' && fate.allowsDisconnected)) return undefined;
  const advice = host.lifeCycleState === 'CUTOVER' ? ', as its cutover is finalized' : '';
  return `the deployment will fail: it is already disconnected${advice} (allowDisconnected takes it as it is)`;
}

const bears = ({ source }: Host, { key, value }: AccessTag): boolean => source.tags?.[key] === value;

/** The row, given what MGN says of the server. */
function inViewOf(host: Host | 'absent' | undefined, row: Row, { fate, steps }: Prediction): Row {
  if (host === undefined) return row;
  if (host === 'absent') return row.disconnects ? unseen(row) : row;
  const shown = { ...row, host };
  if (!row.disconnects || !steps) return shown;
  if (!steps.known) return isDisconnected(host.source) ? { ...shown, ...open(steps.why) } : shown;
  const calls = callsOf(host.source, steps.value);
  const isCertain = fate.kind === 'disconnect';
  if (calls.includes('DisconnectFromService') || calls.includes('FinalizeCutover'))
    return isCertain ? { ...shown, calls, reason: withSteps(row.reason, calls) } : shown;
  if (calls.length > 0 && !isCertain) return shown;
  const reason = `it is already disconnected; ${row.reason}`;
  return {
    ...shown,
    verdict: VERDICT_OF_RECORD[calls.at(-1) ?? ''] ?? 'nothing-to-disconnect',
    reason,
    ...SPENT,
    calls,
  };
}

const SPENT = { disconnects: false, steps: [] };

const VERDICT_OF_RECORD: Readonly<Record<string, PlanVerdict>> = {
  DeleteSourceServer: 'record-will-be-deleted',
  MarkAsArchived: 'record-will-be-archived',
};

/** MGN's answers may lag behind what it does: a server that it does not show may be there. */
function unseen(row: Row): Row {
  const reason = `MGN does not show it: if it is gone, there is nothing to disconnect; ${row.reason}`;
  return { ...row, verdict: 'not-known-until-deploy', reason, steps: [] };
}

function withSteps(reason: string, calls: readonly Call[]): string {
  const first = calls[0] === 'FinalizeCutover' ? '; its cutover is finalized' : '';
  const then = calls.includes('DeleteSourceServer') ? 'deleted' : calls.includes('MarkAsArchived') && 'archived';
  return `${reason}${first}${then ? `; then its record in MGN is ${then}` : ''}`;
}
