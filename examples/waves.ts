import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * One stack a wave, from the inventory of the migration. When a wave is done, `cdk destroy Wave1` disconnects its
 * servers and no others.
 *
 * A server whose wave changes leaves one stack and joins another. With one deployment of both, the stack that it leaves
 * disconnects it, which cannot be undone, and the other stack then fails. So move a server with two:
 *
 * 1. Write "keep" into the last column of its row, and deploy the wave that it is in.
 * 2. Change its wave, clear the last column, and deploy both waves.
 */
const app = new App();
const waves = new Map<string, Stack>();

const [, ...rows] = readFileSync(join(__dirname, 'inventory.csv'), 'utf8').trim().split('\n');
for (const row of rows) {
  const [wave = '', hostname = '', sourceServerId = '', leaving = ''] = row.split(',');
  const removalPolicy = leaving === 'keep' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  new SourceServerConnection(stackOf(wave), hostname, { sourceServerId, removalPolicy });
}

function stackOf(wave: string): Stack {
  const stack = waves.get(wave) ?? new Stack(app, `Wave${wave}`);
  waves.set(wave, stack);
  return stack;
}

app.synth();
