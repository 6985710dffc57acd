/* What the demo writes: plain text, with colour and a moving line only on a terminal. */

const onTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR;
const colour = (code: number) => (text: string) => (onTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = colour(1);
export const dim = colour(2);
export const red = colour(31);
export const green = colour(32);
export const yellow = colour(33);

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** How long a line may be that is easy to read. */
export const width = (): number => Math.min(columns(), 80);

/** Text broken into lines that fit the terminal and are easy to read, each after the indent. */
export function wrap(text: string, indent = '  '): string {
  const most = width() - indent.length;
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1] ?? '';
    if (line && line.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.map((line) => indent + line).join('\n');
}

/** Rows under a header, in columns as wide as their widest cell; `paint` colours a row after it has been measured. */
export function table(header: string[], rows: string[][], paint: (row: string[], line: string) => string): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  return [dim(line(header)), ...rows.map((row) => paint(row, line(row)))].join('\n');
}

/** Says what is being waited for and for how long; returns a function that ends it. */
export function progress(what: string): () => void {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  if (!onTerminal) {
    print(`  $ ${what}`);
    return () => print(`    done in ${seconds()} s`);
  }
  const frames = ['|', '/', '-', '\\'];
  let frame = 0;
  // a line that does not fit would leave its beginning behind at each turn
  const fitting = () => what.slice(0, Math.max(0, columns() - 12));
  const draw = () => {
    process.stdout.write(`\r\u001b[K  ${frames[frame++ % frames.length]} ${fitting()} ${dim(`${seconds()} s`)} `);
  };
  draw();
  const timer = setInterval(draw, 120);
  return () => {
    clearInterval(timer);
    process.stdout.write(`\r\u001b[K  $ ${what} ${dim(`${seconds()} s`)}\n`);
  };
}

/** Of the terminal as it is now; a file has no end of a line. */
function columns(): number {
  return process.stdout.columns || Number.POSITIVE_INFINITY;
}
