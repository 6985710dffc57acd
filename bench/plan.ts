import { join } from 'node:path';
import { Inventory, MigrationWave } from '../lib';
import { listen } from '../local-aws/src/kernel/server';
import { serverIds } from '../testing/server-ids';
import { World } from '../testing/world';
import { median, Project, takeTurns } from './project';
import type { Tables } from './report';

/*
 * What `mgn-disconnect plan` takes beside `cdk diff --all` of the same app, by which people look at a deployment today.
 * Both have the cdk CLI make the assembly, and ask the same local AWS.
 */

const STACKS = 10;
const EACH = 48;
const ROUNDS = 3;
const TOOL = join(__dirname, '..', 'cli', 'dist', 'mgn-disconnect.js');
const CDK = require.resolve('aws-cdk/bin/cdk');

/** Each stack loses a server. */
const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { Inventory, MigrationWave } = require('cdk-mgn-disconnect');
const app = new App();
for (const [name, ids] of ${JSON.stringify(stacksWith(EACH - 1))}) {
  const servers = Inventory.fromList(ids.map((sourceServerId) => ({ sourceServerId })));
  new MigrationWave(new Stack(app, name), 'Wave', { servers });
}
app.synth();
`;

export async function plan(): Promise<Tables> {
  const world = await World.start(serverIds(STACKS * EACH));
  const { port, close } = await listen((request) => world.handle(request), 0);
  const project = new Project();
  try {
    for (const [name, ids] of stacksWith(EACH)) await deploy(world, name, ids);
    project.write('app.js', APP);
    project.write('cdk.json', JSON.stringify({ app: 'node app.js' }));
    const env = environment(port, project.folder);
    const diff = [CDK, 'diff', '--all', '--no-notices', '--no-color', '--ci'];
    const seconds = await takeTurns(ROUNDS, median, {
      diff: () => project.run(diff, env, { says: `Number of stacks with differences: ${STACKS}` }),
      plan: () => project.run([TOOL, 'plan'], env, { says: `will disconnect ${STACKS} source servers`, exitCode: 2 }),
    });
    return tableOf(seconds);
  } finally {
    project.remove();
    await close();
    await world.stop();
  }
}

/** The stacks with their servers, of each so many. */
function stacksWith(count: number): [string, string[]][] {
  const ids = serverIds(STACKS * EACH);
  return Array.from({ length: STACKS }, (_, index) => [
    `Wave${index + 1}`,
    ids.slice(index * EACH, index * EACH + count),
  ]);
}

async function deploy(world: World, name: string, ids: readonly string[]): Promise<void> {
  const servers = Inventory.fromList(ids.map((sourceServerId) => ({ sourceServerId })));
  const status = await world.deploy(name, (root) => void new MigrationWave(root, 'Wave', { servers }));
  if (status !== 'CREATE_COMPLETE') throw new Error(`the stack ${name} is ${status}`);
}

function environment(port: number, home: string): NodeJS.ProcessEnv {
  return {
    HOME: home,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'operator',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

function tableOf({ plan, diff }: { readonly plan: number; readonly diff: number }): Tables {
  const row = (name: string, value: number) => [name, value.toFixed(1), Math.round((value / diff) * 100) / 100];
  return {
    plan: {
      title: `${STACKS} stacks with ${EACH} servers each, median of ${ROUNDS} rounds in turn`,
      columns: ['', 'seconds', '÷ cdk diff'],
      rows: [row('cdk diff --all', diff), row('mgn-disconnect plan', plan)],
    },
  };
}
