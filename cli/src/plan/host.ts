import type { SourceServer } from '@aws-sdk/client-mgn';

/** What MGN shows of a server. */
export interface Host {
  readonly hostname: string;
  readonly lifeCycleState: string;
  readonly replicationState: string;
  /** An ISO 8601 duration; absent while MGN knows none. */
  readonly lag?: string;
  readonly launchedInstance?: string;
  readonly daysSinceCutover?: number;
  readonly archived: boolean;
  readonly source: SourceServer;
}

export function hostOf(server: SourceServer, now: number): Host {
  const { sourceProperties, lifeCycle, dataReplicationInfo, launchedInstance, isArchived = false } = server;
  const hints = sourceProperties?.identificationHints;
  const cutover =
    lifeCycle?.lastCutover?.finalized?.apiCallDateTime ?? lifeCycle?.lastCutover?.initiated?.apiCallDateTime;
  const since = cutover === undefined ? Number.NaN : now - Date.parse(cutover);
  return {
    hostname: hints?.hostname || hints?.fqdn || '',
    lifeCycleState: lifeCycle?.state ?? 'unknown',
    replicationState: dataReplicationInfo?.dataReplicationState ?? 'none',
    lag: dataReplicationInfo?.lagDuration,
    launchedInstance: launchedInstance?.ec2InstanceID,
    daysSinceCutover: Number.isNaN(since) ? undefined : Math.floor(since / 86_400_000),
    archived: isArchived,
    source: server,
  };
}

/** Whether a Create of its connection fails, unless it may take such a server. */
export function replicatesNoMore({ replicationState }: Host): boolean {
  return replicationState === 'DISCONNECTED';
}

/**
 * Whether a Delete of its connection calls nothing. After FinalizeCutover replication is over too, but the agent may
 * still be there, and so the call is made: docs/custody.md.
 */
export function isDisconnected({ replicationState, lifeCycleState }: Host): boolean {
  return replicationState === 'DISCONNECTED' && lifeCycleState !== 'CUTOVER';
}
