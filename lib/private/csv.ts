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

/**
 * Reads CSV as in https://www.rfc-editor.org/rfc/rfc4180, with any end of line. Blanks around a value are not part of it,
 * and a line of empty fields is no record: a spreadsheet leaves such lines where rows were cleared.
 */
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
    fields.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim());
    line += whole.match(/\r\n?|\n/g)?.length ?? 0;
    if (end === ',') continue;
    if (fields.some((value) => value !== '')) records.push({ line: begins, fields });
    [fields, begins] = [[], line];
  }
  return { records };
}

/** Why a text is no CSV with commas, in the words of the program that wrote it; undefined if it looks like CSV. */
export function foreignCsv(text: string): string | undefined {
  const first = /^\s*(.*)/.exec(text)?.[1] ?? '';
  if (/^"?sep=/i.test(first)) {
    return `the first line is ${JSON.stringify(first)}, by which Excel knows the separator; remove that line, and separate the columns by commas`;
  }
  if (first.startsWith('#TYPE')) {
    return 'the first line is the #TYPE that PowerShell writes; remove that line, or use Export-Csv -NoTypeInformation';
  }
  if (first.includes(',')) return undefined;
  if (first.includes(';')) {
    return 'the columns are separated by semicolons, as Excel does in many languages; separate the columns by commas';
  }
  if (first.includes('\t')) {
    return 'the columns are separated by tabs; separate the columns by commas, or print JSON (--output json)';
  }
  return undefined;
}
