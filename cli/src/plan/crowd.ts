import { crowded, type StateCounts, stateCounts } from '../model/crowd';
import type { Row } from './rows';

/** Servers of one stack to which nothing happens, for the same reason. */
export interface RowCrowd {
  readonly verdict: Row['verdict'];
  readonly reason: string;
  readonly servers: number;
  readonly states: StateCounts;
}

/** The rows for people. If many servers are untouched for one reason, it gives their number. Every change is named. */
export function crowdsOfRows(rows: readonly Row[]): { single: Row[]; crowds: RowCrowd[] } {
  const { single, groups } = crowded(rows, (row) =>
    isCalm(row) ? JSON.stringify([row.verdict, row.reason]) : undefined,
  );
  return { single, crowds: groups.map(crowdOf) };
}

const CALM = new Set<Row['verdict']>(['kept', 'newly-declared', 'nothing-to-disconnect']);

const isCalm = ({ verdict, disconnects, calls, problem, steps }: Row): boolean =>
  CALM.has(verdict) && !disconnects && calls.length === 0 && problem === undefined && steps.length === 0;

function crowdOf(rows: readonly Row[]): RowCrowd {
  const [{ verdict, reason }] = rows as readonly [Row, ...Row[]];
  return { verdict, reason, servers: rows.length, states: stateCounts(rows) };
}
