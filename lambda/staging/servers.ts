import {
  type DescribeSourceServersRequestFilters,
  type MgnClient,
  paginateDescribeSourceServers,
  type SourceServer,
} from '@aws-sdk/client-mgn';

/** What MGN says of a source server. */
export interface Server {
  /** Whether it replicates, or may do so again: what it has of a staging area stays. */
  readonly isConnected: boolean;
  /** The instance that it replicates to, if MGN names it. */
  readonly replicator?: string;
  /** When its first byte was replicated, in milliseconds. */
  readonly firstByte?: number;
}

/** As many ids does one filter hold: docs.aws.amazon.com/mgn/latest/APIReference/API_DescribeSourceServersRequestFilters.html */
const MOST_IDS = 200;

/** Those with these ids, archived ones too, and all others of the account that may use a replication server. */
export async function serversOf(ids: readonly string[], client: MgnClient): Promise<Map<string, Server>> {
  const servers = new Map<string, Server>();
  const add = async (filters: DescribeSourceServersRequestFilters) => {
    for await (const { items = [] } of paginateDescribeSourceServers({ client }, { filters }))
      for (const one of items)
        if (isConnected(one) || ids.includes(one.sourceServerID ?? ''))
          servers.set(one.sourceServerID ?? '', serverFrom(one));
  };
  try {
    await add({ isArchived: false });
    const others = ids.filter((id) => !servers.has(id));
    for (let at = 0; at < others.length; at += MOST_IDS)
      await add({ sourceServerIDs: others.slice(at, at + MOST_IDS) });
  } catch (error) {
    if ((error as Error).name !== 'UninitializedAccountException') throw error;
  }
  return servers;
}

function serverFrom(server: SourceServer): Server {
  // later versions of the client know the member
  const { replicatorId } = (server.dataReplicationInfo ?? {}) as { replicatorId?: string };
  const firstByte = Date.parse(server.lifeCycle?.firstByteDateTime ?? '');
  return {
    isConnected: isConnected(server),
    ...(replicatorId ? { replicator: replicatorId } : {}),
    ...(Number.isNaN(firstByte) ? {} : { firstByte }),
  };
}

/** One without an agent has never replicated. */
function isConnected({ dataReplicationInfo, lifeCycle }: SourceServer): boolean {
  const state = dataReplicationInfo?.dataReplicationState;
  return (
    state !== undefined &&
    state !== 'DISCONNECTED' &&
    !/^(DISCOVERED|PENDING_INSTALLATION)$/.test(lifeCycle?.state ?? '')
  );
}
