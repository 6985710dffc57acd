import { resolve } from 'node:path';
import { type Stack, Token } from 'aws-cdk-lib';
import {
  COLUMNS,
  type Entry,
  IDENTITIES,
  type Identity,
  type InventoryFile,
  readInventoryFile,
  valuesOf,
} from './private/inventory-file';
import { type Filters, problemsOfFilters, select } from './private/inventory-filter';
import { shown } from './private/text';
import { LIFE_CYCLE_STATES } from './removal-guard';

/**
 * A source server as an inventory lists it.
 */
export interface InventoryServer {
  /**
   * The id of the source server: `s-` and 17 letters or digits. A token is refused. Its value is known only at
   * deployment, so nothing could tell at synthesis whether it is listed twice. Declare a `SourceServerConnection` for
   * it.
   */
  readonly sourceServerId: string;

  /**
   * The account that holds the server, when it is not the account of the stack: 12 digits. The stack's account must
   * be the organization's management account or a delegated administrator of MGN.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/ug/global-view.html
   * @default - the account that the stack is deployed to.
   */
  readonly accountId?: string;

  /**
   * The name by which people know the server. Errors of the inventory show it. It is not deployed.
   *
   * @default - errors show the id alone.
   */
  readonly hostname?: string;
}

/**
 * Which servers of a file an inventory contains. A server must meet each filter that is given.
 *
 * If no server of the file meets a filter, synthesis fails. The error lists the values that the file has.
 */
export interface InventoryFileOptions {
  /**
   * The waves, by name or id: the columns `mgn:wave:name` and `mgn:wave:id` of MGN's export, or `wave`. A server must
   * be in one of them. MGN's API does not answer the wave with a server, so its answers cannot be filtered by wave.
   *
   * @default - servers of all waves, and servers without a wave.
   */
  readonly waves?: string[];

  /**
   * The applications, by name or id: the columns `mgn:app:name` and `mgn:app:id` of MGN's export, or `application`. A
   * server must be in one of them. The answers of MGN's API have only the ids.
   *
   * @default - servers of all applications, and servers without an application.
   */
  readonly applications?: string[];

  /**
   * The tags of the source servers, by key: the columns `mgn:server:tag:<key>` of MGN's export, or `tag:<key>`. A
   * server must have all of them, with these values.
   *
   * @default - servers with any tags, and servers without tags.
   */
  readonly tags?: { [key: string]: string };

  /**
   * The life cycle states, in upper or lower case, such as `READY_FOR_CUTOVER`: the column `mgn:server:lifecycle-state`
   * of MGN's export, or `lifeCycleState`. A server must be in one of them.
   *
   * States change. If a server is in another state in the next export, it leaves the wave and is disconnected when the
   * deployment completes. List all states that a server of the wave may enter.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_LifeCycle.html
   * @default - servers in all states.
   */
  readonly lifeCycleStates?: string[];
}

/**
 * Which source servers a migration wave holds. Their order does not change the template.
 *
 * @example
 *
 * import { Inventory, MigrationWave } from 'cdk-mgn-disconnect';
 *
 * new MigrationWave(this, 'Wave', {
 *   servers: Inventory.fromList([
 *     { sourceServerId: 's-3053c1c3b7d8bd4e0', hostname: 'web-1' },
 *     { sourceServerId: 's-3a1f4f5d6c7e8b901', hostname: 'web-2' },
 *   ]),
 * });
 */
export abstract class Inventory {
  /**
   * The servers of a file. Its content decides how it is read:
   *
   * - the CSV of an export from MGN;
   * - the answer of DescribeSourceServers, as `aws mgn describe-source-servers` prints it, or its `items` alone;
   * - JSON with a list of objects, as `mgn-disconnect inventory` writes it;
   * - CSV with a header. The members, or columns, are those of `InventoryServer`; others are ignored.
   *
   * The text is UTF-8 or UTF-16, with or without a byte order mark. The columns of a CSV are separated by commas.
   *
   * MGN's own files name the account and the Region of each server. If a server is in another account than the stack,
   * it is declared with that account. If it is in another Region, it is refused. A stack without `env` has no known
   * account and Region, so neither is compared. Then a file with servers of several accounts is refused.
   *
   * Throws nothing itself. The wave that gets the inventory throws one error with all problems, each with file and
   * line.
   *
   * @param path the path of the file. A relative path begins at the working directory of the app.
   * @param options which servers of the file. By default all of them.
   * @see https://docs.aws.amazon.com/mgn/latest/ug/export-main.html
   */
  public static fromFile(path: string, options: InventoryFileOptions = {}): Inventory {
    const file = resolve(path);
    return new Listed(path, (stack) => rowsOfFile(path, file, options, stack));
  }

  /**
   * The servers of a list.
   *
   * Throws nothing itself. The wave that gets the inventory throws one error with all problems, each with its place in
   * the list.
   *
   * @param servers the servers, in any order.
   */
  public static fromList(servers: InventoryServer[]): Inventory {
    return new Listed('the list', () => rowsOfList(servers));
  }

  /** @internal */
  public abstract readonly _name: string;

  /** @internal */
  public abstract _read(stack: Stack): InventoryRows;
}

class Listed extends Inventory {
  constructor(
    public readonly _name: string,
    public readonly _read: (stack: Stack) => InventoryRows,
  ) {
    super();
  }
}

/** Whether a value is an inventory, of any copy of this library. */
export function isInventory(value: unknown): value is Inventory {
  return typeof (value as Partial<Inventory> | undefined)?._read === 'function';
}

/** One server of an inventory, and where it is listed: `wave.csv:7`, or `servers[6]`. */
export interface InventoryRow {
  readonly at: string;
  readonly server: InventoryServer;
}

/** The readable rows of an inventory, and the problems of all others. */
export interface InventoryRows {
  readonly rows: readonly InventoryRow[];
  readonly problems: readonly string[];
}

const MEMBERS = ['sourceServerId', 'accountId', 'hostname'];

function rowsOfList(servers: unknown): InventoryRows {
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

/** The servers of a file that meet the filters, for a wave of the stack. */
function rowsOfFile(path: string, file: string, options: Filters | undefined, stack: Stack): InventoryRows {
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

/** A misspelt name must not be ignored: without its `accountId`, a server would be looked for in another account. */
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

/** Files that tools write before there are source servers, and the best way to look up the servers of each. */
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

/** The problem of a file in which no server has an id. */
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
    return [`${nameOf(entry)}the server belongs to ${shown(values.service)} by its arn, and not to MGN; remove it`];
  }
  const { sourceServerID, ...own } = values;
  const problems = values.service === undefined ? problemsOfItem(own) : [];
  const ids = valuesOf(entry, COLUMNS.sourceServerId);
  if (ids.length > 1)
    return [...problems, `${nameOf(entry)}the ids ${ids.map(shown).join(' and ')} belong to two servers`];
  if (problems.length > 0 || ids.length === 1) return problems;
  const by = identityIn(new Set(Object.keys(values)));
  const advice = by ? `${lookUp(path, by)} finds it` : "'aws mgn describe-source-servers' lists the ids";
  return [`${nameOf(entry)}the source server id is missing; ${advice}`];
}

function nameOf(entry: Entry): string {
  const [name] = valuesOf(entry, COLUMNS.name);
  return name ? `${shown(name)}: ` : '';
}

function serverIn(entry: Entry, { account }: Stack): InventoryServer {
  const [sourceServerId = ''] = valuesOf(entry, COLUMNS.sourceServerId);
  const [hostname] = valuesOf(entry, COLUMNS.name);
  const home = entry.values['mgn:account-id'];
  const isElsewhere = home !== undefined && !Token.isUnresolved(account) && home !== account;
  // the wave refuses an account id that is not a text
  const accountId = (entry.values.accountId ?? (isElsewhere ? home : undefined)) as string | undefined;
  return { sourceServerId, accountId, hostname };
}

/** Problems of servers whose account or Region in MGN's own files contradicts the stack. */
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
