import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { App, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import { A, app, B, retained } from '../../testing/app';
import { ServedWorld } from './served-world';

/* The calls of the built tool to AWS, if there is something of everything to find. */

let served: ServedWorld;
const folder = mkdtempSync(join(tmpdir(), 'actions-'));

beforeAll(async () => {
  served = await ServedWorld.start([A, B, 's-0000000000000000c']);
  await served.world.deploy('Web', app({ [A]: 'root', [B]: 'a' }));
  await served.world.deploy('Gone', app({ 's-0000000000000000c': retained('root') }));
  await served.world.destroy('Gone');
  const after = new App({ outdir: folder });
  const env = { account: '123456789012', region: 'us-east-1' };
  new SourceServerConnection(new Stack(after, 'Web', { env }), 'A', { sourceServerId: A });
  after.synth();
});

afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

const COMMANDS = [
  ['plan', '--app', folder],
  ['plan', '--app', folder, '--destroy'],
  ['status'],
  ['record', '--since', '2025-12-01'],
];

test('are the actions of its README, and none changes anything', async () => {
  const since = served.world.calls.length;
  for (const args of COMMANDS) {
    const { stdout, stderr } = await served.tool.run(...args);
    if (stdout === '') throw new Error(stderr);
  }
  const calls = served.world.calls.slice(since);
  const actions = new Set(calls.map(({ service, operation }) => `${service}:${operation}`));
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const actionsIn = (text = '') => [...text.matchAll(/^\| `(\w+:\w+)` \|/gm)].map(([, action]) => action);
  const [always, withChangeSet] = readme.split('### With `--change-set`');
  const documented = actionsIn(always);
  expect([...actions].filter((action) => !documented.includes(action))).toEqual([]);
  expect(documented.filter((action) => !/:(Describe|Get|List|Filter)|^sts:AssumeRole$/.test(action ?? ''))).toEqual([]);
  expect(actions.size).toBeGreaterThan(7);
  const changing = actionsIn(withChangeSet).filter((action) => !/:(Describe|Get)/.test(action ?? ''));
  expect(changing).toEqual(['cloudformation:CreateChangeSet', 'cloudformation:DeleteChangeSet']);
});

test('a plan as JSON is what its schema says', async () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '../schema/plan.schema.json'), 'utf8'));
  const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  const { report } = await served.tool.json('plan', '--app', folder);
  validate(report);
  expect(validate.errors).toBeNull();
  expect(report.stacks.map(({ id }: any) => id)).toEqual(['Web']);
});
