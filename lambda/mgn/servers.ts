import type { DescribeSourceServersResponse, SourceServer } from '@aws-sdk/client-mgn';
import type { ConnectionAttributes } from '../../lib/private/contract';
import type { Verdict } from '../decision/verdict';
import type { Server } from '../identity';
import type { Deadline } from '../runtime/deadline';
import { backoff, isPermanent, nameOf, retrying } from '../runtime/retry';
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

/** Replication state is what DisconnectFromService promises to set; the life cycle state may stay CUTOVER. */
export function isDisconnected(server: SourceServer): boolean {
  return server.dataReplicationInfo?.dataReplicationState === 'DISCONNECTED';
}

/**
 * After FinalizeCutover replication is over as well, but the agent may still be there; "Disconnect from service" is
 * what the user guide has one do then: https://docs.aws.amazon.com/mgn/latest/ug/disconnect-from-service.html
 */
function mayBeFinalizedOnly(server: SourceServer): boolean {
  return isDisconnected(server) && server.lifeCycle?.state === 'CUTOVER';
}

/**
 * Disconnects the server and sees that it is: https://docs.aws.amazon.com/mgn/latest/APIReference/API_DisconnectFromService.html
 * A conflict (a job is running) and throttling are waited out, with another look at the verdict and at the server
 * before each call: meanwhile the server may be held again, or be disconnected by somebody else. Returns what was done.
 */
export async function disconnect(server: Server, deadline: Deadline, verdict: () => Promise<Verdict>): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const { outcome, reason } = await verdict();
    if (outcome === 'keep') return `kept: ${reason}`;
    const found = await describe(server, deadline).catch(ignoreUninitialized);
    if (!found) return `there is no such source server (any more): ${reason}`;
    const finalized = mayBeFinalizedOnly(found);
    if (isDisconnected(found) && !finalized) return `was already disconnected: ${reason}`;
    try {
      await disconnected(server, await callDisconnect(server, deadline), deadline);
      return `disconnected: ${reason}`;
    } catch (error) {
      const isConflict = nameOf(error) === 'ConflictException';
      if (isConflict && finalized) return `was already disconnected: ${reason}`;
      const worthAnotherLook = isConflict || nameOf(error) === 'ResourceNotFoundException';
      if (!worthAnotherLook && isPermanent(error, deadline)) throw error;
      await deadline.pause(backoff(attempt, error), error);
    }
  }
}

/** Resolves when MGN shows that the server, as a call has left it, is disconnected. */
async function disconnected(server: Server, left: SourceServer, deadline: Deadline): Promise<void> {
  let found: SourceServer | undefined = left;
  for (let attempt = 0; found && !isDisconnected(found); attempt++) {
    await deadline.pause(backoff(attempt));
    found = await describe(server, deadline);
  }
}

function callDisconnect(server: Server, deadline: Deadline): Promise<SourceServer> {
  const input = { sourceServerID: server.id, accountID: server.accountId };
  return callMgn('DisconnectFromService', input, deadline);
}

/** An account without MGN has no source servers. */
function ignoreUninitialized(error: unknown): undefined {
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
