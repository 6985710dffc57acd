import {
  type DescribeSourceServersRequestFilters,
  type MgnClient,
  paginateDescribeSourceServers,
} from '@aws-sdk/client-mgn';
import { isConnected, type StagedServer, serverFrom } from './server';

/**
 * How many ids one filter holds:
 * docs.aws.amazon.com/mgn/latest/APIReference/API_DescribeSourceServersRequestFilters.html
 */
const MOST_IDS = 200;

/** The servers with these ids, archived ones too, and all others of the account that may use a replication server. */
export async function serversOf(ids: readonly string[], client: MgnClient): Promise<Map<string, StagedServer>> {
  const servers = new Map<string, StagedServer>();
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
