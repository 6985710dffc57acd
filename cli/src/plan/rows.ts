import type { Host } from './host';
import { isDisconnected, replicatesNoMore } from './host';
import type { Fate, Prediction, Why } from './predict';

/** What a plan says of a server, as its JSON spells it. */
export const VERDICTS = [
  'will-be-disconnected',
  'moves-between-stacks',
  'not-known-until-deploy',
  'declared-twice',
  'newly-declared',
  'nothing-to-disconnect',
  'kept',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Row {
  readonly server?: string;
  readonly accountId?: string;
  readonly path: readonly string[];
  readonly logicalId: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Whether the server is disconnected, or may be. */
  readonly disconnects: boolean;
  /** What to do instead, in order. */
  readonly steps: readonly string[];
  /** Why the deployment will fail at this server. */
  readonly problem?: string;
  readonly host?: Host;
}

/** A stack of the app with what is foreseen for it. */
export interface Foreseen {
  readonly id: string;
  readonly predictions: readonly Prediction[];
  /** Servers that its new templates declare. */
  readonly declares: ReadonlySet<string>;
}

/** What was found out about servers; undefined if MGN could not be asked. */
export type Hosts = (one: Prediction) => Host | 'absent' | undefined;

/** The rows of one stack, in view of the whole app. */
export function rowsOf(stack: Foreseen, app: readonly Foreseen[], hosts: Hosts): Row[] {
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
    if (one.fate.kind !== 'declare') return inViewOf(host, row);
    return { ...inViewOf(host, row), problem: refusal(one, host) ?? raced(one, stack, app) };
  });
  return rows.sort(byVerdict);
}

function byVerdict(one: Row, other: Row): number {
  const name = ({ host, server, logicalId }: Row) => host?.hostname || server || logicalId;
  return VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict) || (name(one) < name(other) ? -1 : 1);
}

const placeOf = ({ server, accountId, path, logicalId }: Prediction) => ({
  ...{ server, accountId, path, logicalId },
  ...{ disconnects: false, steps: [] },
});

const KEPT: Readonly<Record<Why, string>> = {
  unchanged: 'unchanged',
  retained: 'its deployed removal policy retains it',
  'moved within the stack': 'another connection of the stack holds it',
  'never completed': 'only a deployment that failed added it',
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

/** The order that saves a server which moves from one stack to another. */
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

/** A server that another stack disconnects meanwhile cannot be declared any more. */
function raced({ server }: Prediction, stack: Foreseen, app: readonly Foreseen[]): string | undefined {
  const gives = (other: Foreseen) =>
    other.predictions.some((one) => one.server === server && one.fate.kind === 'disconnect');
  const other = app.find((one) => one !== stack && gives(one));
  return other && `the deployment will fail if ${other.id} is deployed first, for that disconnects it`;
}

/** Why a Create of the connection will fail, given what MGN says of the server. */
function refusal({ fate }: Prediction, host: Host | 'absent' | undefined): string | undefined {
  if (host === undefined) return undefined;
  if (host === 'absent') return 'the deployment will fail: it does not exist in MGN';
  if (!replicatesNoMore(host) || (fate.kind === 'declare' && fate.allowsDisconnected)) return undefined;
  const advice = host.lifeCycleState === 'CUTOVER' ? ', as its cutover is finalized' : '';
  return `the deployment will fail: it is already disconnected${advice} (allowDisconnected takes it as it is)`;
}

/** The row, given what MGN says of the server. */
function inViewOf(host: Host | 'absent' | undefined, row: Row): Row {
  if (host === undefined) return row;
  const gone =
    host === 'absent' ? 'it does not exist in MGN' : isDisconnected(host) ? 'it is already disconnected' : undefined;
  const shown = host === 'absent' ? row : { ...row, host };
  if (!gone || !row.disconnects) return shown;
  return {
    ...shown,
    verdict: 'nothing-to-disconnect',
    reason: `${gone}; ${row.reason}`,
    disconnects: false,
    steps: [],
  };
}
