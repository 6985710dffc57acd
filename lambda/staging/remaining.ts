import type { EC2Client, Instance, Snapshot, Tag, Volume } from '@aws-sdk/client-ec2';
import type { MgnClient } from '@aws-sdk/client-mgn';
import { instancesOf, snapshotsOf, volumesOf } from './ec2';
import { type Server, serversOf } from './servers';

/*
 * What is left of MGN's staging area of source servers. MGN tags all that it makes, also the instances that it launches
 * and their volumes, which stay: github.com/Yoshiki0705/vmware-migration-ec2-ontap (atx-fsxn-ga-verification.md) and
 * github.com/pbs-common/terraform-aws-vm-migration show both. So what counts is what is proven to be of the staging area
 * of these servers alone; what might be is told.
 */

const SOURCE_SERVER = ['AWSApplicationMigrationServiceSourceServerID', 'AwsApplicationMigrationService-SourceServerID'];
/** Instances that are launched, and some of what belongs to them, have tags of this kind besides. */
const LAUNCHED = 'mgn.amazonaws.com-';
const STAGING_SERVER = /^AWS Application Migration Service (Dedicated )?(Replication|Conversion) Server$/;

export interface Remaining {
  /** The ids of what is waited for. */
  readonly ours: readonly string[];
  /** The ids of what may belong to them, or to other servers. */
  readonly unproven: readonly string[];
  /** Whether a server of these is still connected. */
  readonly isInUse: boolean;
}

export async function remainingOf(ids: readonly string[], mgn: MgnClient, ec2: EC2Client): Promise<Remaining> {
  const servers = await serversOf(ids, mgn);
  const gone = new Set(ids.filter((id) => !servers.get(id)?.isConnected));
  const isInUse = gone.size < ids.length;
  if (gone.size === 0) return { ours: [], unproven: [], isInUse };
  const [instances, volumes, snapshots] = await Promise.all([instancesOf(ec2), volumesOf(ec2), snapshotsOf(ec2)]);
  const staging = instances.filter((one) => STAGING_SERVER.test(tagOf(one, 'Name') ?? ''));
  const area = new StagingArea(servers, gone, new Set(staging.map(({ InstanceId = '' }) => InstanceId)), volumes);
  const found = [
    ...staging.map((one) => [one.InstanceId, area.ofInstance(one)] as const),
    ...volumes.map((one) => [one.VolumeId, area.ofVolume(one)] as const),
    ...snapshots.map((one) => [one.SnapshotId, area.ofSnapshot(one)] as const),
  ];
  const idsOf = (wanted: Owner) => found.flatMap(([id = '', owner]) => (owner === wanted ? [id] : [])).sort();
  return { ours: idsOf('ours'), unproven: idsOf('unproven'), isInUse };
}

/** Undefined: of other servers, or of what was launched. */
type Owner = 'ours' | 'unproven' | undefined;

class StagingArea {
  /** Of connected servers; where MGN does not name it, any could be theirs. */
  private readonly used: ReadonlySet<string | undefined>;
  private readonly ourInstances = new Set<string>();
  private readonly ourVolumes = new Set<string>();

  constructor(
    private readonly servers: ReadonlyMap<string, Server>,
    private readonly gone: ReadonlySet<string>,
    private readonly instances: ReadonlySet<string>,
    private readonly volumes: readonly Volume[],
  ) {
    this.used = new Set(
      [...servers.values()].filter(({ isConnected }) => isConnected).map(({ replicator }) => replicator),
    );
  }

  ofInstance(instance: Instance): Owner {
    const owner = this.ownerOfInstance(instance);
    if (owner === 'ours') this.ourInstances.add(instance.InstanceId ?? '');
    return owner;
  }

  private ownerOfInstance(instance: Instance): Owner {
    const { InstanceId = '' } = instance;
    const named = serverNamedBy(instance);
    if (named !== undefined) return this.gone.has(named) ? 'ours' : undefined;
    const attached = this.volumes.filter((volume) => isAttachedTo(volume, InstanceId)).map(serverNamedBy);
    const isOfOthers = attached.some((id) => id !== undefined && this.servers.get(id)?.isConnected);
    if (this.used.has(InstanceId) || isOfOthers) return undefined;
    const replicators = [...this.gone].map((id) => this.servers.get(id)?.replicator);
    const isOfThese = replicators.includes(InstanceId) || attached.some((id) => id !== undefined && this.gone.has(id));
    return isOfThese && !this.used.has(undefined) ? 'ours' : 'unproven';
  }

  ofVolume(volume: Volume): Owner {
    const owner = this.ownerOfVolume(volume);
    if (owner === 'ours') this.ourVolumes.add(volume.VolumeId ?? '');
    return owner;
  }

  private ownerOfVolume(volume: Volume): Owner {
    const { Attachments = [] } = volume;
    const named = serverNamedBy(volume);
    if (isLaunched(volume) || (named !== undefined && !this.gone.has(named))) return undefined;
    const [instance] = Attachments.map(({ InstanceId = '' }) => InstanceId);
    if (instance !== undefined) {
      if (!this.instances.has(instance)) return undefined;
      return named !== undefined || this.ourInstances.has(instance) ? 'ours' : undefined;
    }
    if (named === undefined) return undefined;
    // the last replication server goes before its volumes; a volume of a launched instance may be left alone too, but
    // nothing is launched before the first byte is replicated, and staging volumes are there before
    const { firstByte } = this.servers.get(named) ?? {};
    const created = volume.CreateTime?.getTime();
    return firstByte !== undefined && created !== undefined && created <= firstByte ? 'ours' : 'unproven';
  }

  /** A backup of a launched instance may bear the tags of its volume: only that of a staging volume counts. */
  ofSnapshot(snapshot: Snapshot): Owner {
    const named = serverNamedBy(snapshot);
    if (isLaunched(snapshot) || (named !== undefined && !this.gone.has(named))) return undefined;
    if (this.ourVolumes.has(snapshot.VolumeId ?? '')) return 'ours';
    return named === undefined ? undefined : 'unproven';
  }
}

interface Tagged {
  readonly Tags?: Tag[];
}

function tagOf({ Tags = [] }: Tagged, key: string): string | undefined {
  return Tags.find(({ Key }) => Key === key)?.Value;
}

function serverNamedBy(tagged: Tagged): string | undefined {
  return SOURCE_SERVER.map((key) => tagOf(tagged, key)).find((id) => id !== undefined);
}

function isLaunched({ Tags = [] }: Tagged): boolean {
  return Tags.some(({ Key = '' }) => Key.startsWith(LAUNCHED));
}

function isAttachedTo({ Attachments = [] }: Volume, instance: string): boolean {
  return Attachments.some(({ InstanceId }) => InstanceId === instance);
}
