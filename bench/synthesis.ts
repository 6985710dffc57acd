import { serverIds } from '../testing/server-ids';
import { median, Project, takeTurns } from './project';
import type { Tables } from './report';

/*
 * What it takes to synthesize a wave, as a whole process: beside as many custom resources without anything around
 * them, which is the least that any construct has.
 */

const SERVERS = 480;
const ROUNDS = 9;

const EMPTY = `
const { App, CustomResource, Stack } = require('aws-cdk-lib');
const ids = ${JSON.stringify(serverIds(SERVERS))};
const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'Stack');
`;
const END = 'app.synth();';
const BARE = `
const properties = (id) => ({ serviceToken: 'arn:aws:lambda:us-east-1:123456789012:function:f', properties: { SourceServerId: id } });
for (const id of ids) new CustomResource(stack, id, { resourceType: 'Custom::Bare', ...properties(id) });
`;
const WAVE = `
const { Inventory, MigrationWave } = require('cdk-mgn-disconnect');
new MigrationWave(stack, 'Wave', { servers: Inventory.fromList(ids.map((sourceServerId) => ({ sourceServerId }))) });
`;

export async function synthesis(): Promise<Tables> {
  const project = new Project();
  try {
    for (const [name, content] of Object.entries({ empty: '', bare: BARE, wave: WAVE }))
      project.write(`${name}.js`, EMPTY + content + END);
    const run = (name: string) => () => project.run([`${name}.js`], { CDK_OUTDIR: `${project.folder}/cdk.out` });
    const seconds = await takeTurns(ROUNDS, median, { empty: run('empty'), bare: run('bare'), wave: run('wave') });
    const row = (name: string, value: number) => [
      name,
      value.toFixed(2),
      Math.round((value / seconds.bare) * 100) / 100,
    ];
    return {
      synthesis: {
        title: `synthesis of ${SERVERS} servers, a whole process, median of ${ROUNDS} rounds in turn`,
        columns: ['', 'seconds', '÷ bare'],
        rows: [
          row('an app with an empty stack', seconds.empty),
          row(`${SERVERS} bare CustomResources`, seconds.bare),
          row(`a MigrationWave of ${SERVERS} servers`, seconds.wave),
        ],
      },
    };
  } finally {
    project.remove();
  }
}
