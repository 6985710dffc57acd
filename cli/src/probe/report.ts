import { table } from '../output/table';
import type { Page } from '../output/terminal';
import { anonymous } from './anonymous';
import type { Left } from './clean-up';
import type { Ground } from './ground';
import { countVerdicts, type Judged, PROBE_VERDICTS } from './judge';
import type { Probed } from './probe';
import type { ReliedOn } from './scenarios/row';

/* What a probe has found, for people and for programs. */

export interface ProbeReport extends Probed {
  readonly judged: readonly Judged[];
  readonly exitCode: number;
}

export function reportText({ judged, failed }: ProbeReport, page: Page): string {
  const stopped = [...failed].map(([scenario, why]) => `Not gone through: ${scenario}: ${why}`);
  const rows = judgedTable(judged, page, ({ rules }) => `rules: ${rules.join(', ')}`);
  return [rows, ...stopped, reportSummary(judged)].join('\n');
}

/** A row for each verdict; `whose` says who relies on it. */
export function judgedTable<Row extends Told>(
  judged: readonly Judged<Row>[],
  page: Page,
  whose: (row: Row) => string,
): string {
  const rows = judged.map(({ row, verdict, seen }) => [
    row.id,
    page.paint(PROBE_VERDICTS[verdict], verdict),
    verdict === 'differs'
      ? `${row.about}: ${seen}\nrelied on: ${row.expected}\n${whose(row)}\nthen: ${row.otherwise}`
      : `${row.about}: ${row.expected}`,
  ]);
  return table(['', '', ''], rows, page.width);
}

/** The same for programs; `own` is what only such rows have. */
export function judgedJson<Row extends Told>(judged: readonly Judged<Row>[], own: (row: Row) => object): object[] {
  return judged.map(({ row, verdict, seen }) => ({
    id: row.id,
    ...own(row),
    about: row.about,
    relied_on: row.expected,
    seen: seen === undefined ? null : anonymous(seen),
    verdict,
    switch: row.switch ?? null,
    otherwise: row.otherwise,
  }));
}

type Told = Omit<ReliedOn<never>, 'see'>;

export function reportSummary(judged: readonly Pick<Judged, 'verdict'>[], what = 'What the rules rest on'): string {
  const counted = Object.entries(countVerdicts(judged)).map(([verdict, count]) => `${count} ${verdict}`);
  return `${what}: ${counted.join(', ')}.`;
}

export const leftText = (left: readonly Left[]): string =>
  left.map(({ what, why, command }) => `Not deleted: ${what}: ${why}\n  ${command}`).join('\n');

/** A new minor number only adds members; a new major number changes them. cli/schema/probe.schema.json describes it. */
const FORMAT_VERSION = '1.0';

export function reportJson(
  { judged, failed, recordings, exitCode }: ProbeReport,
  { region }: Pick<Ground, 'region'>,
): object {
  return {
    format_version: FORMAT_VERSION,
    exit_code: exitCode,
    region,
    summary: countVerdicts(judged),
    rows: judgedJson(judged, ({ scenario, rules }) => ({ scenario, rules })),
    not_gone_through: [...failed].map(([scenario, reason]) => ({ scenario, reason: anonymous(reason) })),
    recordings,
  };
}
