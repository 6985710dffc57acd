import { App, CfnParameter, CfnResource, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * The app of docs/plan.md: three stacks of a migration, before a change (-c version=1) and after it (-c version=2).
 */
const app = new App();
const changed = app.node.tryGetContext('version') === '2';

const web = new Stack(app, 'Web');
declare(web, 's-1111111111111web1');
if (!changed) declare(web, 's-1111111111111web2');
const cache = new NestedStack(web, 'Cache');
new CfnResource(cache, 'Alarms', { type: 'AWS::SNS::Topic' });
if (!changed) declare(cache, 's-111111111111cache');
if (changed) declare(web, 's-111111111111cache');

const data = new Stack(app, 'Data');
declare(data, 's-11111111111111db1', RemovalPolicy.RETAIN);
if (!changed) declare(data, 's-1111111111report1');
declare(
  data,
  new CfnParameter(data, 'BatchServer', { default: changed ? 's-11111111111batch2' : 's-11111111111batch1' })
    .valueAsString,
);

const reports = new Stack(app, 'Reports');
declare(reports, 's-1111111111report2');
if (changed) declare(reports, 's-1111111111report1');

function declare(stack: Stack, sourceServerId: string, removalPolicy?: RemovalPolicy): void {
  const id = sourceServerId.startsWith('s-') ? sourceServerId : 'Batch';
  new SourceServerConnection(stack, id, { sourceServerId, removalPolicy });
}

app.synth();
