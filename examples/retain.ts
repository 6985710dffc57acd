import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * The database leaves the stack connected, whatever happens to the stack. What counts is the policy of the last
 * completed deployment: deploy RETAIN first, then remove the connection.
 */
const app = new App();
const stack = new Stack(app, 'Retain');

new SourceServerConnection(stack, 'Web', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
new SourceServerConnection(stack, 'Database', {
  sourceServerId: 's-3f0a1b2c3d4e5f607',
  removalPolicy: RemovalPolicy.RETAIN,
});

app.synth();
