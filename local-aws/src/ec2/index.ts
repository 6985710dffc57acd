import type * as sdk from '@aws-sdk/client-ec2';
import {
  type Authorization,
  AwsError,
  type CallContext,
  type Environment,
  type Operation,
  type Service,
} from '../kernel/types';
import { ec2Protocol } from '../protocols/ec2';
import { filtered } from './filters';
import type { Ec2Source, SecurityGroup, Tag } from './resources';

const VERSION = '2016-11-15';

/**
 * A read-only EC2: instances, volumes, snapshots and security groups that another service has made. The only change is
 * the deletion of a security group.
 */
export function createEc2(
  { partition, region }: Pick<Environment, 'partition' | 'region'>,
  source: Ec2Source,
): { service: Service } {
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
      authorizations: (operation, input: sdk.DeleteSecurityGroupRequest, { caller: { accountId } }: CallContext) => {
        const action = `ec2:${operation}`;
        if (operation !== 'DeleteSecurityGroup') return [{ action, resource: '*' }];
        const arnOf = (type: string, id: string) => `arn:${partition}:ec2:${region}:${accountId}:${type}/${id}`;
        const group = source.securityGroups(accountId).find(({ groupId }) => groupId === input.GroupId);
        return [
          { action, resource: arnOf('security-group', input.GroupId ?? ''), conditions: conditionsOf(group, arnOf) },
        ];
      },
    },
  };
}

const operationsOf = (source: Ec2Source): Record<string, Operation> => ({
  DescribeInstances(input: sdk.DescribeInstancesRequest, { caller }) {
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
  DescribeVolumes(input: sdk.DescribeVolumesRequest, { caller }) {
    const found = chosen('Volume', source.volumes(caller.accountId), input.VolumeIds, input, {
      'volume-id': ({ volumeId }) => [volumeId],
      status: ({ status }) => [status],
      'attachment.instance-id': ({ attachmentSet }) => attachmentSet.map(({ instanceId }) => instanceId),
    });
    return { volumeSet: found.items, nextToken: found.nextToken };
  },
  DescribeSnapshots(input: sdk.DescribeSnapshotsRequest, { caller }) {
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
  DescribeSecurityGroups(input: sdk.DescribeSecurityGroupsRequest, { caller }) {
    const found = chosen('Group', source.securityGroups(caller.accountId), undefined, input, {
      'group-id': ({ groupId }) => [groupId],
      'group-name': ({ groupName }) => [groupName],
      'vpc-id': ({ vpcId }) => [vpcId],
    });
    return { securityGroupInfo: found.items, nextToken: found.nextToken };
  },
  DeleteSecurityGroup(input: sdk.DeleteSecurityGroupRequest, { caller: { accountId } }) {
    const [group] = chosen('Group', source.securityGroups(accountId), [input.GroupId ?? ''], {}, {}).items;
    const groupId = group?.groupId ?? '';
    if (source.uses(accountId, groupId))
      throw new AwsError('DependencyViolation', `resource ${groupId} has a dependent object`);
    source.deleteSecurityGroup(accountId, groupId);
    return { return: true, groupId };
  },
});

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
function conditionsOf(
  group: SecurityGroup | undefined,
  arnOf: (type: string, id: string) => string,
): Authorization['conditions'] {
  if (!group) return {};
  const tags = group.tagSet.map(({ key, value }) => [`aws:ResourceTag/${key}`, value]);
  return { 'ec2:Vpc': arnOf('vpc', group.vpcId), ...Object.fromEntries(tags) };
}

interface Page {
  readonly Filters?: sdk.Filter[];
  /** A form has text. */
  readonly MaxResults?: number | string;
  readonly NextToken?: string;
}

/** A page of those with the ids that pass the filters. As in EC2, an unknown id is an error. */
function chosen<T extends { readonly tagSet: readonly Tag[] }>(
  kind: 'Instance' | 'Volume' | 'Snapshot' | 'Group',
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
  kind === 'Instance'
    ? `The instance ID '${id}' does not exist`
    : kind === 'Group'
      ? `The security group '${id}' does not exist`
      : `The ${kind.toLowerCase()} '${id}' does not exist.`;
