import Table from 'cli-table3';

/** Rows under a header in a table of the given width. Columns take what they need; the last one takes the rest. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const needed = header.slice(0, -1).map((title, column) => {
    const cells = rows.flatMap((row) => (row[column] ?? '').split('\n'));
    return Math.max(title.length, ...cells.map((cell) => visible(cell).length)) + 2;
  });
  const borders = header.length + 1;
  const rest = width - borders - needed.reduce((sum, one) => sum + one, 0);
  const made = new Table({
    head: [...header],
    colWidths: [...needed, Math.max(20, rest)],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  const last = Math.max(20, rest);
  // a word without spaces, such as an ARN, would be cut off
  const broken = (cell: string) => cell.replace(new RegExp(`\\S{${last - 2}}(?=\\S)`, 'g'), '$&\n');
  for (const row of rows) made.push(row.map((cell, column) => (column === row.length - 1 ? broken(cell) : cell)));
  return made.toString();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const COLOURS = /\u001b\[[0-9;]*m/g;

const visible = (text: string): string => text.replace(COLOURS, '');
