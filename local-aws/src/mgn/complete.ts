import type { DataReplicationState } from '@aws-sdk/client-mgn';
import { accountOf, derivedId, mgnArn, type Place } from './ids';
import type { DataReplicationInfo, SourceServer } from './model';

/*
 * Completes a partial server to what DescribeSourceServers returns. Given members stay, also empty or null ones.
 * Imported, discovered and agentless servers have told MGN little, so nothing is added to them.
 */

type Here = Place & { readonly now: number };

const gib = 2 ** 30;
const neverReplicated = ['DISCOVERED', 'PENDING_INSTALLATION'];
/** How many servers share a replication server. Each completed server has at most two disks. */
const SERVERS_PER_REPLICATOR = 7;

export function completeServer(given: SourceServer, index: number, here: Here): SourceServer {
  const id = given.sourceServerID as string;
  const state = given.lifeCycle?.state ?? lifeCycleStateOf(given.dataReplicationInfo?.dataReplicationState);
  const named = {
    arn: mgnArn(here, `source-server/${id}`),
    isArchived: false,
    tags: {},
    replicationType: 'AGENT_BASED' as const,
    ...given,
  };
  if (neverReplicated.includes(state) || given.replicationType === 'SNAPSHOT_SHIPPING')
    return structuredClone({ ...named, lifeCycle: { ...given.lifeCycle, state } });
  const sourceProperties = completed(given, 'sourceProperties', defaultProperties(index, here));
  const owner = { ...here, accountId: accountOf(named.arn) };
  const replication = replicationOf(state, sourceProperties?.disks ?? [], given, index, owner);
  return structuredClone({
    ...named,
    lifeCycle: { ...defaultLifeCycle(here), ...given.lifeCycle, state },
    sourceProperties,
    dataReplicationInfo: completed(given, 'dataReplicationInfo', replication),
  });
}

/** A member that is given as null stays null. */
function completed<K extends 'sourceProperties' | 'dataReplicationInfo'>(
  given: SourceServer,
  member: K,
  defaults: NonNullable<SourceServer[K]>,
): SourceServer[K] {
  return given[member] === null ? given[member] : { ...defaults, ...given[member] };
}

const lifeCycleStateOf = (replication?: DataReplicationState) =>
  replication === 'DISCONNECTED' ? 'DISCONNECTED' : replication === 'INITIAL_SYNC' ? 'NOT_READY' : 'READY_FOR_TEST';

function replicationStateOf(lifeCycleState: string): DataReplicationState {
  if (lifeCycleState === 'DISCONNECTED' || lifeCycleState === 'CUTOVER') return 'DISCONNECTED';
  if (lifeCycleState === 'NOT_READY') return 'INITIAL_SYNC';
  return lifeCycleState === 'STOPPED' ? 'STOPPED' : 'CONTINUOUS';
}

const daysAgo = ({ now }: Here, days: number) => new Date(now - days * 86_400_000).toISOString();

const defaultLifeCycle = (here: Here) => ({
  addedToServiceDateTime: daysAgo(here, 30),
  firstByteDateTime: daysAgo(here, 30),
  elapsedReplicationDuration: 'P30D',
  lastSeenByServiceDateTime: daysAgo(here, 0),
});

function replicationOf(
  lifeCycleState: string,
  disks: readonly { deviceName?: string; bytes?: number }[],
  given: SourceServer,
  index: number,
  here: Here,
): DataReplicationInfo {
  const state = given.dataReplicationInfo?.dataReplicationState ?? replicationStateOf(lifeCycleState);
  const connected = state !== 'DISCONNECTED' && state !== 'STOPPED';
  return {
    dataReplicationState: state,
    replicatedDisks: disks.map(({ deviceName, bytes = 0 }) => ({
      deviceName,
      totalStorageBytes: state === 'DISCONNECTED' ? 0 : bytes,
      replicatedStorageBytes: state === 'INITIAL_SYNC' ? Math.floor(bytes / 2) : bytes,
      rescannedStorageBytes: 0,
      backloggedStorageBytes: 0,
    })),
    lastSnapshotDateTime: daysAgo(here, 0),
    ...(connected ? { replicatorId: replicatorOf(index, here) } : {}),
    ...(state === 'CONTINUOUS' ? { lagDuration: 'P0D' } : {}),
    ...(state === 'INITIAL_SYNC' ? { etaDateTime: daysAgo(here, -1) } : {}),
  };
}

const replicatorOf = (index: number, { accountId, region }: Place) =>
  derivedId('i', 'replicator', accountId, region, String(Math.floor(index / SERVERS_PER_REPLICATOR)));

const defaultProperties = (index: number, here: Here): NonNullable<SourceServer['sourceProperties']> => ({
  lastUpdatedDateTime: daysAgo(here, 0),
  recommendedInstanceType: 'm5.large',
  identificationHints: {
    hostname: `server-${index + 1}`,
    fqdn: `server-${index + 1}.corp.example.com`,
    vmWareUuid: `420f0000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
  },
  networkInterfaces: [
    {
      macAddress: `00:50:56:00:${hex(index >> 8)}:${hex(index)}`,
      ips: [`10.0.${(index >> 8) & 255}.${(index & 255) + 1}`],
      isPrimary: true,
    },
  ],
  disks: [
    { deviceName: '/dev/sda', bytes: 40 * gib },
    { deviceName: '/dev/sdb', bytes: 200 * gib },
  ],
  cpus: [{ cores: 2, modelName: 'Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz' }],
  ramBytes: 8 * gib,
  os: { fullString: 'Linux server 5.14.0-427.el9.x86_64' },
});

const hex = (value: number) => (value & 255).toString(16).padStart(2, '0');
