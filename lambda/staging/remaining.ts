import {
  type EC2Client,
  type Filter,
  type Instance,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Snapshot,
  type Tag,
  type Volume,
} from '@aws-sdk/client-ec2';
import { type MgnClient, paginateDescribeSourceServers } from '@aws-sdk/client-mgn';

/*
 * Which resources of MGN's staging area are left of source servers. Its replication servers, volumes and snapshots are
 * tagged by MGN, but so are the instances that it has launched, and AWS does not say whether each of the tags names its
 * source server: github.com/pbs-common/terraform-aws-vm-migration shows tags of both.
 */

const MANAGED = 'AWSApplicationMigrationServiceManaged';
const SOURCE_SERVER = 'AWSApplicationMigrationServiceSourceServerID';
/** What is launched from a server has tags of this kind besides. */
const LAUNCHED = 'mgn.amazonaws.com-';
const REPLICATION_SERVER = 'AWS Application Migration Service Replication Server';

const OF_MGN: Filter[] = [{ Name: 'tag-key', Values: [MANAGED] }];

/** The ids of what is left of those of the servers that are not connected any more. */
export async function remainingOf(servers: readonly string[], mgn: MgnClient, ec2: EC2Client): Promise<string[]> {
  const connected = await connectedServers(mgn);
  const gone = new Set(servers.filter((id) => !connected.has(id)));
  if (gone.size === 0) return [];
  const used = new Set(connected.values());
  const replicators = (await replicationServers(ec2)).filter(({ InstanceId = '' }) => !used.has(InstanceId));
  const ids = new Set(replicators.map(({ InstanceId = '' }) => InstanceId));
  const volumes = (await managedVolumes(ec2)).filter((volume) => isOf(gone, volume, isAttachedTo(volume, ids)));
  const volumeIds = new Set(volumes.map(({ VolumeId }) => VolumeId));
  const snapshots = await managedSnapshots(ec2);
  return [
    ...ids,
    ...volumes.map(({ VolumeId = '' }) => VolumeId),
    ...snapshots.filter((one) => isOf(gone, one, volumeIds.has(one.VolumeId))).map(({ SnapshotId = '' }) => SnapshotId),
  ].sort();
}

/** The servers of the account that replicate, each with the replication server that it uses, or ''. */
async function connectedServers(client: MgnClient): Promise<Map<string, string>> {
  const connected = new Map<string, string>();
  try {
    for await (const { items = [] } of paginateDescribeSourceServers({ client }, { filters: { isArchived: false } })) {
      for (const { sourceServerID = '', dataReplicationInfo } of items) {
        if (dataReplicationInfo?.dataReplicationState === 'DISCONNECTED') continue;
        // later versions of the client know the member
        const { replicatorId = '' } = (dataReplicationInfo ?? {}) as { replicatorId?: string };
        connected.set(sourceServerID, replicatorId);
      }
    }
  } catch (error) {
    if ((error as Error).name !== 'UninitializedAccountException') throw error;
  }
  return connected;
}

async function replicationServers(client: EC2Client): Promise<Instance[]> {
  const found: Instance[] = [];
  const Filters = [
    ...OF_MGN,
    { Name: 'tag:Name', Values: [REPLICATION_SERVER] },
    { Name: 'instance-state-name', Values: ['pending', 'running', 'shutting-down', 'stopping', 'stopped'] },
  ];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client }, { Filters })) {
    for (const { Instances = [] } of Reservations) found.push(...Instances);
  }
  return found;
}

async function managedVolumes(client: EC2Client): Promise<Volume[]> {
  const found: Volume[] = [];
  for await (const { Volumes = [] } of paginateDescribeVolumes({ client }, { Filters: OF_MGN })) found.push(...Volumes);
  return found;
}

async function managedSnapshots(client: EC2Client): Promise<Snapshot[]> {
  const found: Snapshot[] = [];
  const pages = paginateDescribeSnapshots({ client }, { Filters: OF_MGN, OwnerIds: ['self'] });
  for await (const { Snapshots = [] } of pages) found.push(...Snapshots);
  return found;
}

function isAttachedTo({ Attachments = [] }: Volume, instances: ReadonlySet<string>): boolean {
  return Attachments.some(({ InstanceId = '' }) => instances.has(InstanceId));
}

/** By the tag where there is one; else what belongs to something that is left is left too. */
function isOf(servers: ReadonlySet<string>, { Tags = [] }: { readonly Tags?: Tag[] }, belongs: boolean): boolean {
  if (Tags.some(({ Key = '' }) => Key.startsWith(LAUNCHED))) return false;
  const named = Tags.find(({ Key }) => Key === SOURCE_SERVER)?.Value;
  return named === undefined ? belongs : servers.has(named);
}
