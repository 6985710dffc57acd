/** The resources of EC2, with the member names of its answers. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

interface Tagged {
  readonly tagSet: readonly Tag[];
}

export interface Instance extends Tagged {
  readonly instanceId: string;
  readonly imageId: string;
  readonly instanceState: { readonly code: number; readonly name: 'running' | 'stopped' };
  readonly instanceType: string;
  readonly launchTime: Date;
  readonly placement: { readonly availabilityZone: string };
  readonly subnetId: string;
  readonly vpcId: string;
  readonly blockDeviceMapping: readonly { deviceName: string; ebs: { volumeId: string; status: 'attached' } }[];
}

export interface Volume extends Tagged {
  readonly volumeId: string;
  /** GiB. */
  readonly size: number;
  readonly status: 'in-use' | 'available';
  readonly volumeType: string;
  readonly createTime: Date;
  readonly availabilityZone: string;
  readonly attachmentSet: readonly { volumeId: string; instanceId: string; device: string; status: 'attached' }[];
}

export interface Snapshot extends Tagged {
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly volumeSize: number;
  readonly status: 'completed';
  readonly progress: '100%';
  readonly startTime: Date;
  readonly ownerId: string;
  readonly description: string;
}

export interface SecurityGroup extends Tagged {
  readonly groupId: string;
  readonly groupName: string;
  readonly groupDescription: string;
  readonly vpcId: string;
  readonly ownerId: string;
}

/** A service that shows something in EC2. */
export interface Ec2Source {
  instances(accountId: string): readonly Instance[];
  volumes(accountId: string): readonly Volume[];
  snapshots(accountId: string): readonly Snapshot[];
  securityGroups(accountId: string): readonly SecurityGroup[];
  /** Whether an instance uses the security group. */
  uses(accountId: string, groupId: string): boolean;
  deleteSecurityGroup(accountId: string, groupId: string): void;
}
