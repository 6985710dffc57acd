import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Inventory, MigrationWave, StagingAreaDrained } from 'cdk-mgn-disconnect';

/*
 * The stack owns the VPC of MGN's staging area too. When it is destroyed, the servers are disconnected first. Then it
 * waits for MGN to delete the replication servers, volumes and snapshots, and deletes the security groups that MGN leaves
 * in the VPC. The VPC goes last.
 */
const app = new App();
const stack = new Stack(app, 'StagingArea');
const staging = new Vpc(stack, 'Staging');

const { connections } = new MigrationWave(stack, 'Servers', {
  servers: Inventory.fromList([
    { sourceServerId: 's-3053c1c3b7d8bd4e0', hostname: 'web-1' },
    { sourceServerId: 's-3a1f4f5d6c7e8b901', hostname: 'web-2' },
  ]),
});
const drained = new StagingAreaDrained(stack, 'Drained', {
  connections: Object.values(connections),
  deleteSecurityGroupsIn: staging,
});
drained.node.addDependency(staging);

app.synth();
