/** One JSON line. Never a whole event: it carries the ResponseURL, which is a credential. */
export function log(level: 'info' | 'error', entry: Readonly<Record<string, unknown>>): void {
  console[level](JSON.stringify({ level, ...entry }));
}
