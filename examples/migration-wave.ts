import { join } from 'node:path';
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AfterDisconnection, Inventory, MigrationWave } from 'cdk-mgn-disconnect';

/*
 * A whole wave from a file that `mgn-disconnect inventory --wave … --out wave-1.json` has written. Its servers are
 * archived when they are disconnected, but for one that stays connected whatever becomes of the stack.
 */
const app = new App();
const stack = new Stack(app, 'MigrationWave1');

const wave = new MigrationWave(stack, 'Servers', {
  servers: Inventory.fromFile(join(__dirname, 'wave-1.json')),
  afterDisconnection: AfterDisconnection.ARCHIVE,
  overrides: { 's-3f0a1b2c3d4e5f607': { removalPolicy: RemovalPolicy.RETAIN } },
});
for (const { node, hostname } of Object.values(wave.connections)) {
  new CfnOutput(stack, `Host-${node.id}`, { value: hostname });
}

app.synth();
