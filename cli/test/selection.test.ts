import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';
import { stacksIn } from '../src/aws/manifest';
import { type Action, selectStacks } from '../src/aws/selection';
import { Tool } from './tool';

/*
 * Which stacks a plan is of, beside what the cdk CLI does with the same words: Web needs Data, which needs Network, and so
 * they do in each of two stages; Other needs nothing.
 */

const folder = mkdtempSync(join(tmpdir(), 'selection-'));
const NAMES = ['Network', 'Data', 'Web', 'Other'];
const idOf = (path: string) => `s-${path.replace('/', '').toLowerCase().padStart(17, '0')}`;
const [whole, bare] = [synthesize('whole', true), synthesize('bare', false)];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each stack has a server that stays, and one that leaves with the change. */
function synthesize(name: string, holds: boolean): string {
  const app = new App({ outdir: join(folder, name), analyticsReporting: false });
  for (const scope of [app, new Stage(app, 'Test'), new Stage(app, 'Prod')]) {
    const stacks = NAMES.map((id) => new Stack(scope, id));
    for (const stack of stacks) {
      new SourceServerConnection(stack, 'Stays', { sourceServerId: idOf(`${stack.node.path}9`) });
      if (holds) new SourceServerConnection(stack, 'Goes', { sourceServerId: idOf(stack.node.path) });
    }
    const [network, data, web] = stacks as [Stack, Stack, Stack];
    web.addDependency(data);
    data.addDependency(network);
  }
  return app.synth().directory;
}

const chosen = (action: Action, patterns: string[], exclusively = false) =>
  selectStacks(stacksIn(whole), { patterns, exclusively }, action).stacks.map(({ id }) => id);

test.each<[Action, string[], string[]]>([
  ['deploy', ['Web'], ['Network', 'Data', 'Web']],
  ['deploy', ['Network'], ['Network']],
  ['destroy', ['Data'], ['Data', 'Web']],
  ['destroy', ['Web'], ['Web']],
  ['deploy', ['Test/Data'], ['Test/Network', 'Test/Data']],
  ['destroy', ['*/Network'], ['Test/Network', 'Test/Data', 'Test/Web', 'Prod/Network', 'Prod/Data', 'Prod/Web']],
  ['deploy', ['Prod/{Other,Data}'], ['Prod/Network', 'Prod/Data', 'Prod/Other']],
  ['deploy', ['O*', 'W*'], NAMES],
  ['deploy', ['*', '!Other'], ['Network', 'Data', 'Web']],
  ['destroy', ['!Other', '!*/*'], ['Network', 'Data', 'Web']],
])('%s of %j takes %j', (action, patterns, expected) => {
  expect(chosen(action, patterns)).toEqual(expected);
});

test('--exclusively takes the named stacks alone, and no name takes all of all stages', () => {
  expect(chosen('deploy', ['Web'], true)).toEqual(['Web']);
  expect(chosen('destroy', ['Test/Network'], true)).toEqual(['Test/Network']);
  expect(chosen('deploy', [])).toHaveLength(12);
});

test('a name that matches nothing is told, and is an error where nothing else is named', () => {
  expect(selectStacks(stacksIn(whole), { patterns: ['Web', 'Wbe'] }, 'deploy').unmatched).toEqual(['Wbe']);
  expect(() => chosen('deploy', ['Wbe'])).toThrow(/no stack of the app matches Wbe: it has Network, Data, Web/);
});

describe('beside the cdk CLI', () => {
  let aws: LocalAws;
  let tool: Tool;
  const all = stacksIn(whole).flatMap(({ id }) => [idOf(id), idOf(`${id}9`)]);

  beforeAll(async () => {
    aws = await startLocalAws({ servers: all.map((sourceServerID) => ({ sourceServerID })), onNotice: () => {} });
    tool = new Tool(aws);
    await cdk(aws, ['deploy', '**', '--require-approval', 'never', '--app', whole]);
  });

  afterAll(async () => {
    await aws.stop();
    rmSync(tool.folder, { recursive: true, force: true });
  });

  test.each<[string, string[]]>([
    ['deploy', ['Web']],
    ['destroy', ['Data']],
    ['deploy', ['Test/Web', '--exclusively']],
    ['destroy', ['Test/Data', '--exclusively']],
    ['destroy', ['Prod/*']],
    ['deploy', ['Wbe', 'Other']],
  ])('plan says what cdk %s %j then does', async (command, words) => {
    const destroy = command === 'destroy';
    const { report } = await tool.json('plan', ...words, ...(destroy ? ['--destroy'] : []), '--app', bare);
    const servers = report.stacks.flatMap((stack: any) => stack.servers);
    const said = servers.filter((one: any) => one.disconnects).map((one: any) => one.source_server_id);
    const before = connected(aws);
    await cdk(aws, [command, ...words, ...(destroy ? ['--force'] : ['--require-approval', 'never']), '--app', bare]);
    const gone = before.filter((id) => !connected(aws).includes(id));
    expect(gone.length).toBeGreaterThan(0);
    expect(said.sort()).toEqual(gone.sort());
  });

  test('a stack that is taken along says why it is there', async () => {
    const { report } = await tool.json('plan', 'Web', '--app', bare);
    const notes = Object.fromEntries(report.stacks.map(({ id, notes }: any) => [id, notes.join()]));
    expect(notes.Network).toMatch(/cdk deploy takes it along, for a chosen stack depends on it/);
    expect(notes.Web).not.toMatch(/takes it along/);
  });

  test('a name that matches nothing is told beside the plan of the others', async () => {
    const { stderr } = await tool.run('plan', 'Web', 'Wbe', '--quiet', '--app', bare);
    expect(stderr).toBe('mgn-disconnect: no stack of the app matches Wbe\n');
  });
});
