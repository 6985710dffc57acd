/** A record of a CSV file, and the line that it begins in, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

export interface Csv {
  readonly records: readonly CsvRecord[];
  /** The line from which on nothing could be read. */
  readonly brokenAt?: number;
}

/** A field in quotes, in which two quotes stand for one, or without any; and what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n?|\n|$)/y;

/** Reads CSV as in https://www.rfc-editor.org/rfc/rfc4180, with any end of line. Empty lines are no records. */
export function readCsv(text: string): Csv {
  const records: CsvRecord[] = [];
  const field = new RegExp(FIELD);
  let [line, begins] = [1, 1];
  let fields: string[] = [];
  for (let end = ','; end !== ''; ) {
    const match = field.exec(text);
    if (!match) return { records, brokenAt: line };
    const [whole, quoted, plain = ''] = match;
    end = match[3] ?? '';
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n?|\n/g)?.length ?? 0;
    if (end === ',') continue;
    if (fields.length > 1 || whole.replace(/[\r\n]/g, '') !== '') records.push({ line: begins, fields });
    [fields, begins] = [[], line];
  }
  return { records };
}
