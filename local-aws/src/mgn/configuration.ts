import type { ReplicationConfiguration } from '@aws-sdk/client-mgn';
import { derivedId } from './ids';
import type { ServerRecord } from './record';

/** How a server is replicated: MGN's defaults, since no call here changes them. */
export function replicationConfiguration({ id, server, accountId }: ServerRecord): ReplicationConfiguration {
  const disks = server.sourceProperties?.disks ?? server.dataReplicationInfo?.replicatedDisks ?? [];
  return {
    sourceServerID: id,
    name: server.tags?.Name ?? server.sourceProperties?.identificationHints?.hostname ?? '',
    stagingAreaSubnetId: stagingSubnetOf(accountId),
    associateDefaultSecurityGroup: true,
    replicationServersSecurityGroupsIDs: [],
    replicationServerInstanceType: REPLICATION_SERVER_TYPE,
    useDedicatedReplicationServer: false,
    defaultLargeStagingDiskType: 'GP3',
    replicatedDisks: disks.map(({ deviceName }, index) => ({
      deviceName,
      isBootDisk: index === 0,
      stagingDiskType: 'AUTO',
      iops: 0,
      throughput: 0,
    })),
    ebsEncryption: 'DEFAULT',
    bandwidthThrottling: 0,
    dataPlaneRouting: 'PRIVATE_IP',
    createPublicIP: false,
    stagingAreaTags: {},
    useFipsEndpoint: false,
  };
}

export const REPLICATION_SERVER_TYPE = 't3.small';
export const stagingSubnetOf = (accountId: string) => derivedId('subnet', 'staging', accountId);
