import { readFileSync } from 'node:fs';
import { shown, textOf } from './text';

/** One server of a file, under the names of its columns or members. MGN's answers get the names of MGN's export. */
export interface Entry {
  /** `wave.csv:7`. */
  readonly at: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A file that lists servers, by any program. The entries need not have ids: some programs write none. */
export interface InventoryFile {
  /** As the user has given it. */
  readonly path: string;
  readonly format: 'csv' | 'json';
  /** The line of its header, or the line where its list begins: `wave.csv:1`. */
  readonly start: string;
  readonly columns: ReadonlySet<string>;
  readonly entries: readonly Entry[];
  readonly problems: readonly string[];
}

/**
 * The names that a value has in the files: in this library's own, in MGN's export
 * (https://docs.aws.amazon.com/mgn/latest/ug/export-main.html), in the intake form of Cloud Migration Factory
 * (https://docs.aws.amazon.com/solutions/latest/cloud-migration-factory-on-aws/) and in the tab vInfo of RVTools.
 */
export const COLUMNS = {
  sourceServerId: ['sourceServerId', 'sourceServerID', 'mgn:server:id'],
  name: [
    'hostname',
    'mgn:server:tag:Name',
    'fqdn',
    'mgn:server:fqdn-for-action-framework',
    'mgn:server:user-provided-id',
  ],
  waves: ['wave', 'mgn:wave:name', 'mgn:wave:id', 'wave_name'],
  applications: ['application', 'mgn:app:name', 'mgn:app:id', 'app_name'],
  lifeCycleState: ['lifeCycleState', 'mgn:server:lifecycle-state'],
} as const;

/** The name of a tag's column is one of these and the key of the tag. */
export const TAG_PREFIXES = ['tag:', 'mgn:server:tag:'] as const;

/** The ways to look up a server, and the columns that hold the value. */
export const IDENTITIES = {
  'user-provided-id': ['mgn:server:user-provided-id', 'userProvidedID'],
  hostname: ['hostname', 'server_name', 'VM'],
  fqdn: ['fqdn', 'server_fqdn', 'DNS Name', 'mgn:server:fqdn-for-action-framework'],
  'vmware-uuid': ['vmWareUuid', 'SMBIOS UUID', 'VM UUID'],
} as const;

export type Identity = keyof typeof IDENTITIES;

/** The values of an entry under any of the names, each value once. */
export function valuesOf({ values }: Entry, names: readonly string[]): string[] {
  const found = names.map((name) => values[name]).filter((value) => value !== undefined && value !== '');
  return [...new Set(found.map(String))];
}

export function readInventoryFile(path: string, file = path): InventoryFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const advice = 'a relative path begins at the working directory';
    return refused(path, path, `cannot be read (${(error as Error).message}); ${advice}`);
  }
  if (isWorkbook(bytes)) return refused(path, path, "is an Excel workbook; save the sheet as 'CSV UTF-8'");
  let text: string;
  try {
    text = textOf(bytes);
  } catch {
    return refused(path, path, "is neither UTF-8 nor UTF-16; save it as UTF-8 (in Excel as 'CSV UTF-8')");
  }
  // the content decides: the extension of a file says little
  return /^\s*[[{]/.test(text) || /\.json$/i.test(path) ? readJson(path, text) : readCsvFile(path, text);
}

/** Excel's two formats: a ZIP archive (.xlsx), and the older compound file (.xls). */
const isWorkbook = (bytes: Buffer): boolean => ['504b0304', 'd0cf11e0'].includes(bytes.toString('hex', 0, 4));

const nothing = (path: string): InventoryFile => ({
  path,
  format: 'csv',
  start: `${path}:1`,
  columns: new Set(),
  entries: [],
  problems: [],
});

function refused(path: string, at: string, problem: string): InventoryFile {
  return { ...nothing(path), problems: [`${at}: ${problem}`] };
}

function readCsvFile(path: string, text: string): InventoryFile {
  const foreign = foreignCsv(text);
  if (foreign) return refused(path, `${path}:${lineAt(text, text.search(/\S/))}`, foreign);
  const { records, brokenAt } = readCsv(text);
  const advice = 'put the whole field into quotes, and write a quote in it twice';
  const broken = brokenAt ? [`${path}:${brokenAt}: a quote is in the wrong place, or not closed; ${advice}`] : [];
  const [header, ...others] = records;
  if (!header) return { ...nothing(path), problems: broken };
  const twice = header.fields.filter((name, index) => name !== '' && header.fields.indexOf(name) !== index);
  const problems = twice.map((name) => `${path}:${header.line}: the column ${shown(name)} is there twice; remove one`);
  const entries: Entry[] = [];
  for (const { line, fields } of others) {
    if (fits(fields, header.fields)) entries.push({ at: `${path}:${line}`, values: valuesIn(header.fields, fields) });
    else {
      problems.push(
        `${path}:${line}: the row must have ${header.fields.length} fields like the header, got ${fields.length}; put a field with a comma into quotes`,
      );
    }
  }
  const said = {
    start: `${path}:${header.line}`,
    columns: new Set(header.fields),
    entries: entries.filter(isServer),
    problems: [...broken, ...problems],
  };
  return { ...nothing(path), ...said };
}

/** Empty fields beyond the header are cleared columns. */
function fits(fields: readonly string[], header: readonly string[]): boolean {
  return fields.length >= header.length && fields.slice(header.length).every((value) => value === '');
}

/** MGN's export also has rows of applications and waves without servers. */
function isServer({ values }: Entry): boolean {
  return Object.keys(values).some((column) => !/^mgn:(account-id$|region$|app:|wave:)/.test(column));
}

/** An empty field has no value. */
function valuesIn(header: readonly string[], fields: readonly string[]): Record<string, string> {
  const members = header.map((name, index): [string, string] => [name, fields[index] ?? '']);
  return Object.fromEntries(members.filter(([, value]) => value !== ''));
}

function readJson(path: string, text: string): InventoryFile {
  if (text.trim() === '') return nothing(path);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message.replace(/\s+/g, ' ');
    const [, position] = /position (\d+)/.exec(message) ?? [];
    const at = position ? `${path}:${lineAt(text, Number(position))}` : path;
    return refused(path, at, `is not JSON (${message}); 'mgn-disconnect inventory' writes such a file`);
  }
  const items = isObject(content) ? content.items : content;
  if (!Array.isArray(items)) {
    const advice = `write [{"sourceServerId": "s-…"}, …], or give what 'aws mgn describe-source-servers' prints`;
    return refused(path, `${path}:1`, `must be a list; ${advice}`);
  }
  const problems = isPage(content) ? [`${path}: ${PAGE}`] : [];
  const lines = linesOfItems(text);
  const entries: Entry[] = [];
  for (const [index, item] of items.entries()) {
    const at = `${path}:${lines[index]}`;
    if (isObject(item)) entries.push({ at, values: 'sourceServerID' in item ? ofSourceServer(item) : trimmed(item) });
    else problems.push(`${at}: a server must be an object, got ${shown(item)}; write {"sourceServerId": "s-…"}`);
  }
  const columns = new Set(entries.flatMap(({ values }) => Object.keys(values)));
  return { ...nothing(path), format: 'json', columns, entries, problems };
}

const PAGE =
  'is only one page of an answer: servers of the other pages would leave the wave; let the AWS CLI print all pages, without --max-items and --no-paginate';

/** The SDKs name the token nextToken. The AWS CLI names its own NextToken. */
function isPage(content: unknown): boolean {
  return isObject(content) && Boolean(content.nextToken ?? content.NextToken);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function trimmed(item: Record<string, unknown>): Record<string, unknown> {
  const members = Object.entries(item).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]);
  return Object.fromEntries(members);
}

/**
 * A server as DescribeSourceServers answers it:
 * https://docs.aws.amazon.com/mgn/latest/APIReference/API_SourceServer.html
 */
function ofSourceServer(server: Record<string, any>): Record<string, unknown> {
  const { sourceServerID, arn, lifeCycle, sourceProperties, tags } = server;
  const [, , service, region, account] = String(arn ?? '').split(':');
  const { hostname, fqdn, vmWareUuid } = sourceProperties?.identificationHints ?? {};
  const values = {
    sourceServerID,
    service,
    'mgn:region': region,
    'mgn:account-id': account,
    'mgn:app:id': server.applicationID,
    'mgn:server:user-provided-id': server.userProvidedID,
    'mgn:server:fqdn-for-action-framework': server.fqdnForActionFramework,
    'mgn:server:lifecycle-state': lifeCycle?.state,
    ...Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [`mgn:server:tag:${key}`, value])),
    hostname,
    fqdn,
    vmWareUuid,
  };
  const said = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return trimmed({ ...server, ...Object.fromEntries(said) });
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split(/\r\n?|\n/).length;

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|\n|[^\s"[\]{},:]+/g;

/** The line in which each item of the list begins. The list is the whole text, or its member `items`. */
function linesOfItems(json: string): number[] {
  const lines: number[] = [];
  let [line, depth, list, isFirst, name] = [1, 0, 0, false, ''];
  for (const [token] of json.matchAll(JSON_TOKEN)) {
    if (token === '\n') {
      line += 1;
      continue;
    }
    if (isFirst && token !== ']') lines.push(line);
    if ('[{'.includes(token)) depth += 1;
    if (']}'.includes(token)) depth -= 1;
    if (list > 0 && depth < list) break;
    const opens = list === 0 && token === '[' && (depth === 1 || (depth === 2 && name === '"items"'));
    if (opens) list = depth;
    isFirst = opens || (token === ',' && depth === list);
    if (token !== ':') name = token;
  }
  return lines;
}

/** A record of a CSV file, and the line in which it begins. The first line is 1. */
interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

interface Csv {
  readonly records: readonly CsvRecord[];
  /** The line from which nothing could be read. */
  readonly brokenAt?: number;
}

/** A field with or without quotes, and what ends it. Two quotes inside a quoted field stand for one. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n?|\n|$)/y;

/**
 * Reads CSV as in https://www.rfc-editor.org/rfc/rfc4180, with any line ending. Blanks around a value are removed. A
 * line with only empty fields is skipped: a spreadsheet leaves such lines where rows were cleared.
 */
function readCsv(text: string): Csv {
  const records: CsvRecord[] = [];
  const field = new RegExp(FIELD);
  let [line, begins] = [1, 1];
  let fields: string[] = [];
  for (let end = ','; end !== ''; ) {
    const match = field.exec(text);
    if (!match) return { records, brokenAt: line };
    const [whole, quoted, plain = ''] = match;
    end = match[3] ?? '';
    fields.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim());
    line += whole.match(/\r\n?|\n/g)?.length ?? 0;
    if (end === ',') continue;
    if (fields.some((value) => value !== '')) records.push({ line: begins, fields });
    [fields, begins] = [[], line];
  }
  return { records };
}

/** Why a text is not CSV with commas, and how to mend it; undefined if it looks like CSV with commas. */
function foreignCsv(text: string): string | undefined {
  const first = /^\s*(.*)/.exec(text)?.[1] ?? '';
  if (/^"?sep=/i.test(first)) {
    return `the first line is ${JSON.stringify(first)}, by which Excel knows the separator; remove that line, and separate the columns by commas`;
  }
  if (first.startsWith('#TYPE')) {
    return 'the first line is the #TYPE that PowerShell writes; remove that line, or use Export-Csv -NoTypeInformation';
  }
  if (first.includes(',')) return undefined;
  if (first.includes(';')) {
    return 'the columns are separated by semicolons, as Excel does in many languages; separate the columns by commas';
  }
  if (first.includes('\t')) {
    return 'the columns are separated by tabs; separate the columns by commas, or print JSON (--output json)';
  }
  return undefined;
}
