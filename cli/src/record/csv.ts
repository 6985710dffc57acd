import { columnsOf } from './json';
import type { RecordReport } from './report';

/** One line for each server, as RFC 4180 has it, for a spreadsheet. */
export function recordCsv({ entries }: RecordReport): string {
  const rows = entries.map((entry) => ({ ...columnsOf(entry), operations: entry.operations.join(' ') }));
  const header = [...COLUMNS];
  return [header, ...rows.map((row) => COLUMNS.map((name) => cellOf(row[name])))]
    .map((row) => row.join(','))
    .join('\r\n');
}

const COLUMNS = [
  ...([
    'source_server_id',
    'hostname',
    'fqdn',
    'outcome',
    'time',
    'launched_instance_id',
    'account',
    'region',
  ] as const),
  ...(['stack_name', 'stack_id', 'logical_id', 'rule', 'reason', 'life_cycle_state_before'] as const),
  ...(['data_replication_state_before', 'failed_requests', 'problem', 'operations'] as const),
];

/** A spreadsheet would run a text that begins like a formula: https://owasp.org/www-community/attacks/CSV_Injection */
function cellOf(value: string | number | null): string {
  const text = String(value ?? '').replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
