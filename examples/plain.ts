import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/* One stack, two servers. Remove one and deploy: it is disconnected. Destroy the stack: so is the other. */
const app = new App();
const stack = new Stack(app, 'Plain');

const web = new SourceServerConnection(stack, 'Web', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
new SourceServerConnection(stack, 'Application', { sourceServerId: 's-3c9e2b7a4d5f60812' });

new CfnOutput(stack, 'WebState', { value: web.lifeCycleState });

app.synth();
