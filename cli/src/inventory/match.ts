import type { SourceServer } from '@aws-sdk/client-mgn';
import { isDisconnected } from '../../../lambda/custody/steps';
import {
  COLUMNS,
  type Entry,
  IDENTITIES,
  type Identity,
  type InventoryFile,
  valuesOf,
} from '../../../lib/private/inventory-file';
import { select } from '../../../lib/private/inventory-filter';
import { hostOf } from '../model/host';
import { UsageError } from '../output/errors';

/** The rows of a file to look up: all of them, or those of the waves and applications that the file names. */
export interface Rows {
  readonly waveNames: readonly string[];
  readonly applicationNames: readonly string[];
}

const OPTIONS: Readonly<Record<string, string>> = { waves: '--wave-name', applications: '--application-name' };

/** The server of each row. Throws for all rows that match no server, or more than one. */
export function matchServers(
  file: InventoryFile,
  by: Identity,
  { waveNames, applicationNames }: Rows,
  servers: readonly SourceServer[],
): SourceServer[] {
  const columns = [...IDENTITIES[by], ...COLUMNS.sourceServerId];
  if (file.columns.size > 0 && !columns.some((column) => file.columns.has(column)))
    throw new UsageError(noColumn(file, by));
  const filters = {
    ...(waveNames.length > 0 ? { waves: waveNames } : {}),
    ...(applicationNames.length > 0 ? { applications: applicationNames } : {}),
  };
  const selected = select(file, filters, [], (filter) => OPTIONS[filter] ?? filter);
  const isEmpty = file.entries.length === 0 && file.problems.length === 0;
  const problems = [...file.problems, ...selected.problems, ...(isEmpty ? ['it lists no server'] : [])];
  const matched = new Map<SourceServer, string>();
  const index = indexOf(servers, by);
  for (const entry of selected.entries) {
    const found = serversOf(entry, by, index);
    const [server] = found;
    const twin = server && matched.get(server);
    if (!server || found.length > 1) problems.push(`${entry.at}: ${problemOf(entry, by, found)}`);
    else if (twin) problems.push(`${entry.at}: is ${hostNameOf(server)}, as ${twin} is: list each server once`);
    else matched.set(server, entry.at);
  }
  if (problems.length > 0) throw new Error([`${file.path} cannot be matched:`, ...problems].join('\n  '));
  return [...matched.keys()];
}

function noColumn({ path, columns }: InventoryFile, by: Identity): string {
  const others = (Object.keys(IDENTITIES) as Identity[]).filter((one) =>
    IDENTITIES[one].some((name) => columns.has(name)),
  );
  const advice = others.length > 0 ? `give --by ${others.join(' or --by ')}` : 'give a file that has one';
  return `${path} has no column for --by ${by}, which is ${IDENTITIES[by].join(' or ')}: ${advice}`;
}

/** Servers by their ids and by their other identities. */
function indexOf(servers: readonly SourceServer[], by: Identity): Map<string, SourceServer[]> {
  const index = new Map<string, SourceServer[]>();
  for (const server of servers) {
    const keys = new Set([server.sourceServerID ?? '', ...identitiesOf(server)[by].map((value) => normal(by, value))]);
    for (const key of keys) index.set(key, [...(index.get(key) ?? []), server]);
  }
  return index;
}

/**
 * The identities that MGN has of a server:
 * https://docs.aws.amazon.com/mgn/latest/APIReference/API_IdentificationHints.html
 */
function identitiesOf(server: SourceServer): Record<Identity, string[]> {
  const { hostname, fqdn, vmWareUuid } = server.sourceProperties?.identificationHints ?? {};
  const said = (...values: (string | undefined)[]) =>
    values.filter((value) => value !== undefined && value !== '') as string[];
  return {
    'user-provided-id': said(server.userProvidedID),
    // some systems report the whole domain name as the host name
    hostname: said(hostname, hostname?.split('.')[0]),
    fqdn: said(fqdn, server.fqdnForActionFramework),
    'vmware-uuid': said(vmWareUuid),
  };
}

/** DNS names ignore case, and UUIDs ignore case and hyphens. An id that a user gave is a text. */
function normal(by: Identity, value: string): string {
  if (by === 'user-provided-id') return value;
  const text = value.toLowerCase();
  return by === 'vmware-uuid' ? text.replace(/^vmware-|[^0-9a-f]/g, '') : text.replace(/\.$/, '');
}

/** If there are several, those that replicate: MGN takes a server that came back for another one than before. */
function serversOf(entry: Entry, by: Identity, index: ReadonlyMap<string, SourceServer[]>): SourceServer[] {
  const ids = valuesOf(entry, COLUMNS.sourceServerId);
  const keys = ids.length > 0 ? ids : valuesOf(entry, IDENTITIES[by]).map((value) => normal(by, value));
  const found = [...new Set(keys.flatMap((key) => index.get(key) ?? []))];
  const connected = found.filter((server) => !server.isArchived && !isDisconnected(server));
  return connected.length > 0 ? connected : found;
}

function problemOf(entry: Entry, by: Identity, found: readonly SourceServer[]): string {
  const [id] = valuesOf(entry, COLUMNS.sourceServerId);
  const values = id ? [id] : valuesOf(entry, IDENTITIES[by]);
  if (values.length === 0) return `says no ${by}`;
  const what = `${id ? 'source server id' : by} ${values.map((value) => `'${value}'`).join(' or ')}`;
  if (found.length === 0) return `no source server has the ${what}`;
  return `${found.length} source servers have the ${what}: ${found.map(hostNameOf).join(', ')}`;
}

export function hostNameOf(server: SourceServer): string {
  const { hostname } = hostOf(server, 0);
  return hostname ? `${server.sourceServerID} (${hostname})` : (server.sourceServerID ?? '');
}
