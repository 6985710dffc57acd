import type { DescribeJobsResponse, DescribeSourceServersResponse, Job, SourceServer } from '@aws-sdk/client-mgn';

import type { Deadline } from '../aws/deadline';
import { doubtOfLack, lookUntilSure } from '../aws/lag';
import { callMgn, ignoreUninitialized, pagesOf } from '../aws/mgn';
import { reading, retrying } from '../aws/retry';
import type { Server } from '../event/declared';
import type { Seen } from '../guards/obstacles';

/** How many ids DescribeSourceServers takes. */
const IDS = 200;

/**
 * What MGN shows of servers, by their ids; nothing of those that it does not know. Its answers may lag: a server is
 * taken as missing only if MGN has not shown it for that long.
 */
export function lookAt(
  servers: readonly Server[],
  asksForJobs: boolean,
  deadline: Deadline,
): Promise<Map<string, Seen>> {
  const doubt = doubtOfLack(deadline);
  return lookUntilSure(
    deadline,
    () => reading(() => lookOnce(servers, asksForJobs, deadline)),
    (seen) => (servers.every(({ id }) => seen.has(id)) ? undefined : doubt()),
  );
}

async function lookOnce(
  servers: readonly Server[],
  asksForJobs: boolean,
  deadline: Deadline,
): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const [accountId, ids] of byAccount(servers)) {
    const found = (await describeServers(ids, accountId, deadline).catch(ignoreUninitialized)) ?? [];
    const jobs = asksForJobs && found.length > 0 ? await runningJobs(accountId, deadline) : new Map<string, string>();
    for (const one of found) {
      const id = one.sourceServerID ?? '';
      seen.set(id, { found: one, job: jobs.get(id) });
    }
  }
  return seen;
}

function byAccount(servers: readonly Server[]): Map<string | undefined, string[]> {
  const accounts = new Map<string | undefined, string[]>();
  for (const { id, accountId } of servers) accounts.set(accountId, [...(accounts.get(accountId) ?? []), id]);
  return accounts;
}

async function describeServers(ids: readonly string[], accountID: string | undefined, deadline: Deadline) {
  const found: SourceServer[] = [];
  for (let from = 0; from < ids.length; from += IDS) {
    const filters = { sourceServerIDs: ids.slice(from, from + IDS) };
    const ask = (nextToken?: string) => {
      const input = { filters, accountID, nextToken, maxResults: IDS };
      return retrying(deadline, () => callMgn<DescribeSourceServersResponse>('DescribeSourceServers', input, deadline));
    };
    for await (const { items = [] } of pagesOf(ask)) found.push(...items);
  }
  return found;
}

/** The jobs of the account that have not ended, by the servers in them. DescribeJobs has no filter for that. */
async function runningJobs(accountID: string | undefined, deadline: Deadline): Promise<Map<string, string>> {
  const jobs = new Map<string, string>();
  const ask = (nextToken?: string) => {
    const input = { accountID, nextToken, maxResults: 1000 };
    return retrying(deadline, () => callMgn<DescribeJobsResponse>('DescribeJobs', input, deadline));
  };
  for await (const { items = [] } of pagesOf(ask)) {
    for (const job of items.filter(({ status }) => status !== 'COMPLETED')) {
      for (const id of participantsOf(job)) jobs.set(id, job.jobID ?? '');
    }
  }
  return jobs;
}

function participantsOf({ participatingServers = [] }: Job): string[] {
  return participatingServers.map(({ sourceServerID }) => sourceServerID ?? '');
}
