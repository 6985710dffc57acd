import type {
  DescribeInstancesRequest,
  DescribeSnapshotsRequest,
  DescribeVolumesRequest,
  Filter,
} from '@aws-sdk/client-ec2';
import { AwsError, type Operation, type Service } from '../kernel/types';
import { ec2Protocol } from '../protocols/ec2';
import { filtered } from './filters';
import type { Ec2Source, Tag } from './resources';

const VERSION = '2016-11-15';

/** EC2 to look at: instances, volumes and snapshots that another service has made. Nothing can be changed. */
export function createEc2(source: Ec2Source): { service: Service } {
  return {
    service: {
      signingName: 'ec2',
      protocol: ec2Protocol({
        version: VERSION,
        namespace: `http://ec2.amazonaws.com/doc/${VERSION}/`,
        lists: {
          Filter: 'Filters',
          Value: 'Values',
          InstanceId: 'InstanceIds',
          VolumeId: 'VolumeIds',
          SnapshotId: 'SnapshotIds',
          Owner: 'OwnerIds',
        },
      }),
      operations: operationsOf(source),
    },
  };
}

const operationsOf = (source: Ec2Source): Record<string, Operation> => ({
  DescribeInstances(input: DescribeInstancesRequest, { caller }) {
    const found = chosen('Instance', source.instances(caller.accountId), input.InstanceIds, input, {
      'instance-id': ({ instanceId }) => [instanceId],
      'instance-state-name': ({ instanceState }) => [instanceState.name],
      'instance-type': ({ instanceType }) => [instanceType],
      'subnet-id': ({ subnetId }) => [subnetId],
    });
    const reservationSet = found.items.map((instance) => ({
      reservationId: instance.instanceId.replace(/^i-/, 'r-'),
      ownerId: caller.accountId,
      groupSet: [],
      instancesSet: [instance],
    }));
    return { reservationSet, nextToken: found.nextToken };
  },
  DescribeVolumes(input: DescribeVolumesRequest, { caller }) {
    const found = chosen('Volume', source.volumes(caller.accountId), input.VolumeIds, input, {
      'volume-id': ({ volumeId }) => [volumeId],
      status: ({ status }) => [status],
      'attachment.instance-id': ({ attachmentSet }) => attachmentSet.map(({ instanceId }) => instanceId),
    });
    return { volumeSet: found.items, nextToken: found.nextToken };
  },
  DescribeSnapshots(input: DescribeSnapshotsRequest, { caller }) {
    const owners = (input.OwnerIds ?? ['self']).map((owner) => (owner === 'self' ? caller.accountId : owner));
    const own = source.snapshots(caller.accountId).filter(({ ownerId }) => owners.includes(ownerId));
    const found = chosen('Snapshot', own, input.SnapshotIds, input, {
      'snapshot-id': ({ snapshotId }) => [snapshotId],
      'volume-id': ({ volumeId }) => [volumeId],
      status: ({ status }) => [status],
      description: ({ description }) => [description],
    });
    return { snapshotSet: found.items, nextToken: found.nextToken };
  },
});

interface Page {
  readonly Filters?: Filter[];
  /** As a form has it: text. */
  readonly MaxResults?: number | string;
  readonly NextToken?: string;
}

/** Those with the ids, that the filters let through, a page of them. An id that nothing has is an error, as in EC2. */
function chosen<T extends { readonly tagSet: readonly Tag[] }>(
  kind: 'Instance' | 'Volume' | 'Snapshot',
  all: readonly T[],
  ids: readonly string[] | undefined,
  { Filters, MaxResults, NextToken = '0' }: Page,
  known: Readonly<Record<string, (one: T) => readonly string[]>>,
): { items: readonly T[]; nextToken?: string } {
  const idOf = (one: T) => String((one as Record<string, unknown>)[`${kind.toLowerCase()}Id`]);
  const missing = ids?.find((id) => !all.some((one) => idOf(one) === id));
  if (missing)
    throw new AwsError(`Invalid${kind}.NotFound`.replace('Instance.', 'InstanceID.'), notThere(kind, missing));
  const matching = filtered(ids?.length ? all.filter((one) => ids.includes(idOf(one))) : all, Filters, known);
  const from = Number(NextToken);
  if (!Number.isInteger(from)) throw new AwsError('InvalidNextToken', 'The token was not issued by this service');
  const to = from + Number(MaxResults ?? 1000);
  return { items: matching.slice(from, to), ...(to < matching.length ? { nextToken: String(to) } : {}) };
}

const notThere = (kind: string, id: string) =>
  kind === 'Instance' ? `The instance ID '${id}' does not exist` : `The ${kind.toLowerCase()} '${id}' does not exist.`;
