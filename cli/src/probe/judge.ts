import { countedBy } from '../model/lists';
import { EXIT } from '../output/exit';
import type { ProbeRecording } from './recording';
import { ROWS } from './scenarios';
import type { ProbeRow, ReliedOn } from './scenarios/row';

/** With their colours. */
export const PROBE_VERDICTS = { 'as relied on': 'green', differs: 'red', 'not seen': 'yellow' } as const;
type ProbeVerdict = keyof typeof PROBE_VERDICTS;

export interface Judged<Row = ProbeRow> {
  readonly row: Row;
  readonly verdict: ProbeVerdict;
  readonly seen?: string;
}

/** What recordings say about the rows of these scenarios. It makes no call. */
export function judge(recordings: readonly ProbeRecording[], rows: readonly ProbeRow[] = ROWS): Judged[] {
  return rows.map((row) =>
    judgeRow(
      row,
      recordings.find(({ scenario }) => scenario === row.scenario),
    ),
  );
}

export function judgeRow<Recording, Row extends ReliedOn<Recording>>(row: Row, recording?: Recording): Judged<Row> {
  const seen = recording && row.see(recording);
  if (seen === undefined) return { row, verdict: 'not seen' };
  return { row, seen, verdict: seen === row.expected ? 'as relied on' : 'differs' };
}

/** Something: a row that differs. A row that was not seen is no answer. */
export function probeExitCode(judged: readonly Pick<Judged, 'verdict'>[]): number {
  if (judged.some(({ verdict }) => verdict === 'differs')) return EXIT.something;
  return judged.every(({ verdict }) => verdict === 'as relied on') ? EXIT.nothing : EXIT.error;
}

/** How many rows there are of each verdict. */
export function countVerdicts(judged: readonly Pick<Judged, 'verdict'>[]): Record<ProbeVerdict, number> {
  return countedBy(PROBE_VERDICTS, judged, ({ verdict }) => verdict);
}
