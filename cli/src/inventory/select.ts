import type { MgnClient, SourceServer } from '@aws-sdk/client-mgn';
import { isDisconnected } from '../../../lambda/custody/steps';
import { describeServers } from '../aws/servers';
import { hostOf } from '../model/host';
import { groupedBy } from '../model/lists';
import { knownState } from '../model/states';
import { UsageError } from '../output/errors';
import { applicationsOf, type Groups } from './groups';

/** A server needs one of several values of a kind, and it needs each kind. */
export interface ServerSelection extends Groups {
  /** `Key=Value`. */
  readonly tags: readonly string[];
  /** Life cycle states, in any case. */
  readonly states: readonly string[];
  /** A managed account that a delegated administrator sees. */
  readonly accountId?: string;
}

/** https://docs.aws.amazon.com/mgn/latest/APIReference/API_DescribeSourceServersRequestFilters.html */
const MOST_IDS = 200;

/** The servers of a selection. */
export async function selectServers(client: MgnClient, selection: ServerSelection): Promise<SourceServer[]> {
  const { accountId: accountID, tags, states } = selection;
  const applicationIDs = await applicationsOf(client, selection, accountID);
  const found: SourceServer[] = [];
  if (!applicationIDs) found.push(...(await describeServers(client, { filters: {}, accountID })));
  // MGN would take an empty filter for none, and answer with every server
  for (let start = 0; start < (applicationIDs?.length ?? 0); start += MOST_IDS) {
    const filters = { applicationIDs: applicationIDs?.slice(start, start + MOST_IDS) };
    found.push(...(await describeServers(client, { filters, accountID })));
  }
  for (const tag of tags) refuseUnknownTag(tag, found);
  const present = found.map(({ lifeCycle }) => lifeCycle?.state ?? '');
  const wanted = states.map((state) => knownState('state', state, present));
  return found.filter(
    (server) =>
      (tags.length === 0 || tags.some((tag) => hasTag(server, tag))) &&
      (wanted.length === 0 || wanted.includes(server.lifeCycle?.state ?? '')),
  );
}

function hasTag(server: SourceServer, tag: string): boolean {
  const [key = '', ...value] = tag.split('=');
  return server.tags?.[key] === value.join('=');
}

function refuseUnknownTag(tag: string, servers: readonly SourceServer[]): void {
  if (servers.length === 0 || servers.some((server) => hasTag(server, tag))) return;
  const [key = ''] = tag.split('=');
  const values = new Set(servers.map(({ tags }) => tags?.[key]).filter((value) => value !== undefined));
  const keys = new Set(servers.flatMap(({ tags }) => Object.keys(tags ?? {})));
  const known = values.size > 0 ? [...values].map((value) => `${key}=${value}`) : [...keys].map((one) => `${one}=…`);
  throw new UsageError(`--tag ${tag}: no server has this tag; there are ${known.sort().join(', ') || 'no tags'}`);
}

/** Why servers are left out, and which. */
export type LeftOut = readonly { readonly why: string; readonly servers: readonly SourceServer[] }[];

/**
 * Leaves out what a Create refuses, and servers without an agent unless they were asked for by name. A server that is
 * `listed` already stays: to leave it out would take it away from its stack.
 */
export function sortOut(
  servers: readonly SourceServer[],
  { listed, byName }: { listed?: ReadonlySet<string>; byName: boolean },
): { taken: SourceServer[]; leftOut: LeftOut } {
  const groups = groupedBy(servers, (server) =>
    listed?.has(server.sourceServerID ?? '') ? undefined : whyNot(server, byName),
  );
  const leftOut = [...groups].flatMap(([why, left]) => (why === undefined ? [] : [{ why, servers: left }]));
  return { taken: groups.get(undefined) ?? [], leftOut };
}

function whyNot(server: SourceServer, byName: boolean): string | undefined {
  const host = hostOf(server, 0);
  if (host.archived || isDisconnected(host.source)) {
    return 'no longer replicates, and a deployment adds such a server only with allowDisconnected';
  }
  return host.replicationState === 'none' && !byName ? 'has no agent yet' : undefined;
}
