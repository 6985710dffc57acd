import { type Row, VERDICTS } from './rows';

/** Up to this many untouched servers in the same situation have a row each. */
const MOST = 10;

/** Servers of one stack to which nothing happens, for the same reason. */
export interface RowCrowd {
  readonly verdict: Row['verdict'];
  readonly reason: string;
  readonly servers: number;
  /** How many are in each life cycle state. */
  readonly states: readonly (readonly [state: string, servers: number])[];
}

/** The rows for people. If many servers are untouched for one reason, it gives their number. Every change is named. */
export function crowdsOfRows(rows: readonly Row[]): { single: Row[]; crowds: RowCrowd[] } {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = isCalm(row) ? JSON.stringify([row.verdict, row.reason]) : '';
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const many = [...groups].filter(([key, group]) => key !== '' && group.length > MOST).map(([, group]) => group);
  const hidden = new Set(many.flat());
  return { single: rows.filter((row) => !hidden.has(row)), crowds: many.map(crowdOf) };
}

const CALM = new Set<Row['verdict']>(['kept', 'newly-declared', 'nothing-to-disconnect']);

const isCalm = ({ verdict, disconnects, calls, problem, steps }: Row): boolean =>
  CALM.has(verdict) && !disconnects && calls.length === 0 && problem === undefined && steps.length === 0;

function crowdOf(rows: readonly Row[]): RowCrowd {
  const states = new Map<string, number>();
  for (const { host } of rows) {
    const state = host?.lifeCycleState ?? 'unknown';
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const [{ verdict = VERDICTS[0], reason = '' } = {}] = rows;
  return { verdict, reason, servers: rows.length, states: [...states] };
}
