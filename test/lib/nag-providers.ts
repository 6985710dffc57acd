import type { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RemovalGuard, SourceServerAccess, type SourceServerConnectionProviderProps } from '../../lib';

const VPC = {
  vpcId: 'vpc-00000000',
  vpcCidrBlock: '10.0.0.0/16',
  availabilityZones: ['a'],
  privateSubnetIds: ['subnet-00000000'],
  privateSubnetRouteTableIds: ['rtb-00000000'],
};

/** The providers in which cdk-nag, of either version, looks for broken rules. */
export const PROVIDERS: [string, (stack: Stack) => SourceServerConnectionProviderProps][] = [
  ['by itself', () => ({})],
  ['with access by tag', () => ({ access: SourceServerAccess.taggedWith('Wave', '7') })],
  ['with a role', (stack) => ({ role: new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda') }) })],
  ['in a VPC', (stack) => ({ vpc: Vpc.fromVpcAttributes(stack, 'Vpc', VPC) })],
  ['with guards', () => ({ removalGuards: [RemovalGuard.noRunningJob()] })],
];
