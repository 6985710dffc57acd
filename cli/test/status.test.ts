import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';
import { fleet } from './apps/fleet';
import { synthesize, Tool } from './tool';

/* The built tool beside the real cdk CLI, on a local AWS: what status says before and after a change of three stacks. */

jest.setTimeout(60_000);

let aws: LocalAws;
let tool: Tool;
const [before, after] = [synthesize(1), synthesize(2)];

beforeAll(async () => {
  aws = await startLocalAws({ servers: fleet(Date.now()), onNotice: () => {} });
  tool = new Tool(aws);
  await cdk(aws, ['deploy', '--all', '--require-approval', 'never', '--app', before]);
}, 240_000);

afterAll(async () => {
  await aws.stop();
  for (const folder of [before, after, tool.folder]) rmSync(folder, { recursive: true, force: true });
});

describe('status', () => {
  test('names the stacks of each server, and exits with 2 for one that nobody holds', async () => {
    const { code, report } = await tool.json('status');
    expect(code).toBe(2);
    const by = (condition: string) => report.servers.filter((one: any) => one.condition === condition);
    expect(by('held-by-no-stack').map(({ host }: any) => host.hostname)).toEqual(['batch-02']);
    expect(by('held').map(({ host, stacks }: any) => `${host.hostname} ${stacks}`)).toContain(
      'cache-01 Web (nested) (CREATE_COMPLETE)',
    );
  });

  test('puts the dearest first, at the price that is given', async () => {
    const { report } = await tool.json('status', '--price', '0.05');
    const held = report.servers.filter(({ condition }: any) => condition === 'held');
    expect(held[0]).toMatchObject({
      host: { hostname: 'db-01' },
      cost: { billed_hours: expect.closeTo(240, 0), usd_so_far: expect.closeTo(12, 0) },
    });
  });
});

test('what the tool prints as JSON is what its schemas say', async () => {
  for (const [name, args] of [
    ['plan', ['--app', after]],
    ['status', []],
  ] as const) {
    const schema = JSON.parse(readFileSync(join(__dirname, '..', 'schema', `${name}.schema.json`), 'utf8'));
    const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);
    validate((await tool.json(name, ...args)).report);
    expect(validate.errors).toBeNull();
  }
});

test('all that it asks AWS for are the actions of cli/README.md, and none changes anything', async () => {
  const since = aws.calls().length;
  for (const args of [['plan', '--app', after], ['plan', '--app', before, '--destroy'], ['status']])
    await tool.run(...args);
  const actions = new Set(
    aws
      .calls()
      .slice(since)
      .map(({ service, operation }) => `${service}:${operation}`),
  );
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const actionsIn = (text = '') => [...text.matchAll(/^\| `(\w+:\w+)` \|/gm)].map(([, action]) => action);
  const [always, withChangeSet] = readme.split('### With `--change-set`');
  const documented = actionsIn(always);
  expect([...actions].filter((action) => !documented.includes(action))).toEqual([]);
  expect(documented.filter((action) => !/:(Describe|Get|List)|^sts:AssumeRole$/.test(action ?? ''))).toEqual([]);
  expect(actions.size).toBeGreaterThan(5);
  const changing = actionsIn(withChangeSet).filter((action) => !/:(Describe|Get)/.test(action ?? ''));
  expect(changing).toEqual(['cloudformation:CreateChangeSet', 'cloudformation:DeleteChangeSet']);
});

describe('afterwards', () => {
  const gone = ['s-1111111111111web2', 's-11111111111batch1', 's-1111111111report1'];

  test('a clean-up that failed is told by status, with the stack that gave the server up', async () => {
    aws.fault({ service: 'mgn', operation: 'DisconnectFromService', error: 'ValidationException', forSeconds: 600 });
    await cdk(aws, [
      'deploy',
      'Web',
      'Data',
      '--require-approval',
      'never',
      '--app',
      after,
      '--no-previous-parameters',
    ]);
    aws.clearFaults();
    const { code, report } = await tool.json('status');
    const failed = report.servers.filter(({ condition }: any) => condition === 'clean-up-failed');
    expect(failed.map((one: any) => one.source_server_id).sort()).toEqual([...gone].sort());
    expect(failed[0].repair).toMatch(
      /^(Web|Data) gave it up and could not disconnect it \(.*ValidationException.*\): declare it there again/,
    );
    expect(code).toBe(2);
  }, 240_000);

  test('the deployment of the remaining stack disconnects what its plan says, which is nothing', async () => {
    expect(connected(aws)).toHaveLength(8);
    expect((await tool.json('plan', '--app', after, 'Reports')).code).toBe(0);
    await cdk(aws, ['deploy', 'Reports', '--require-approval', 'never', '--app', after]);
    expect(connected(aws)).toHaveLength(8);
  }, 120_000);

  test('a destroy disconnects exactly what its plan says', async () => {
    const { report } = await tool.json('plan', '--app', after, '--destroy', 'Reports');
    const foreseen = report.stacks.flatMap(({ servers }: any) => servers.filter((one: any) => one.disconnects));
    const were = connected(aws);
    await cdk(aws, ['destroy', 'Reports', '--force', '--app', after]);
    const now = connected(aws);
    expect(were.filter((id) => !now.includes(id)).sort()).toEqual(
      foreseen.map((one: any) => one.source_server_id).sort(),
    );
  }, 120_000);
});
