import type { SourceServer } from '@aws-sdk/client-mgn';
import { hasNoAgent, isDisconnected } from '../custody/steps';

/** What MGN says of a source server. */
export interface StagedServer {
  /** Whether it replicates, or may do so again: then its part of the staging area stays. */
  readonly isConnected: boolean;
  /** The instance that it replicates to, if MGN names it. */
  readonly replicator?: string;
  /** When its first byte was replicated, in milliseconds. */
  readonly firstByte?: number;
}

export function serverFrom(server: SourceServer): StagedServer {
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
export function isConnected(server: SourceServer): boolean {
  const isKnown = server.dataReplicationInfo?.dataReplicationState !== undefined;
  return isKnown && !isDisconnected(server) && !hasNoAgent(server);
}
