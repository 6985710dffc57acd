import type { Ec2Source, Instance, SecurityGroup, Snapshot, Tag, Volume } from '../ec2/resources';
import type { Environment } from '../kernel/types';
import type { MgnBehaviour } from './behaviour';
import { REPLICATION_SERVER_TYPE, stagingSubnetOf } from './configuration';
import { derivedId } from './ids';
import type { ServerRecord } from './record';
import type { ServerStore } from './servers';

/*
 * MGN's resources in EC2: replication servers that several source servers share, a staging volume and a snapshot for
 * each replicated disk, the conversion server of a launch, and the launched instances, which have the same tags as
 * their volumes and stay when the others are deleted. Security groups stay too: MGN's service-linked role may not
 * delete them.
 */

const MANAGED = 'AWSApplicationMigrationServiceManaged';
const SOURCE_SERVER = 'AWSApplicationMigrationServiceSourceServerID';
const SERVICE = 'mgn.amazonaws.com';
const DAY = 86_400_000;

export function stagingArea(
  env: Environment,
  servers: ServerStore,
  behaviour: MgnBehaviour,
): Ec2Source & { clear(): void } {
  const tagsOf = ({ id }: ServerRecord) =>
    tags({ [MANAGED]: SERVICE, ...(behaviour.stagingNamesSourceServer ? { [SOURCE_SERVER]: id } : {}) });
  const zone = `${env.region}a`;
  const since = (record: ServerRecord) => new Date(record.server.lifeCycle?.firstByteDateTime ?? env.clock.now() - DAY);
  const groups = securityGroups(servers);
  return {
    ...groups.source,
    clear: groups.clear,
    instances: (accountId) => [
      ...replicators(servers.staged(accountId)).map(([id, users]) => replicationServer(id, users, since, zone)),
      ...launching(servers, accountId).map((record) => conversionServer(record, new Date(env.clock.now()), zone)),
      ...servers.all(accountId).flatMap((record) => launchedInstance(record, launchedAt(record, since), zone)),
    ],
    volumes: (accountId) => [
      ...servers.staged(accountId).flatMap((record) => {
        const tagSet = tagsOf(record);
        return record.staging.map((device) => stagingVolume(record, device, since(record), zone, tagSet));
      }),
      ...servers.all(accountId).flatMap((record) => launchedVolume(record, launchedAt(record, since), zone)),
    ],
    snapshots: (accountId) =>
      servers.staged(accountId).flatMap((record) => {
        const last = new Date(record.server.dataReplicationInfo?.lastSnapshotDateTime ?? since(record));
        return record.staging.map((device) => ({ ...snapshot(record, device, last), tagSet: tagsOf(record) }));
      }),
  };
}

/** Until they are deleted, and again when MGN needs them. */
function securityGroups(servers: ServerStore) {
  const deleted = new Set<string>();
  const kinds = (accountId: string) => {
    const all = servers.all(accountId);
    return [
      {
        kind: 'Replication',
        wasMade: all.some(({ server }) => server.dataReplicationInfo?.replicatorId !== undefined),
        isUsed: replicators(servers.staged(accountId)).length > 0,
      },
      {
        kind: 'Conversion',
        wasMade: all.some(({ server }) => server.launchedInstance?.ec2InstanceID !== undefined),
        isUsed: launching(servers, accountId).length > 0,
      },
    ].map((one) => ({ ...one, groupId: derivedId('sg', one.kind, accountId) }));
  };
  const source: Pick<Ec2Source, 'securityGroups' | 'uses' | 'deleteSecurityGroup'> = {
    securityGroups: (accountId) =>
      kinds(accountId)
        .filter(({ groupId, wasMade, isUsed }) => isUsed || (wasMade && !deleted.has(groupId)))
        .map(({ kind, groupId }) => securityGroup(kind, groupId, accountId)),
    uses: (accountId, id) => kinds(accountId).some(({ groupId, isUsed }) => groupId === id && isUsed),
    deleteSecurityGroup: (_, groupId) => deleted.add(groupId),
  };
  return { source, clear: () => deleted.clear() };
}

function securityGroup(kind: string, groupId: string, accountId: string): SecurityGroup {
  const groupName = `AWS Application Migration Service default ${kind} Server Security Group`;
  return {
    groupId,
    groupName,
    groupDescription: groupName,
    vpcId: stagingVpcOf(accountId),
    ownerId: accountId,
    tagSet: tags({ [MANAGED]: SERVICE, Name: groupName }),
  };
}

/** The servers for which a launch job is about to make instances. */
function launching(servers: ServerStore, accountId: string): ServerRecord[] {
  return servers.all(accountId).filter(({ id }) => servers.jobs.runningFor(id)?.type === 'LAUNCH');
}

function launchedAt(record: ServerRecord, since: (record: ServerRecord) => Date): Date {
  const { lastCutover, lastTest } = record.server.lifeCycle ?? {};
  const at = lastCutover?.initiated?.apiCallDateTime ?? lastTest?.initiated?.apiCallDateTime;
  return at ? new Date(at) : since(record);
}

/** Each replication server with its source servers. It exists as long as one of them uses it. */
function replicators(records: readonly ServerRecord[]): [id: string, users: readonly ServerRecord[]][] {
  const users = new Map<string, ServerRecord[]>();
  for (const record of records.filter(({ needsReplicator }) => needsReplicator)) {
    const id = record.server.dataReplicationInfo?.replicatorId;
    if (id) users.set(id, [...(users.get(id) ?? []), record]);
  }
  return [...users];
}

const tags = (all: Readonly<Record<string, string>>): readonly Tag[] =>
  Object.entries(all).map(([key, value]) => ({ key, value }));

const volumeOf = ({ id }: ServerRecord, device: string) => derivedId('vol', 'staging', id, device);

function replicationServer(
  instanceId: string,
  users: readonly ServerRecord[],
  since: (record: ServerRecord) => Date,
  availabilityZone: string,
): Instance {
  const disks = users.flatMap((record) => record.staging.map((device) => volumeOf(record, device)));
  return {
    ...stagingMachine(instanceId, users[0]?.accountId ?? '', availabilityZone),
    instanceType: REPLICATION_SERVER_TYPE,
    launchTime: new Date(Math.min(...users.map((record) => since(record).getTime()))),
    blockDeviceMapping: disks.map((volumeId, index) => ({
      deviceName: attachment(index),
      ebs: { volumeId, status: 'attached' },
    })),
    // it serves several source servers, so it names none
    tagSet: tags({ [MANAGED]: SERVICE, Name: 'AWS Application Migration Service Replication Server' }),
  };
}

/** It makes the copied disks of a server bootable while a launch job runs. */
function conversionServer({ id, accountId }: ServerRecord, launchTime: Date, zone: string): Instance {
  return {
    ...stagingMachine(derivedId('i', 'conversion', id), accountId, zone),
    instanceType: 'm5.large',
    launchTime,
    blockDeviceMapping: [],
    tagSet: tags({ [MANAGED]: SERVICE, Name: 'AWS Application Migration Service Conversion Server' }),
  };
}

function launchedInstance({ server, id, accountId }: ServerRecord, launchTime: Date, zone: string): Instance[] {
  const { ec2InstanceID, jobID = '', firstBoot } = server.launchedInstance ?? {};
  if (!ec2InstanceID) return [];
  const Name = server.tags?.Name ?? server.sourceProperties?.identificationHints?.hostname ?? id;
  const job = { 'mgn.amazonaws.com-job': jobID, 'mgn.amazonaws.com-source-server': id };
  return [
    {
      ...machine(ec2InstanceID, derivedId('subnet', 'target', accountId), derivedId('vpc', 'target', accountId), zone),
      ...(firstBoot === 'STOPPED' ? { instanceState: { code: 80, name: 'stopped' as const } } : {}),
      instanceType: server.sourceProperties?.recommendedInstanceType ?? 'm5.large',
      launchTime,
      blockDeviceMapping: [{ deviceName: ROOT, ebs: { volumeId: rootOf(ec2InstanceID), status: 'attached' } }],
      tagSet: tags({ [MANAGED]: SERVICE, [SOURCE_SERVER]: id, Name, ...job }),
    },
  ];
}

/** Its tags come from MGN's launch template, so they do not name the job. */
function launchedVolume(record: ServerRecord, createTime: Date, availabilityZone: string): Volume[] {
  const { server, id } = record;
  const instanceId = server.launchedInstance?.ec2InstanceID;
  if (!instanceId) return [];
  const volumeId = rootOf(instanceId);
  const [device = ''] = server.sourceProperties?.disks?.map(({ deviceName = '' }) => deviceName) ?? [];
  const Name = server.tags?.Name ?? server.sourceProperties?.identificationHints?.hostname ?? id;
  return [
    {
      volumeId,
      size: sizeOf(record, device),
      status: 'in-use',
      volumeType: 'gp3',
      createTime,
      availabilityZone,
      attachmentSet: [{ volumeId, instanceId, device: ROOT, status: 'attached' }],
      tagSet: tags({ [MANAGED]: SERVICE, [SOURCE_SERVER]: id, Name }),
    },
  ];
}

const ROOT = '/dev/xvda';
const rootOf = (instanceId: string) => derivedId('vol', 'launched', instanceId);
const stagingVpcOf = (accountId: string) => derivedId('vpc', 'staging', accountId);
const stagingMachine = (instanceId: string, accountId: string, zone: string) =>
  machine(instanceId, stagingSubnetOf(accountId), stagingVpcOf(accountId), zone);

const machine = (instanceId: string, subnetId: string, vpcId: string, availabilityZone: string) => ({
  instanceId,
  imageId: derivedId('ami', instanceId),
  instanceState: { code: 16, name: 'running' as const },
  subnetId,
  vpcId,
  placement: { availabilityZone },
});

/** sdf, sdg, … as far as the alphabet goes. */
const attachment = (index: number) => `/dev/xvd${String.fromCharCode(102 + (index % 20))}`;

function stagingVolume(
  record: ServerRecord,
  device: string,
  createTime: Date,
  availabilityZone: string,
  tagSet: readonly Tag[],
): Volume {
  const volumeId = volumeOf(record, device);
  const instanceId = record.needsReplicator ? record.server.dataReplicationInfo?.replicatorId : undefined;
  return {
    volumeId,
    size: sizeOf(record, device),
    status: instanceId ? 'in-use' : 'available',
    volumeType: 'gp3',
    createTime,
    availabilityZone,
    attachmentSet: instanceId
      ? [{ volumeId, instanceId, device: attachment(record.staging.indexOf(device)), status: 'attached' }]
      : [],
    tagSet,
  };
}

function snapshot(record: ServerRecord, device: string, startTime: Date): Omit<Snapshot, 'tagSet'> {
  return {
    snapshotId: derivedId('snap', 'staging', record.id, device),
    volumeId: volumeOf(record, device),
    volumeSize: sizeOf(record, device),
    status: 'completed',
    progress: '100%',
    startTime,
    ownerId: record.accountId,
    description: '',
  };
}

/** In GiB. The disk's own size: its replicated size is zero once the server is disconnected. */
function sizeOf({ server }: ServerRecord, device: string): number {
  const disk = server.sourceProperties?.disks?.find(({ deviceName }) => deviceName === device);
  const replicated = server.dataReplicationInfo?.replicatedDisks?.find(({ deviceName }) => deviceName === device);
  return Math.max(1, Math.ceil((disk?.bytes || replicated?.replicatedStorageBytes || 0) / 2 ** 30));
}
