import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { SourceServerConnection, StagingAreaDrained } from 'cdk-mgn-disconnect';
import { IntegApp } from './integ-app';

/* The stack owns a VPC. The destroy at the end of the test waits until the staging area of the server is empty. */
const app = new IntegApp('IntegStagingArea');
const [sourceServerId = ''] = app.sourceServerIds(1);

const staging = new Vpc(app.stack, 'Staging', {
  maxAzs: 1,
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [{ name: 'Staging', subnetType: SubnetType.PRIVATE_ISOLATED }],
});
const server = new SourceServerConnection(app.stack, 'Server', { sourceServerId });
const drained = new StagingAreaDrained(app.stack, 'Drained', { connections: [server] });
drained.node.addDependency(staging);

app.finish();
