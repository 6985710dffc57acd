/** Below 256 KiB: CloudWatch Logs, Lambda and the embedded metric format each allow at least that for one event. */
const MAX_LINE = 200_000;

/**
 * How much of each text, and how many items of each list, stay if a line is too long. The mildest that fits is taken.
 */
const CUTS: readonly Limits[] = [
  { text: 4096, items: 1000 },
  { text: 1024, items: 100 },
  { text: 256, items: 30 },
  { text: 64, items: 10 },
];

/** How many cuts are named. */
const MAX_NAMED = 50;

/** The query of a URL may hold a signature, and a presigned URL is a credential. */
const QUERY = /(https?:\/\/[^\s"?\\]*\?)[^\s"\\]+/gi;

interface Limits {
  readonly text: number;
  readonly items: number;
}

/** WARN marks a success that a person should look at all the same. */
export type Level = 'INFO' | 'WARN' | 'ERROR';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Writes one log event. Resolves when it is out. It does not use `console`: Lambda puts a time, an id and a level
 * before those lines, so they are not JSON (github.com/aws-powertools/powertools-lambda-typescript/issues/747). Each
 * line on standard output is an event of its own.
 */
export function writeLine(level: Level, fields: Fields): Promise<void> {
  const line = lineOf({ timestamp: new Date().toISOString(), level, ...fields });
  return new Promise((resolve) => {
    process.stdout.write(`${line}\n`, () => resolve());
  });
}

/** JSON that fits into a log event and holds no presigned URL. `cut` names what had to be cut for that. */
export function lineOf(fields: Fields): string {
  const whole = jsonOf(fields);
  if (fits(whole)) return whole;
  for (const limits of CUTS) {
    const cut: string[] = [];
    const less = jsonOf({ ...(shortened(fields, limits, '', cut) as Fields), cut: cut.slice(0, MAX_NAMED) });
    if (fits(less)) return less;
  }
  const { sourceServer: _, ...rest } = fields;
  return jsonOf({ ...(shortened(rest, { text: 64, items: 50 }, '', []) as Fields), cut: ['sourceServer'] });
}

function jsonOf(fields: Fields): string {
  return JSON.stringify(fields).replace(QUERY, '$1…');
}

function fits(text: string): boolean {
  return Buffer.byteLength(text) <= MAX_LINE;
}

function shortened(value: unknown, limits: Limits, path: string, cut: string[]): unknown {
  if (typeof value === 'string') {
    if (value.length <= limits.text) return value;
    cut.push(path);
    return `${value.slice(0, limits.text)}…`;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length > limits.items) cut.push(path);
  const kept = entries
    .slice(0, limits.items)
    .map(([name, member]) => [name, shortened(member, limits, path ? `${path}.${name}` : name, cut)] as const);
  return Array.isArray(value) ? kept.map(([, item]) => item) : Object.fromEntries(kept);
}
