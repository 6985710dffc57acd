import { App, type Environment, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { SourceServerConnection } from '../../lib';

/* The app that the demo deploys: the servers named by context, and on request something that fails. */
const app = new App();
const env: Environment = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };
const stack = new Stack(app, 'Migration', { env });

const context = (name: string): string => app.node.tryGetContext(name) ?? '';
const scope = context('moved') ? new Construct(stack, 'WaveOne') : stack;
for (const sourceServerId of context('servers').split(',')) {
  const id = context('moved') ? `Renamed-${sourceServerId}` : sourceServerId;
  new SourceServerConnection(scope, id, { sourceServerId });
}
if (context('fail')) {
  new StringParameter(stack, 'Fails', { stringValue: 'not a number', allowedPattern: '^[0-9]+$' });
}
