import type { SourceServer } from '@aws-sdk/client-mgn';

const DAY = 86_400_000;

/** Says that MGN does not hear from an agent. Its hours count all the same. Servers of vCenter have no agent. */
export function agentNotSeen(server: SourceServer, now: number): string | undefined {
  const { dataReplicationInfo, lifeCycle, replicationType } = server;
  const { error } = dataReplicationInfo?.dataReplicationError ?? {};
  const age = now - Date.parse(lifeCycle?.lastSeenByServiceDateTime ?? '');
  const isOld = age >= DAY && replicationType !== 'SNAPSHOT_SHIPPING';
  if (error !== 'AGENT_NOT_SEEN' && !isOld) return undefined;
  const since = age >= DAY ? ` for ${Math.floor(age / DAY)} d` : '';
  const told = error === 'AGENT_NOT_SEEN' ? ` (${error})` : '';
  return `its agent was not seen${since}${told}; its replication hours are counted on`;
}
