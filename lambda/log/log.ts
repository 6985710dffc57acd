import { writeLine } from './line';

/** One JSON line. Never a whole event: it carries the ResponseURL, which is a credential. */
export function log(level: 'info' | 'error', entry: Readonly<Record<string, unknown>>): void {
  void writeLine(level === 'info' ? 'INFO' : 'ERROR', entry);
}
