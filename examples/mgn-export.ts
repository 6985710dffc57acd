import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Inventory, MigrationWave } from 'cdk-mgn-disconnect';

/*
 * One stack a wave, from the CSV that MGN exports: https://docs.aws.amazon.com/mgn/latest/ug/export-main.html
 *
 * Commit the export. A server whose wave changes in the next one leaves one stack and joins another, which takes two
 * deployments: see "Moving a server" in docs/operating.md.
 */
const app = new App();
const waves = { FirstWave: 'first wave', SecondWave: 'second wave' };

for (const [id, name] of Object.entries(waves)) {
  const servers = Inventory.fromFile(join(__dirname, 'mgn-export.csv'), { waves: [name] });
  new MigrationWave(new Stack(app, id), 'Servers', { servers });
}

app.synth();
