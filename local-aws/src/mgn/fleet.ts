import type { DataReplicationState, SourceServer } from '@aws-sdk/client-mgn';
import { isServerId } from './validation';

/** Fills partial servers in to complete ones, as DescribeSourceServers returns them. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: number;
}

const members = [
  'sourceServerID',
  'arn',
  'isArchived',
  'tags',
  'launchedInstance',
  'dataReplicationInfo',
  'lifeCycle',
  'sourceProperties',
  'replicationType',
  'vcenterClientID',
  'applicationID',
  'userProvidedID',
  'fqdnForActionFramework',
  'connectorAction',
];
const gib = 2 ** 30;
const neverReplicated = ['DISCOVERED', 'PENDING_INSTALLATION'];

export const serverArn = (place: Omit<Place, 'now'>, id: string, accountId = place.accountId) =>
  `arn:${place.partition}:mgn:${place.region}:${accountId}:source-server/${id}`;

/** Says which element is wrong, because the list comes from a file that somebody wrote by hand. */
export function completeFleet(list: unknown, place: Place): SourceServer[] {
  if (!Array.isArray(list))
    throw new Error('The servers must be a JSON array of source servers, as [{"sourceServerID": "s-…"}].');
  const seen = new Map<string, number>();
  return list.map((element, index) => {
    const server = checked(element, index);
    const first = seen.get(server.sourceServerID as string);
    if (first !== undefined)
      throw new Error(
        `servers[${index}]: ${server.sourceServerID} is already servers[${first}]; give each server its own id.`,
      );
    seen.set(server.sourceServerID as string, index);
    return completeServer(server, index, place);
  });
}

function checked(element: unknown, index: number): SourceServer {
  const where = `servers[${index}]`;
  if (typeof element !== 'object' || element === null || Array.isArray(element))
    throw new Error(`${where} is ${JSON.stringify(element)}; write an object such as {"sourceServerID": "s-…"}.`);
  const { _local, ...server } = element as Record<string, unknown>;
  const unknown = Object.keys(server).find((name) => !members.includes(name));
  if (unknown) throw new Error(`${where} has the unknown member "${unknown}"; known are ${members.join(', ')}.`);
  if (!isServerId(server.sourceServerID))
    throw new Error(
      `${where}.sourceServerID is ${JSON.stringify(server.sourceServerID)}; it must be "s-" and 17 letters or digits.`,
    );
  return server as SourceServer;
}

function completeServer(given: SourceServer, index: number, place: Place): SourceServer {
  const id = given.sourceServerID as string;
  const lifeCycleState = given.lifeCycle?.state ?? lifeCycleStateOf(given.dataReplicationInfo?.dataReplicationState);
  const sourceProperties = { ...defaultProperties(index, place), ...given.sourceProperties };
  sourceProperties.identificationHints = {
    ...hintsOf(index),
    ...given.sourceProperties?.identificationHints,
  };
  return structuredClone({
    ...given,
    sourceServerID: id,
    arn: given.arn ?? serverArn(place, id),
    isArchived: given.isArchived ?? false,
    tags: given.tags ?? {},
    replicationType: given.replicationType ?? 'AGENT_BASED',
    lifeCycle: { ...defaultLifeCycle(lifeCycleState, place), ...given.lifeCycle },
    sourceProperties,
    ...(neverReplicated.includes(lifeCycleState) && !given.dataReplicationInfo
      ? {}
      : { dataReplicationInfo: replicationOf(given, lifeCycleState, sourceProperties.disks ?? [], place) }),
  });
}

const lifeCycleStateOf = (replication?: DataReplicationState) =>
  replication === 'DISCONNECTED' ? 'DISCONNECTED' : replication === 'INITIAL_SYNC' ? 'NOT_READY' : 'READY_FOR_TEST';

function replicationStateOf(lifeCycleState: string): DataReplicationState {
  if (lifeCycleState === 'DISCONNECTED' || lifeCycleState === 'CUTOVER') return 'DISCONNECTED';
  if (lifeCycleState === 'NOT_READY') return 'INITIAL_SYNC';
  return lifeCycleState === 'STOPPED' ? 'STOPPED' : 'CONTINUOUS';
}

const daysAgo = (place: Place, days: number) => new Date(place.now - days * 86_400_000).toISOString();

const defaultLifeCycle = (state: string, place: Place) => ({
  addedToServiceDateTime: daysAgo(place, 30),
  ...(neverReplicated.includes(state)
    ? {}
    : {
        firstByteDateTime: daysAgo(place, 30),
        elapsedReplicationDuration: 'P30D',
        lastSeenByServiceDateTime: daysAgo(place, 0),
      }),
  state: state as 'CUTOVER',
});

function replicationOf(
  given: SourceServer,
  lifeCycleState: string,
  disks: readonly { deviceName?: string; bytes?: number }[],
  place: Place,
) {
  const state = given.dataReplicationInfo?.dataReplicationState ?? replicationStateOf(lifeCycleState);
  const replicated = (deviceName?: string, bytes = 0) => ({
    deviceName,
    totalStorageBytes: state === 'DISCONNECTED' ? 0 : bytes,
    replicatedStorageBytes: state === 'INITIAL_SYNC' ? Math.floor(bytes / 2) : bytes,
    rescannedStorageBytes: 0,
    backloggedStorageBytes: 0,
  });
  return {
    dataReplicationState: state,
    replicatedDisks: disks.map((disk) => replicated(disk.deviceName, disk.bytes)),
    lastSnapshotDateTime: daysAgo(place, 0),
    ...(state === 'CONTINUOUS' ? { lagDuration: 'P0D' } : {}),
    ...(state === 'INITIAL_SYNC' ? { etaDateTime: daysAgo(place, -1) } : {}),
    ...given.dataReplicationInfo,
  };
}

const hintsOf = (index: number) => ({
  hostname: `server-${index + 1}`,
  fqdn: `server-${index + 1}.corp.example.com`,
  vmWareUuid: `420f0000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
});

const defaultProperties = (index: number, place: Place): NonNullable<SourceServer['sourceProperties']> => ({
  lastUpdatedDateTime: daysAgo(place, 0),
  recommendedInstanceType: 'm5.large',
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
