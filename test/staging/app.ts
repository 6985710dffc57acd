import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { Inventory, MigrationWave, StagingAreaDrained } from '../../lib';

/** A wave, with a log group in the place of the subnet that its staging area is in; with `-c left=yes` all have left. */
const app = new App();
const stack = new Stack(app, 'Staging');
new CfnTopic(stack, 'Anchor');
if (!app.node.tryGetContext('left')) {
  const { connections } = new MigrationWave(stack, 'Wave', {
    servers: Inventory.fromList(
      ['s-0000000000000000a', 's-0000000000000000b'].map((sourceServerId) => ({ sourceServerId })),
    ),
  });
  const drained = new StagingAreaDrained(stack, 'Drained', { connections: Object.values(connections) });
  drained.node.addDependency(new LogGroup(stack, 'Subnet', { removalPolicy: RemovalPolicy.DESTROY }));
}
app.synth();
