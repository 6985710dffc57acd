import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * One stack a wave, from the inventory of the migration. When a wave is done, `cdk destroy Wave1` disconnects its
 * servers and no others.
 */
const app = new App();
const waves = new Map<string, Stack>();

const [, ...rows] = readFileSync(join(__dirname, 'inventory.csv'), 'utf8').trim().split('\n');
for (const row of rows) {
  const [wave = '', hostname = '', sourceServerId = ''] = row.split(',');
  new SourceServerConnection(stackOf(wave), hostname, { sourceServerId });
}

function stackOf(wave: string): Stack {
  const stack = waves.get(wave) ?? new Stack(app, `Wave${wave}`);
  waves.set(wave, stack);
  return stack;
}

app.synth();
