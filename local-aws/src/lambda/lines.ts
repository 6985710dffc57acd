import type { Readable } from 'node:stream';

/** If a function never ends its line, its output comes in pieces of this length. */
const LONGEST_LINE = 256 * 1024;

/** Lines end only with \n (readline also splits at \r, which stands for a newline inside a message here). */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
    for (; rest.length >= LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) onLine(rest.slice(0, LONGEST_LINE));
  });
  stream.on('end', () => {
    if (rest) onLine(rest);
  });
}
