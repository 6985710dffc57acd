import { table } from '../output/table';
import type { Page } from '../output/terminal';
import type { Left } from './clean-up';
import type { Ground } from './ground';
import type { Judged, ProbeVerdict } from './judge';
import type { Probed } from './probe';

/* What a probe has found, for people and for programs. */

export interface ProbeReport extends Probed {
  readonly judged: readonly Judged[];
  readonly exitCode: number;
}

const COLOUR = { 'as relied on': 'green', differs: 'red', 'not seen': 'yellow' } as const;

export function reportText({ judged, failed }: ProbeReport, page: Page): string {
  const rows = judged.map(({ row, verdict, seen }) => [
    row.id,
    page.paint(COLOUR[verdict], verdict),
    verdict === 'differs'
      ? `${row.about}: ${seen}\nrelied on: ${row.expected}\nrules: ${row.rules.join(', ')}\nthen: ${row.otherwise}`
      : `${row.about}: ${row.expected}`,
  ]);
  const stopped = [...failed].map(([scenario, why]) => `Not gone through: ${scenario}: ${why}`);
  return [table(['', '', ''], rows, page.width), ...stopped, reportSummary(judged)].join('\n');
}

export function reportSummary(judged: readonly Judged[]): string {
  const counted = (['as relied on', 'differs', 'not seen'] as const).map(
    (verdict) => `${judged.filter((one) => one.verdict === verdict).length} ${verdict}`,
  );
  return `What the rules rest on: ${counted.join(', ')}.`;
}

export const leftText = (left: readonly Left[]): string =>
  left.map(({ what, why, command }) => `Not deleted: ${what}: ${why}\n  ${command}`).join('\n');

/** A new minor number only adds members; a new major number changes them. cli/schema/probe.schema.json describes it. */
const FORMAT_VERSION = '1.0';

export function reportJson({ judged, failed, recordings, exitCode }: ProbeReport, ground: Ground): object {
  // the error of a denied call names the caller
  const plain = (text: string) =>
    text
      .replace(/arn:[\w-]+:[^\s'",)]+/g, '<arn>')
      .replaceAll(ground.accountId, '<account>')
      .replace(/\d{12}/g, '<account>');
  const count = (verdict: ProbeVerdict) => judged.filter((one) => one.verdict === verdict).length;
  return {
    format_version: FORMAT_VERSION,
    exit_code: exitCode,
    region: ground.region,
    summary: { 'as relied on': count('as relied on'), differs: count('differs'), 'not seen': count('not seen') },
    rows: judged.map(({ row, verdict, seen }) => ({
      id: row.id,
      scenario: row.scenario,
      about: row.about,
      relied_on: row.expected,
      seen: seen === undefined ? null : plain(seen),
      verdict,
      rules: row.rules,
      switch: row.switch ?? null,
      otherwise: row.otherwise,
    })),
    not_gone_through: [...failed].map(([scenario, reason]) => ({ scenario, reason: plain(reason) })),
    recordings,
  };
}
