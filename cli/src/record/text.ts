import { table } from '../output/table';
import type { Page } from '../output/terminal';
import { OUTCOMES, type RecordEntry } from './entries';
import { type RecordReport, recordSummary } from './report';

export function recordText(report: RecordReport, page: Page): string {
  const header = ['Server', 'When (UTC)', 'Runs as', 'Stack', 'What, and why'];
  const rows = report.entries.map((entry) => cellsOf(entry, page));
  const body = rows.length > 0 ? [table(header, rows, page.width)] : [];
  const unread = report.unread.map((what) => page.paint('yellow', `Not read: ${what}`));
  return [...body, ...unread, page.paint('bold', recordSummary(report))].join('\n\n');
}

function cellsOf(entry: RecordEntry, page: Page): string[] {
  const { server, hostname, time, launchedInstance, stackName, outcome, rule, reason, operations, problem } = entry;
  const later = operations.filter((one) => one !== 'DisconnectFromService');
  return [
    [hostname, server].filter(Boolean).join('\n'),
    time.slice(0, 19).replace('T', '\n'),
    launchedInstance ?? '-',
    stackName,
    [
      `${page.paint(OUTCOMES[outcome].colour, OUTCOMES[outcome].words)}: ${reason}${rule ? ` (${rule})` : ''}`,
      ...(problem && outcome === 'disconnected' ? [page.paint('red', problem)] : []),
      ...(later.length > 0 ? [`also ${later.join(', ')}`] : []),
    ].join('\n'),
  ];
}
