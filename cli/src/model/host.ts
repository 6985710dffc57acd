import type { SourceServer } from '@aws-sdk/client-mgn';

/** What MGN shows of a server. */
export interface Host {
  readonly hostname: string;
  readonly lifeCycleState: string;
  readonly replicationState: string;
  /** An ISO 8601 duration; absent while MGN does not know it. */
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

/** For people. */
export function hostText(host: Host | undefined, separator = '\n'): string {
  if (!host) return '-';
  const { lifeCycleState, replicationState, lag, launchedInstance, daysSinceCutover, archived } = host;
  const lines = [lifeCycleState, lag ? `${replicationState}, ${lagText(lag)}` : replicationState];
  if (launchedInstance) lines.push(launchedInstance);
  if (daysSinceCutover !== undefined) lines.push(`cutover ${daysSinceCutover} d ago`);
  if (archived) lines.push('archived');
  return lines.join(separator);
}

/** For programs. */
export function hostJson(host: Host) {
  return {
    hostname: host.hostname,
    life_cycle_state: host.lifeCycleState,
    data_replication_state: host.replicationState,
    lag_duration: host.lag ?? null,
    launched_instance_id: host.launchedInstance ?? null,
    days_since_cutover: host.daysSinceCutover ?? null,
    archived: host.archived,
  };
}

/** What MGN shows of a server, in a report for programs. */
export type HostReport = ReturnType<typeof hostJson>;

/** How far replication is behind. MGN gives an ISO 8601 duration. */
export function lagText(lag: string): string {
  return /^P(T?0[A-Z])+$/.test(lag) ? 'no lag' : `lag ${lag}`;
}
