import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How well a behaviour of AWS is known, best first; a dash stands for what is about the local AWS alone. */
export const MARKS = ['recorded', 'documented', 'reported', 'inferred', '–'] as const;
export type Mark = (typeof MARKS)[number];

export interface Row {
  readonly id: string;
  readonly knownFrom: string;
  readonly heldBy: string;
  /** All of the row. */
  readonly line: string;
}

export const CHECKLIST = readFileSync(join(__dirname, '../CHECKLIST.md'), 'utf8');

export const rows: readonly Row[] = CHECKLIST.split('\n').flatMap((line) => {
  const [, id = '', ...cells] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
  const [knownFrom = '', heldBy = ''] = cells.slice(-3);
  return /^[A-Z]\d+b?$/.test(id) ? [{ id, knownFrom, heldBy, line }] : [];
});

/** A row counts as the best of what it says. */
export function markOf({ knownFrom }: Row): Mark | undefined {
  return MARKS.find((mark) => (mark === '–' ? knownFrom === mark : knownFrom.includes(mark)));
}

export const definitions = [...CHECKLIST.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name = '', target = '']) => ({
  name,
  target,
}));

export const links: ReadonlyMap<string, string> = new Map(definitions.map(({ name, target }) => [name, target]));
