import { type Stack, Token } from 'aws-cdk-lib';
import { LIFE_CYCLE_STATES } from '../removal-guard';
import {
  COLUMNS,
  type Entry,
  IDENTITIES,
  type Identity,
  type InventoryFile,
  readInventoryFile,
  valuesOf,
} from './inventory-file';
import { type Filters, problemsOfFilters, select } from './inventory-filter';
import { shown } from './text';

/** One server of an inventory, and where it is listed: `wave.csv:7`, or `servers[6]`. */
export interface InventoryRow {
  readonly at: string;
  readonly server: {
    readonly sourceServerId: string;
    readonly accountId?: string;
    readonly hostname?: string;
  };
}

/** What could be read of an inventory, and why the rest could not. */
export interface InventoryRows {
  readonly rows: readonly InventoryRow[];
  readonly problems: readonly string[];
}

const MEMBERS = ['sourceServerId', 'accountId', 'hostname'];

export function rowsOfList(servers: unknown): InventoryRows {
  if (!Array.isArray(servers)) {
    return refused([`the servers must be a list, got ${shown(servers)}; list objects with sourceServerId`]);
  }
  const rows: InventoryRow[] = [];
  const problems: string[] = [];
  for (const [index, server] of servers.entries()) {
    const found = problemsOfItem(server).map((problem) => `servers[${index}]: ${problem}`);
    problems.push(...found);
    if (found.length === 0) rows.push({ at: `servers[${index}]`, server });
  }
  return { rows, problems };
}

/** The servers of a file that meet the filters, for a wave in the stack. */
export function rowsOfFile(path: string, file: string, options: Filters | undefined, stack: Stack): InventoryRows {
  const filters = options ?? {};
  const wrong = problemsOfFilters(filters).map((problem) => `${path}: ${problem}`);
  const content = readInventoryFile(path, file);
  const unusable = [...problemsOfColumns(content), ...problemOfIds(content)];
  const problems = [...wrong, ...content.problems, ...unusable];
  if (wrong.length + unusable.length > 0) return refused(problems);
  const selected = select(content, filters, [...LIFE_CYCLE_STATES]);
  const rows: InventoryRow[] = [];
  const ofEntries = selected.entries.flatMap((entry) => {
    const found = problemsOfEntry(entry, path);
    if (found.length === 0) rows.push({ at: entry.at, server: serverIn(entry, stack) });
    return found.map((problem) => `${entry.at}: ${problem}`);
  });
  return {
    rows,
    problems: [...problems, ...selected.problems, ...ofEntries, ...problemsOfPlace(selected.entries, path, stack)],
  };
}

const refused = (problems: readonly string[]): InventoryRows => ({ rows: [], problems });

function problemsOfItem(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`a server must be an object, got ${shown(value)}; write {"sourceServerId": "s-…"}`];
  }
  const { hostname } = value as Record<string, unknown>;
  return [...Object.keys(value).flatMap((name) => misspelling('member', name)), ...problemsOfHostname(hostname)];
}

function problemsOfHostname(hostname: unknown): string[] {
  if (hostname === undefined || typeof hostname === 'string') return [];
  return [`the host name must be a text, got ${shown(hostname)}; leave it out if there is none`];
}

/** A name that somebody took for one of ours: to ignore it would look for the server in another account, for example. */
function misspelling(kind: 'member' | 'column', name: string): string[] {
  const meant = MEMBERS.find((one) => plain(one) === plain(name));
  return meant && meant !== name ? [`the ${kind} ${shown(name)} must be spelt "${meant}"; correct its name`] : [];
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

function problemsOfColumns({ format, columns, start }: InventoryFile): string[] {
  if (format !== 'csv') return [];
  // in a file, MGN's own spelling is right too
  const names = [...columns].filter((name) => name !== 'sourceServerID');
  return names.flatMap((name) => misspelling('column', name)).map((problem) => `${start}: ${problem}`);
}

/** Files that migration tools write before there is a source server, and by what its servers are best looked up. */
const WITHOUT_IDS: readonly { name: string; by: Identity; is(columns: ReadonlySet<string>): boolean }[] = [
  {
    name: 'an import file of MGN or AWS Transform',
    by: 'user-provided-id',
    is: (columns) => [...columns].some((column) => column.startsWith('mgn:')),
  },
  {
    name: 'the intake form of Cloud Migration Factory',
    by: 'hostname',
    is: (columns) => columns.has('server_name'),
  },
  {
    name: 'the tab vInfo of RVTools',
    by: 'vmware-uuid',
    is: (columns) => columns.has('VM') && (columns.has('VM UUID') || columns.has('DNS Name')),
  },
];

/** Why a file as a whole says no ids. */
function problemOfIds({ path, format, start, columns, entries }: InventoryFile): string[] {
  if (columns.size === 0 || entries.some((entry) => valuesOf(entry, COLUMNS.sourceServerId).length > 0)) return [];
  const known = WITHOUT_IDS.find(({ is }) => is(columns));
  if (known) {
    const lists = `'mgn-disconnect inventory --wave-name NAME' lists the servers of a wave`;
    return [
      `${start}: is ${known.name}, which has no source server ids; ${lookUp(path, known.by)} finds them, or ${lists}`,
    ];
  }
  if (format !== 'csv' || COLUMNS.sourceServerId.some((column) => columns.has(column))) return [];
  const by = identityIn(columns);
  const advice = `separate the columns by commas${by ? `, or find the ids with ${lookUp(path, by)}` : ''}`;
  const got = shown([...columns].join(','));
  return [`${start}: the header must have a column sourceServerId, got ${got}; ${advice}`];
}

const identityIn = (columns: ReadonlySet<string>): Identity | undefined =>
  (Object.keys(IDENTITIES) as Identity[]).find((key) => IDENTITIES[key].some((column) => columns.has(column)));

function lookUp(path: string, by: Identity): string {
  const file = /^[\w./:\\-]+$/.test(path) ? path : `"${path}"`;
  return `'mgn-disconnect inventory --match ${file} --by ${by}'`;
}

function problemsOfEntry(entry: Entry, path: string): string[] {
  const { values } = entry;
  if (values.service !== undefined && values.service !== 'mgn') {
    return [`${nameOf(entry)}the server is one of ${shown(values.service)} by its arn, and not of MGN; remove it`];
  }
  const { sourceServerID, ...own } = values;
  const problems = values.service === undefined ? problemsOfItem(own) : [];
  const ids = valuesOf(entry, COLUMNS.sourceServerId);
  if (ids.length > 1)
    return [...problems, `${nameOf(entry)}the ids ${ids.map(shown).join(' and ')} are of two servers`];
  if (problems.length > 0 || ids.length === 1) return problems;
  const by = identityIn(new Set(Object.keys(values)));
  const advice = by ? `${lookUp(path, by)} finds it` : "'aws mgn describe-source-servers' lists the ids";
  return [`${nameOf(entry)}the source server id is missing; ${advice}`];
}

function nameOf(entry: Entry): string {
  const [name] = valuesOf(entry, COLUMNS.name);
  return name ? `${shown(name)}: ` : '';
}

function serverIn(entry: Entry, { account }: Stack): InventoryRow['server'] {
  const [sourceServerId = ''] = valuesOf(entry, COLUMNS.sourceServerId);
  const [hostname] = valuesOf(entry, COLUMNS.name);
  const home = entry.values['mgn:account-id'];
  const isElsewhere = home !== undefined && !Token.isUnresolved(account) && home !== account;
  // what is no text is for the wave to refuse
  const accountId = (entry.values.accountId ?? (isElsewhere ? home : undefined)) as string | undefined;
  return { sourceServerId, accountId, hostname };
}

/** MGN's own files say where each server is, which the stack may contradict. */
function problemsOfPlace(entries: readonly Entry[], path: string, stack: Stack): string[] {
  const problems: string[] = [];
  const accounts = new Set(entries.flatMap((entry) => valuesOf(entry, ['mgn:account-id'])));
  if (accounts.size > 1 && Token.isUnresolved(stack.account)) {
    const names = [...accounts].sort().join(', ');
    problems.push(
      `${path}: the servers are in the accounts ${names}, and the stack does not say which is its own; give it an env with an account`,
    );
  }
  const { region } = stack;
  const elsewhere = entries.filter(
    ({ values }) => values['mgn:region'] !== undefined && values['mgn:region'] !== region,
  );
  const [first] = elsewhere;
  if (first && !Token.isUnresolved(region)) {
    const others = elsewhere.length > 1 ? ` and ${elsewhere.length - 1} more` : '';
    problems.push(
      `${first.at}${others}: the server is in Region ${first.values['mgn:region']}, and the stack in ${region}; declare it in a stack of that Region`,
    );
  }
  return problems;
}
