import type { RecordEntry } from './entries';
import { RECORD_COLUMNS } from './json';
import type { RecordReport } from './report';

/** One line for each server, as RFC 4180 has it, for a spreadsheet. */
export function recordCsv({ entries }: RecordReport): string {
  const columns = { ...RECORD_COLUMNS, operations: ({ operations }: RecordEntry) => operations.join(' ') };
  const rows = entries.map((entry) => Object.values(columns).map((read) => cellOf(read(entry))));
  return [Object.keys(columns), ...rows].map((row) => row.join(',')).join('\r\n');
}

/** A spreadsheet would run a text that begins like a formula: https://owasp.org/www-community/attacks/CSV_Injection */
function cellOf(value: string | number | undefined): string {
  const text = String(value ?? '').replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
