import { rmSync } from 'node:fs';
import { cdk } from '../../testing/cdk-cli';
import { fleet } from './apps/fleet';
import { synthesize } from './apps/migration';
import { LocalTool, Tool, verdictsIn } from './tool';

/* The built tool beside the real cdk CLI, on a local AWS: what plan says of a change of three stacks. */

let tool: LocalTool;
const [before, after] = [synthesize(1), synthesize(2)];

beforeAll(async () => {
  tool = await LocalTool.start({ servers: fleet(Date.now()) });
  await cdk(tool.aws, ['deploy', '--all', '--require-approval', 'never', '--app', before]);
});

afterAll(async () => {
  await tool.stop();
  for (const folder of [before, after]) rmSync(folder, { recursive: true, force: true });
});

const plan = (...args: string[]) => tool.json('plan', '--app', after, '--no-previous-parameters', ...args);

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
    expect(verdictsIn(report)).toEqual(CHANGE);
    expect(code).toBe(2);
    const moving = report.stacks[1].servers[1];
    expect(moving.steps.map((step: string) => step.split(' ')[0])).toEqual(['put', 'deploy', 'remove', 'deploy']);
    expect(report.stacks[2].servers[0].problem).toMatch(/will fail if Data is deployed first/);
  });

  test('exits with 0 if the deployment disconnects nothing', async () => {
    const { code, report } = await tool.json('plan', '--app', before);
    expect(verdictsIn(report).filter((line) => !line.endsWith('kept'))).toEqual([]);
    expect(code).toBe(0);
  });

  test('keeps a parameter at its deployed value, as cdk deploy does, unless it is given', async () => {
    const kept = await tool.json('plan', '--app', after, 'Data');
    expect(verdictsIn(kept.report)).toContain('Data: batch-01 kept');
    const given = await tool.json(
      'plan',
      '--app',
      after,
      'Data',
      '--parameters',
      'Data:BatchServer=s-11111111111batch2',
    );
    expect(verdictsIn(given.report)).toContain('Data: batch-01 will-be-disconnected');
  });

  test('of a destroy names what goes with the chosen stacks, and what is retained', async () => {
    const { code, report } = await tool.json('plan', '--app', before, '--destroy', 'Data', 'Reports');
    expect(verdictsIn(report)).toEqual([
      'Data: batch-01 will-be-disconnected',
      'Data: report-01 will-be-disconnected',
      'Data: db-01 kept',
      'Reports: report-02 will-be-disconnected',
    ]);
    expect(code).toBe(2);
  });

  test('exits with 1, and names the limit, if one is not met', async () => {
    expect(await plan('--at-most', '2')).toMatchObject({
      code: 1,
      report: { exit_code: 1, limits: [{ name: 'at-most', met: false }] },
    });
    expect(await plan('--at-most', '3')).toMatchObject({ code: 2, report: { limits: [{ met: true }] } });
    const misspelt = await tool.run('plan', '--app', after, 'Web', '--only-in', 'CUTOVR', '--quiet');
    expect(misspelt.code).toBe(1);
    expect(misspelt.stderr).toContain(
      '--only-in CUTOVR: there is no such life cycle state; there are CUTOVER, CUTTING_OVER',
    );
    const states = await tool.run('plan', '--app', after, 'Web', '--only-in', 'cutover', '--quiet');
    expect(states).toMatchObject({ code: 1, stderr: 'mgn-disconnect: --only-in is not met: web-02 is CUTTING_OVER\n' });
  });

  test.each([
    [['--at-most', 'few'], /--at-most takes a number of servers/],
    [['--parameters', 'BatchServer'], /--parameters takes \[Stack:\]Key=Value, got 'BatchServer'/],
    [['--parameters', 'Data:Batch=s-1'], /no stack of the app has such a parameter/],
    [['--change-set', '--destroy'], /--change-set goes with a deployment/],
    [['Wbe'], /Wbe/],
    [['--app', 'no-such-command'], /no-such-command/],
  ])('%j exits with 1, prints no plan and says what is wrong', async (args, message) => {
    const app = args.includes('--app') ? [] : ['--app', after];
    const { code, stdout, stderr } = await tool.run('plan', ...app, ...args);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([1, '']);
  });

  test('exits with 1, and says what it could not look up, without credentials', async () => {
    const blind = new Tool(tool.aws);
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
