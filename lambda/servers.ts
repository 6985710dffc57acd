import {
  ConflictException,
  DescribeSourceServersCommand,
  DisconnectFromServiceCommand,
  ResourceNotFoundException,
  type SourceServer,
  UninitializedAccountException,
} from '@aws-sdk/client-mgn';
import type { ConnectionAttributes } from '../lib/wire';
import { mgn } from './clients';
import type { Deadline } from './deadline';
import type { Server } from './identity';
import { backoff, isPermanent, retrying } from './retry';

/** The server as MGN shows it now; undefined when there is none, which DescribeSourceServers says by an empty list. */
export async function describe(server: Server, deadline: Deadline): Promise<SourceServer | undefined> {
  const { items } = await retrying(deadline, () =>
    mgn.send(
      new DescribeSourceServersCommand({ filters: { sourceServerIDs: [server.id] }, accountID: server.accountId }),
      { abortSignal: deadline.signal },
    ),
  );
  return items?.find((item) => item.sourceServerID === server.id);
}

/** Replication state is what DisconnectFromService promises to set; the life cycle state may stay CUTOVER. */
export function isDisconnected(server: SourceServer): boolean {
  return server.dataReplicationInfo?.dataReplicationState === 'DISCONNECTED';
}

/**
 * Disconnects the server and sees that it is: https://docs.aws.amazon.com/mgn/latest/APIReference/API_DisconnectFromService.html
 * A conflict (a job is running) and throttling are waited out, with another look before each call, so that a server
 * which somebody else disconnects meanwhile is not disconnected twice. Returns what was done.
 */
export async function disconnect(server: Server, deadline: Deadline): Promise<string> {
  let called = false;
  for (let attempt = 0; ; attempt++) {
    const found = await describe(server, deadline).catch(ignoreUninitialized);
    if (!found) return 'there is no such source server (any more)';
    if (isDisconnected(found)) return called ? 'disconnected' : 'was already disconnected';
    try {
      if (!called) {
        const after = await callDisconnect(server, deadline);
        called = true;
        if (isDisconnected(after)) return 'disconnected';
      }
      await deadline.pause(backoff(attempt));
    } catch (error) {
      const worthAnotherLook = error instanceof ConflictException || error instanceof ResourceNotFoundException;
      if (!worthAnotherLook && isPermanent(error, deadline)) throw error;
      await deadline.pause(backoff(attempt), error);
    }
  }
}

function callDisconnect(server: Server, deadline: Deadline): Promise<SourceServer> {
  const command = new DisconnectFromServiceCommand({ sourceServerID: server.id, accountID: server.accountId });
  return mgn.send(command, { abortSignal: deadline.signal });
}

/** An account without MGN has no source servers. */
function ignoreUninitialized(error: unknown): undefined {
  if (error instanceof UninitializedAccountException) return undefined;
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
