import { type MgnClient, paginateListApplications, paginateListWaves, type SourceServer } from '@aws-sdk/client-mgn';
import { describeServers } from '../aws/servers';
import { UsageError } from '../output/errors';
import { hostOf, isDisconnected } from '../plan/host';

/** Of several values of one kind a server needs one; of several kinds it needs each. */
export interface Selection {
  readonly waves: readonly string[];
  readonly applications: readonly string[];
  /** `Key=Value`. */
  readonly tags: readonly string[];
  /** Life cycle states. Without any: all that a deployment can declare. */
  readonly states: readonly string[];
  /** A managed account, as a delegated administrator sees it. */
  readonly accountId?: string;
}

/** A server as `MigrationWave` reads it from a file; only what does not change while it replicates. */
export interface InventoryEntry {
  readonly sourceServerId: string;
  readonly accountId?: string;
  readonly hostname?: string;
}

/** The servers of a selection, in the order of their ids. */
export async function selectServers(client: MgnClient, selection: Selection): Promise<InventoryEntry[]> {
  const { accountId } = selection;
  const applicationIDs = await applicationsOf(client, selection);
  // an empty filter would be none at all: MGN would answer with every server
  const servers =
    applicationIDs?.length === 0
      ? []
      : await describeServers(client, { filters: { applicationIDs }, accountID: accountId });
  return servers
    .filter((server) => isWanted(server, selection))
    .map((server): InventoryEntry => {
      const { hostname } = hostOf(server, 0);
      return { sourceServerId: server.sourceServerID ?? '', accountId, hostname: hostname || undefined };
    })
    .sort((one, other) => (one.sourceServerId < other.sourceServerId ? -1 : 1));
}

/** The applications that the selection names, those of its waves among them; undefined if it names neither. */
async function applicationsOf(
  client: MgnClient,
  { waves, applications, accountId }: Selection,
): Promise<string[] | undefined> {
  if (waves.length === 0)
    return applications.length > 0 ? checkApplications(client, applications, accountId) : undefined;
  await checkWaves(client, waves, accountId);
  const ofWaves = await listApplications(client, { waveIDs: [...waves] }, accountId);
  if (applications.length === 0) return ofWaves;
  const named = await checkApplications(client, applications, accountId);
  return ofWaves.filter((id) => named.includes(id));
}

async function listApplications(
  client: MgnClient,
  filters: { waveIDs?: string[]; applicationIDs?: string[] },
  accountID?: string,
): Promise<string[]> {
  const ids: string[] = [];
  for await (const { items = [] } of paginateListApplications({ client }, { filters, accountID })) {
    for (const { applicationID } of items) if (applicationID) ids.push(applicationID);
  }
  return ids;
}

/** What does not exist selects nothing, which nobody means. */
async function checkApplications(client: MgnClient, ids: readonly string[], accountID?: string): Promise<string[]> {
  const found = await listApplications(client, { applicationIDs: [...ids] }, accountID);
  refuseMissing('application', ids, found);
  return found;
}

async function checkWaves(client: MgnClient, ids: readonly string[], accountID?: string): Promise<void> {
  const found: string[] = [];
  for await (const { items = [] } of paginateListWaves({ client }, { filters: { waveIDs: [...ids] }, accountID })) {
    for (const { waveID } of items) if (waveID) found.push(waveID);
  }
  refuseMissing('wave', ids, found);
}

function refuseMissing(kind: 'application' | 'wave', wanted: readonly string[], found: readonly string[]): void {
  const missing = wanted.filter((id) => !found.includes(id));
  if (missing.length === 0) return;
  throw new UsageError(
    `there is no ${kind} ${missing.join(', ')} in this account and Region: aws mgn list-${kind}s lists them`,
  );
}

function isWanted(server: SourceServer, { tags, states }: Selection): boolean {
  const host = hostOf(server, 0);
  const hasTag = (tag: string) => {
    const [key = '', ...value] = tag.split('=');
    return server.tags?.[key] === value.join('=');
  };
  if (tags.length > 0 && !tags.some(hasTag)) return false;
  if (states.length > 0) return states.includes(host.lifeCycleState);
  return !host.archived && !isDisconnected(host) && host.replicationState !== 'none';
}
