import {
  type DescribeSourceServersCommandInput,
  type MgnClient,
  paginateDescribeJobs,
  paginateDescribeSourceServers,
  type SourceServer,
} from '@aws-sdk/client-mgn';
import type { ServerRef } from '../model/deployed';
import { collected } from '../model/lists';

/** https://docs.aws.amazon.com/mgn/latest/APIReference/API_DescribeSourceServersRequestFilters.html */
const MOST_IDS = 200;
const PAGE = { pageSize: 1_000 };

export async function describeServers(
  client: MgnClient,
  request: Pick<DescribeSourceServersCommandInput, 'filters' | 'accountID'>,
): Promise<SourceServer[]> {
  try {
    return await collected(paginateDescribeSourceServers({ client, ...PAGE }, request), ({ items }) => items);
  } catch (error) {
    // an account without MGN has no source servers
    if ((error as Error).name === 'UninitializedAccountException') return [];
    throw error;
  }
}

/** Those of the servers that exist, by id. */
export async function findServers(client: MgnClient, refs: readonly ServerRef[]): Promise<Map<string, SourceServer>> {
  const found = new Map<string, SourceServer>();
  for (const accountID of new Set(refs.map(({ accountId }) => accountId))) {
    const ofAccount = refs.filter(({ accountId }) => accountId === accountID);
    const ids = [...new Set(ofAccount.map(({ server }) => server))];
    for (let start = 0; start < ids.length; start += MOST_IDS) {
      const filters = { sourceServerIDs: ids.slice(start, start + MOST_IDS) };
      for (const one of await describeServers(client, { filters, accountID })) found.set(one.sourceServerID ?? '', one);
    }
  }
  return found;
}

/** The jobs that have not ended, by the servers in them. DescribeJobs has no filter for that. */
export async function runningJobs(client: MgnClient, accountID?: string): Promise<Map<string, string>> {
  const jobs = new Map<string, string>();
  for await (const { items = [] } of paginateDescribeJobs({ client }, { filters: {}, accountID })) {
    for (const { jobID = '', status, participatingServers = [] } of items) {
      if (status === 'COMPLETED') continue;
      for (const { sourceServerID = '' } of participatingServers) jobs.set(sourceServerID, jobID);
    }
  }
  return jobs;
}
