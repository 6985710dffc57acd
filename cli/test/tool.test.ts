import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';
import { fleet } from './apps/fleet';
import { synthesize, Tool } from './tool';

/* The built tool beside the real cdk CLI, on a local AWS: what plan and status say while three stacks are changed. */

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

const plan = (...args: string[]) => tool.json('plan', '--app', after, '--no-previous-parameters', ...args);

/** Host name and verdict, of all stacks. */
function verdicts({ stacks }: any): string[] {
  return stacks.flatMap(({ id, servers }: any) =>
    servers.map(
      ({ host, verdict, source_server_id }: any) => `${id}: ${host?.hostname ?? source_server_id} ${verdict}`,
    ),
  );
}

const CHANGE = [
  'Web: web-02 will-be-disconnected',
  'Web: cache-01 kept',
  'Web: web-01 kept',
  'Data: batch-01 will-be-disconnected',
  'Data: report-01 moves-between-stacks',
  'Data: batch-02 newly-declared',
  'Data: db-01 kept',
  'Reports: report-01 newly-declared',
  'Reports: report-02 kept',
];

describe('plan', () => {
  test('says what a deployment does to each server, and exits with 2', async () => {
    const { code, report } = await plan();
    expect(verdicts(report)).toEqual(CHANGE);
    expect(code).toBe(2);
    const moving = report.stacks[1].servers[1];
    expect(moving.steps.map((step: string) => step.split(' ')[0])).toEqual(['put', 'deploy', 'remove', 'deploy']);
    expect(report.stacks[2].servers[0].problem).toMatch(/will fail if Data is deployed first/);
  });

  test('exits with 0 if the deployment disconnects nothing', async () => {
    const { code, report } = await tool.json('plan', '--app', before);
    expect(verdicts(report).filter((line) => !line.endsWith('kept'))).toEqual([]);
    expect(code).toBe(0);
  });

  test('keeps a parameter at its deployed value, as cdk deploy does, unless it is given', async () => {
    const kept = await tool.json('plan', '--app', after, 'Data');
    expect(verdicts(kept.report)).toContain('Data: batch-01 kept');
    const given = await tool.json(
      'plan',
      '--app',
      after,
      'Data',
      '--parameters',
      'Data:BatchServer=s-11111111111batch2',
    );
    expect(verdicts(given.report)).toContain('Data: batch-01 will-be-disconnected');
  });

  test('of a destroy names what goes with the chosen stacks, and what is retained', async () => {
    const { code, report } = await tool.json('plan', '--app', before, '--destroy', 'Data', 'Reports');
    expect(verdicts(report)).toEqual([
      'Data: batch-01 will-be-disconnected',
      'Data: report-01 will-be-disconnected',
      'Data: db-01 kept',
      'Reports: report-02 will-be-disconnected',
    ]);
    expect(code).toBe(2);
  });

  test('exits with 3 if a limit is not met', async () => {
    expect(await plan('--at-most', '2')).toMatchObject({
      code: 3,
      report: { gates: [{ name: 'at-most', met: false }] },
    });
    expect(await plan('--at-most', '3')).toMatchObject({ code: 2, report: { gates: [{ met: true }] } });
    const states = await plan('Web', '--only-in', 'CUTOVER');
    expect(states).toMatchObject({ code: 3, report: { gates: [{ message: 'web-02 is CUTTING_OVER' }] } });
  });

  test('exits with 1, and says what it could not look up, without credentials', async () => {
    const blind = new Tool(aws);
    blind.env = { PATH: tool.env.PATH ?? '', HOME: tool.folder, AWS_EC2_METADATA_DISABLED: 'true' };
    const { code, report } = await blind.json('plan', '--app', after, 'Web');
    expect(code).toBe(1);
    expect(report.stacks[0].not_checked[0]).toMatch(/the deployed stack Web: .*credentials/i);
  });

  test.each(['80', '100'])('fits into %s columns, and has colours on a terminal only', async (columns) => {
    tool.env.COLUMNS = columns;
    const { stdout } = await tool.run('plan', '--app', after, '--no-previous-parameters');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(Number(columns));
    expect(stdout).not.toContain('\u001b');
  });

  test('is one line with --quiet, and a comment that can be found again with --markdown', async () => {
    const args = ['plan', '--app', after, '--no-previous-parameters'];
    expect((await tool.run(...args, '--quiet')).stdout).toBe(
      'cdk deploy will disconnect 3 source servers: web-02, batch-01, report-01.\n',
    );
    expect((await tool.run(...args, '--markdown')).stdout).toMatch(
      /^<!-- mgn-disconnect plan -->\n### cdk deploy will/,
    );
  });
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
  const documented = [...readme.matchAll(/^\| `(\w+:\w+)` \|/gm)].map(([, action]) => action);
  expect([...actions].filter((action) => !documented.includes(action))).toEqual([]);
  expect(documented.filter((action) => !/:(Describe|Get|List)|^sts:AssumeRole$/.test(action ?? ''))).toEqual([]);
  expect(actions.size).toBeGreaterThan(5);
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
    expect((await plan('Reports')).code).toBe(0);
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
