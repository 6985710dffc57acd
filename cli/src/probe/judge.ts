import type { ProbeRecording } from './recording';
import { ROWS, type Row } from './rows';

export type ProbeVerdict = 'as relied on' | 'differs' | 'not seen';

export interface Judged {
  readonly row: Row;
  readonly verdict: ProbeVerdict;
  readonly seen?: string;
}

/** What recordings say about the rows that these scenarios are for. It calls nothing. */
export function judge(recordings: readonly ProbeRecording[], rows: readonly Row[] = ROWS): Judged[] {
  return rows.map((row) => {
    const recording = recordings.find(({ scenario }) => scenario === row.scenario);
    const seen = recording && row.see(recording);
    if (seen === undefined) return { row, verdict: 'not seen' };
    return { row, seen, verdict: seen === row.expected ? 'as relied on' : 'differs' };
  });
}

export const EXIT = { asReliedOn: 0, error: 1, differs: 2 } as const;

/** What was not seen is no answer. */
export function exitCodeOf(judged: readonly Judged[]): number {
  if (judged.some(({ verdict }) => verdict === 'differs')) return EXIT.differs;
  return judged.every(({ verdict }) => verdict === 'as relied on') ? EXIT.asReliedOn : EXIT.error;
}
