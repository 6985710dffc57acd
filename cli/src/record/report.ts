import { countedBy } from '../model/lists';
import { amount } from '../output/words';
import { type EntryOutcome, OUTCOMES, type RecordEntry } from './entries';

/** What was disconnected in all Regions that were asked for. */
export interface RecordReport {
  readonly since: number;
  readonly entries: readonly RecordEntry[];
  readonly kept: number;
  readonly logGroups: readonly string[];
  /** Regions and log groups that could not be read, and why. */
  readonly unread: readonly string[];
}

export const countsOf = ({ entries }: RecordReport): Record<EntryOutcome, number> =>
  countedBy(OUTCOMES, entries, ({ outcome }) => outcome);

/** The result in one line. */
export function recordSummary(report: RecordReport): string {
  const counts = countsOf(report);
  const stacks = new Set(report.entries.map(({ stackId }) => stackId)).size;
  const by = stacks > 0 ? ` by ${amount(stacks, 'stack')}` : '';
  const others = [
    ...(counts.failed > 0 ? [`${counts.failed} could not be disconnected`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} without an outcome`] : []),
    ...(counts['already-disconnected'] > 0
      ? [`${counts['already-disconnected']} had been disconnected by others`]
      : []),
    ...(counts['not-found'] > 0 ? [`${counts['not-found']} had been deleted from MGN by others`] : []),
  ];
  const told = [`${amount(counts.disconnected, 'source server')} disconnected`, ...others].join(', ');
  const from = new Date(report.since).toISOString().slice(0, 10);
  return `${told} since ${from}${by}; ${amount(report.logGroups.length, 'log group')} read.`;
}
