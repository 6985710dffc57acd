import type { DescribeSourceServersResponse, SourceServer } from '@aws-sdk/client-mgn';
import type { ConnectionAttributes } from '../../lib/private/contract';
import type { Server } from '../identity';
import type { Deadline } from '../runtime/deadline';
import { nameOf, retrying } from '../runtime/retry';
import { callMgn } from './call';

/** The server as MGN shows it now; undefined when there is none, which DescribeSourceServers says by an empty list. */
export async function describe({ id, accountId }: Server, deadline: Deadline): Promise<SourceServer | undefined> {
  let nextToken: string | undefined;
  do {
    const input = { filters: { sourceServerIDs: [id] }, accountID: accountId, nextToken };
    const page: DescribeSourceServersResponse = await retrying(deadline, () =>
      callMgn('DescribeSourceServers', input, deadline),
    );
    const found = page.items?.find((item) => item.sourceServerID === id);
    if (found) return found;
    nextToken = page.nextToken;
  } while (nextToken);
  return undefined;
}

/** An account without MGN has no source servers. */
export function ignoreUninitialized(error: unknown): undefined {
  if (nameOf(error) === 'UninitializedAccountException') return undefined;
  throw error;
}

/** What the construct shows of a server. CloudFormation fails on a missing attribute, so each is at least ''. */
export function attributes(server: SourceServer | undefined): ConnectionAttributes {
  const hints = server?.sourceProperties?.identificationHints;
  return {
    SourceServerArn: server?.arn ?? '',
    Hostname: hints?.hostname ?? '',
    Fqdn: hints?.fqdn ?? '',
    LifeCycleState: server?.lifeCycle?.state ?? '',
    DataReplicationState: server?.dataReplicationInfo?.dataReplicationState ?? '',
    LaunchedInstanceId: server?.launchedInstance?.ec2InstanceID ?? '',
  };
}
