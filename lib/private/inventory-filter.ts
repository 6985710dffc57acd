import { COLUMNS, type Entry, type InventoryFile, TAG_PREFIXES, valuesOf } from './inventory-file';
import { shown } from './text';

/** Selects the servers of a file that meet every given filter. */
export interface Filters {
  readonly waves?: readonly string[];
  readonly applications?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly lifeCycleStates?: readonly string[];
}

const NAMES: readonly (keyof Filters)[] = ['waves', 'applications', 'tags', 'lifeCycleStates'];

/** Problems of the filters themselves. JavaScript callers may pass anything. */
export function problemsOfFilters(options: unknown): string[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [`options must be an object, got ${shown(options)}; write { waves: ['…'] }`];
  }
  return Object.entries(options).flatMap(([name, value]): string[] => {
    if (value === undefined) return [];
    if (!NAMES.includes(name as keyof Filters)) {
      return [`options.${name} is not a filter of an inventory; the filters are ${NAMES.join(', ')}`];
    }
    if (name === 'tags') return problemsOfTags(value);
    if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')) return [];
    return [`options.${name} must be a list of one text or more, got ${shown(value)}; leave it out to take all`];
  });
}

function problemsOfTags(tags: unknown): string[] {
  const isMap = typeof tags === 'object' && tags !== null && !Array.isArray(tags) && Object.keys(tags).length > 0;
  if (isMap && Object.values(tags).every((value) => typeof value === 'string')) return [];
  return [`options.tags must be an object of one tag or more with texts, got ${shown(tags)}; write { Team: 'web' }`];
}

/** How messages call a filter: `options.waves`. */
type Called = (filter: string) => string;

/**
 * The entries that meet the filters. A filter that no entry meets is a problem: a misspelt wave would leave out
 * servers, and the deployment would disconnect them.
 */
export function select(
  file: InventoryFile,
  filters: Filters,
  knownStates: readonly string[] = [],
  called: Called = (filter) => `options.${filter}`,
): { entries: readonly Entry[]; problems: readonly string[] } {
  const checks = checksOf(filters, called);
  const problems = checks.flatMap((check) => problemsOfCheck(check, file, knownStates));
  if (problems.length > 0) return { entries: [], problems: problems.map((problem) => `${file.path}: ${problem}`) };
  const entries = file.entries.filter((entry) => checks.every(({ isMet }) => isMet(entry)));
  if (entries.length > 0 || file.entries.length === 0 || checks.length === 0) return { entries, problems: [] };
  const counts = checks.map(({ name, isMet }) => `${file.entries.filter(isMet).length} meet ${name}`);
  return { entries, problems: [`${file.path}: no server meets all filters: ${counts.join(', ')}; leave one out`] };
}

interface Check {
  readonly name: string;
  readonly columns: readonly string[];
  readonly wanted: readonly string[];
  saidBy(entry: Entry): readonly string[];
  isMet(entry: Entry): boolean;
}

function checksOf({ waves, applications, tags = {}, lifeCycleStates }: Filters, called: Called): Check[] {
  return [
    ...(waves ? [checkOf(called('waves'), COLUMNS.waves, waves)] : []),
    ...(applications ? [checkOf(called('applications'), COLUMNS.applications, applications)] : []),
    ...Object.entries(tags).map(([key, value]) => {
      const columns = TAG_PREFIXES.map((prefix) => `${prefix}${key}`);
      return checkOf(called(`tags.${key}`), columns, [value]);
    }),
    ...(lifeCycleStates
      ? [checkOf(called('lifeCycleStates'), COLUMNS.lifeCycleState, lifeCycleStates.map(stateOf), stateOf)]
      : []),
  ];
}

function checkOf(
  name: string,
  columns: readonly string[],
  wanted: readonly string[],
  normal = (value: string) => value,
): Check {
  const saidBy = (entry: Entry) => valuesOf(entry, columns).map(normal);
  return { name, columns, wanted, saidBy, isMet: (entry) => saidBy(entry).some((value) => wanted.includes(value)) };
}

/** `ready for test`, `Ready-For-Test` and `READY_FOR_TEST` are one state. */
export function stateOf(state: string): string {
  return state
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_');
}

function problemsOfCheck(check: Check, file: InventoryFile, knownStates: readonly string[]): string[] {
  const { name, columns, wanted, saidBy } = check;
  if (file.entries.length === 0) return [];
  if (!columns.some((column) => file.columns.has(column))) {
    return [`${name} cannot be applied to the file; ${adviceFor(columns, file)}`];
  }
  const said = new Set(file.entries.flatMap(saidBy));
  const absent = wanted.filter((value) => !said.has(value));
  const isState = columns === COLUMNS.lifeCycleState;
  // a known state that no server is in today is no mistake if a server is in another state of the filter
  if (isState && absent.length < wanted.length && absent.every((state) => knownStates.includes(state))) return [];
  const shownFirst = new Set(file.entries.flatMap((entry) => saidBy(entry).slice(0, 1)));
  return absent.map((value) => `${name}: no server of the file has ${shown(value)}; it has ${list(shownFirst)}`);
}

function adviceFor(columns: readonly string[], file: InventoryFile): string {
  if (!columns.some((column) => TAG_PREFIXES.some((prefix) => column.startsWith(prefix)))) {
    return `it has no column ${columns.join(' or ')}: MGN's export has it, and 'mgn-disconnect inventory' selects by it`;
  }
  const keys = [...file.columns].flatMap((column) =>
    TAG_PREFIXES.filter((prefix) => column.startsWith(prefix)).map((prefix) => column.slice(prefix.length)),
  );
  return keys.length > 0 ? `it has the tags ${list(keys)}` : `it has no column ${columns.join(' or ')}`;
}

const MOST_SHOWN = 20;

export function list(values: Iterable<string>): string {
  const all = [...values].sort();
  const more = all.length > MOST_SHOWN ? ` and ${all.length - MOST_SHOWN} more` : '';
  return all.length === 0 ? 'none' : `${all.slice(0, MOST_SHOWN).map(shown).join(', ')}${more}`;
}
