import type { Instance, Snapshot, Tag, Volume } from '@aws-sdk/client-ec2';
import type { StagedServer } from './server';

/*
 * What is left of MGN's staging area of source servers, by what EC2 shows. MGN tags everything that it makes,
 * including the instances that it launches and their volumes, which stay:
 * github.com/Yoshiki0705/vmware-migration-ec2-ontap (atx-fsxn-ga-verification.md) and
 * github.com/pbs-common/terraform-aws-vm-migration show both. So only what is proven to be of the staging area of
 * these servers alone counts. What may be is named.
 */

/**
 * Filters of EC2: what MGN has made. Its service-linked role may make nothing without this tag:
 * docs.aws.amazon.com/mgn/latest/ug/using-service-linked-roles.html
 */
export const OF_MGN = { Name: 'tag-key', Values: ['AWSApplicationMigrationServiceManaged'] };
export const NOT_TERMINATED = {
  Name: 'instance-state-name',
  Values: ['pending', 'running', 'shutting-down', 'stopping', 'stopped'],
};
const SOURCE_SERVER = ['AWSApplicationMigrationServiceSourceServerID', 'AwsApplicationMigrationService-SourceServerID'];
/** Launched instances, and some of what belongs to them, also have tags of this kind. */
const LAUNCHED = 'mgn.amazonaws.com-';
const STAGING_SERVER = /^AWS Application Migration Service (Dedicated )?(Replication|Conversion) Server$/;

/** What EC2 shows of what MGN has tagged. */
export interface AreaShown {
  readonly instances: readonly Instance[];
  readonly volumes: readonly Volume[];
  readonly snapshots: readonly Snapshot[];
}

export interface Leftovers {
  /** The ids to wait for. */
  readonly ours: readonly string[];
  /** The ids that may belong to these servers, or to others. */
  readonly unproven: readonly string[];
}

/** What is left of the servers that are `gone`, among all servers that may use a replication server. */
export function leftOf(
  servers: ReadonlyMap<string, StagedServer>,
  gone: ReadonlySet<string>,
  { instances, volumes, snapshots }: AreaShown,
): Leftovers {
  const staging = instances.filter(isStagingServer);
  const area = new StagingArea(servers, gone, new Set(staging.map(({ InstanceId = '' }) => InstanceId)), volumes);
  const found = [
    ...staging.map((one) => [one.InstanceId, area.ofInstance(one)] as const),
    ...volumes.map((one) => [one.VolumeId, area.ofVolume(one)] as const),
    ...snapshots.map((one) => [one.SnapshotId, area.ofSnapshot(one)] as const),
  ];
  const idsOf = (wanted: Owner) => found.flatMap(([id = '', owner]) => (owner === wanted ? [id] : [])).sort();
  return { ours: idsOf('ours'), unproven: idsOf('unproven') };
}

/** Whether its Name says that it replicates or converts. */
export const isStagingServer = (instance: Instance): boolean => STAGING_SERVER.test(tagOf(instance, 'Name') ?? '');

/** Undefined: it belongs to other servers, or was launched. */
type Owner = 'ours' | 'unproven' | undefined;

class StagingArea {
  /** The replication servers of connected source servers. If MGN does not name one, it could be any. */
  private readonly used: ReadonlySet<string | undefined>;
  private readonly ourInstances = new Set<string>();
  private readonly ourVolumes = new Set<string>();

  constructor(
    private readonly servers: ReadonlyMap<string, StagedServer>,
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
    // the last replication server goes before its volumes; a volume of a launched instance may also be unattached, but
    // nothing is launched before the first byte is replicated, and staging volumes are there before
    const { firstByte } = this.servers.get(named) ?? {};
    const created = volume.CreateTime?.getTime();
    return firstByte !== undefined && created !== undefined && created <= firstByte ? 'ours' : 'unproven';
  }

  /** A backup of a launched instance may have the tags of its volume. Only a backup of a staging volume counts. */
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

/** The source server that a tag names. */
export function serverNamedBy(tagged: Tagged): string | undefined {
  return SOURCE_SERVER.map((key) => tagOf(tagged, key)).find((id) => id !== undefined);
}

function isLaunched({ Tags = [] }: Tagged): boolean {
  return Tags.some(({ Key = '' }) => Key.startsWith(LAUNCHED));
}

function isAttachedTo({ Attachments = [] }: Volume, instance: string): boolean {
  return Attachments.some(({ InstanceId }) => InstanceId === instance);
}
