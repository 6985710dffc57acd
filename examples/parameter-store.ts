import { App, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * The ids come from the Parameter Store and are known only at deployment. When a parameter has another value at the
 * next deployment, the server of the old value is disconnected.
 */
const app = new App();

const inventory = new Stack(app, 'Inventory');
new StringParameter(inventory, 'Web', { parameterName: '/migration/web', stringValue: 's-3053c1c3b7d8bd4e0' });

const stack = new Stack(app, 'FromParameters');
stack.addDependency(inventory);
new SourceServerConnection(stack, 'Web', {
  sourceServerId: StringParameter.valueForStringParameter(stack, '/migration/web'),
});

app.synth();
