import { createInterface } from 'node:readline';
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where the report goes: how wide it may be, and whether it has colours. */
export interface Page {
  readonly width: number;
  paint(style: Style, text: string): string;
}

const [NARROWEST, WIDEST] = [60, 140];

/** Colours only on a terminal, and not if NO_COLOR is set (https://no-color.org). A file has 100 columns. */
export function pageOf({ isTTY = false, columns }: { isTTY?: boolean; columns?: number }, env = process.env): Page {
  const coloured = isTTY && !env.NO_COLOR;
  const wanted = columns ?? (Number(env.COLUMNS) || 100);
  return {
    width: Math.max(NARROWEST, Math.min(WIDEST, wanted)),
    paint: (style, text) => (coloured ? styleText(style, text) : text),
  };
}

/** Says on standard error what the tool waits for, on a terminal only. */
export async function waitingFor<T>(what: string, quiet: boolean, work: Promise<T>): Promise<T> {
  const { stderr } = process;
  if (quiet || !stderr.isTTY) return work;
  const started = Date.now();
  const draw = () => stderr.write(`\r\u001b[K${what} … ${Math.round((Date.now() - started) / 1000)} s`);
  const timer = setInterval(draw, 250);
  draw();
  try {
    return await work;
  } finally {
    clearInterval(timer);
    stderr.write('\r\u001b[K');
  }
}

/** Asks on standard error. What ends the terminal is an empty answer; Ctrl-C ends the process, as it does elsewhere. */
export async function askOnTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // while it is asked for a line, a terminal sends no signal
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const answer = await new Promise<string>((resolve) => {
    terminal.once('close', () => resolve(''));
    terminal.question(question, resolve);
  });
  terminal.close();
  // closed by Ctrl-D, a pipe would go on listening, and the process would not end
  process.stdin.unref();
  return answer.trim();
}
