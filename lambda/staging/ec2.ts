import {
  DeleteSecurityGroupCommand,
  type EC2Client,
  type Instance,
  paginateDescribeInstances,
  paginateDescribeSecurityGroups,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Snapshot,
  type Volume,
} from '@aws-sdk/client-ec2';
import { NOT_TERMINATED, OF_MGN } from './area';

const SECURITY_GROUPS = ['Replication', 'Conversion'].map(
  (kind) => `AWS Application Migration Service default ${kind} Server Security Group`,
);

export async function instancesOf(client: EC2Client): Promise<Instance[]> {
  const found: Instance[] = [];
  const Filters = [OF_MGN, NOT_TERMINATED];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client }, { Filters })) {
    for (const { Instances = [] } of Reservations) found.push(...Instances);
  }
  return found;
}

export async function volumesOf(client: EC2Client): Promise<Volume[]> {
  const found: Volume[] = [];
  const pages = paginateDescribeVolumes({ client }, { Filters: [OF_MGN] });
  for await (const { Volumes = [] } of pages) found.push(...Volumes);
  return found;
}

export async function snapshotsOf(client: EC2Client): Promise<Snapshot[]> {
  const found: Snapshot[] = [];
  const pages = paginateDescribeSnapshots({ client }, { Filters: [OF_MGN], OwnerIds: ['self'] });
  for await (const { Snapshots = [] } of pages) found.push(...Snapshots);
  return found;
}

/** Deletes MGN's own security groups of a VPC. Returns the ids of those that something uses. */
export async function deleteSecurityGroups(vpcId: string, client: EC2Client): Promise<string[]> {
  const used: string[] = [];
  const Filters = [OF_MGN, { Name: 'vpc-id', Values: [vpcId] }, { Name: 'group-name', Values: SECURITY_GROUPS }];
  for await (const { SecurityGroups = [] } of paginateDescribeSecurityGroups({ client }, { Filters })) {
    for (const { GroupId = '' } of SecurityGroups) {
      try {
        await client.send(new DeleteSecurityGroupCommand({ GroupId }));
      } catch (error) {
        const { name } = error as Error;
        if (name === 'DependencyViolation') used.push(GroupId);
        else if (name !== 'InvalidGroup.NotFound') throw error;
      }
    }
  }
  return used;
}
