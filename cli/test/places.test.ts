import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';
import { FLEETS, LIVE, MANAGED, synthesizeStages, TEST } from './apps/stages';
import { startJumpingAws } from './jumping/aws';
import { Tool, verdictsIn } from './tool';
import { type WorldWide, worldWide } from './world-wide';

/* The built tool beside the real cdk CLI where an app is in several accounts and Regions. */

const folder = mkdtempSync(join(tmpdir(), 'places-'));
const whole = synthesizeStages(join(folder, 'whole'), true);
const fewer = synthesizeStages(join(folder, 'fewer'), false);
let near: LocalAws;
let far: LocalAws;
let world: WorldWide;
let tool: Tool;

const everywhere = (): Pick<LocalAws, 'environment'> => world;

beforeAll(async () => {
  const start = Date.now();
  near = (await startJumpingAws(FLEETS.test, { start })).aws;
  far = (await startJumpingAws(FLEETS.live, { start })).aws;
  world = await worldWide([near, far]);
  tool = new Tool(everywhere());
  // a rehearsal takes the cdk CLI of the project
  symlinkSync(join(__dirname, '..', '..', 'node_modules'), join(tool.folder, 'node_modules'));
  await cdk(everywhere(), ['deploy', '**', '--require-approval', 'never', '--app', whole]);
});

afterAll(async () => {
  world.close();
  await Promise.all([near.stop(), far.stop()]);
  for (const one of [folder, tool.folder]) rmSync(one, { recursive: true, force: true });
});

describe('plan', () => {
  test('of stages in two accounts and Regions looks into both, by the roles of each, and into nested stacks', async () => {
    const { code, report } = await tool.json('plan', '--app', fewer);
    expect(verdictsIn(report).sort()).toEqual([
      'Live/Fleet: livedb will-be-disconnected',
      'Live/Fleet: liveweb kept',
      'Test/Fleet: managed will-be-disconnected',
      'Test/Fleet: testdb will-be-disconnected',
      'Test/Fleet: testweb kept',
    ]);
    const places = report.stacks.map(({ account, region }: any) => ({ account, region }));
    expect(places).toEqual(expect.arrayContaining([TEST, LIVE]));
    expect(code).toBe(2);
  });

  test('takes the stacks of one stage, and tells the account of a server of a managed one', async () => {
    const { report } = await tool.json('plan', '--app', fewer, 'Test/*');
    expect(report.stacks.map(({ id }: any) => id)).toEqual(['Test/Fleet']);
    const managed = report.stacks[0].servers.find(({ host }: any) => host.hostname === 'managed');
    expect(managed).toMatchObject({ account_id: MANAGED, verdict: 'will-be-disconnected' });
    const db = report.stacks[0].servers.find(({ host }: any) => host.hostname === 'testdb');
    expect(db.nested_stacks).toHaveLength(1);
  });
});

describe('status', () => {
  test('--all-regions looks into each Region that is enabled, and is silent on the others', async () => {
    const { code, report } = await tool.json('status', '--all-regions');
    expect(report.not_checked).toEqual([]);
    expect(report.servers.map(({ host, region }: any) => `${host.hostname} ${region}`).sort()).toEqual(
      ['managed', 'testdb', 'testweb'].map((name) => `${name} ${TEST.region}`),
    );
    expect(code).toBe(0);
  });

  test('of a Region that is named and not enabled says that it could not look into it', async () => {
    const { code, report } = await tool.json('status', '--regions', 'eu-north-1');
    expect(report.not_checked[0]).toMatch(/^eu-north-1: .*not valid in this Region/);
    expect(code).toBe(1);
  });
});

test('a rehearsal of the servers of the account reads them, and changes nothing in it', async () => {
  const start = near.calls().length;
  const { code, report } = await tool.json('rehearse', '--from-account', '--destroy', '--app', whole, 'Test/*');
  expect(report.acts.map(({ exit_code, output }: any) => [exit_code, output])).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(report.disconnected).toHaveLength(3);
  expect(code).toBe(0);
  const calls = near
    .calls()
    .slice(start)
    .map(({ operation }) => operation);
  expect(new Set(calls)).toEqual(new Set(['GetCallerIdentity', 'DescribeSourceServers']));
  expect(connected(near)).toHaveLength(3);
});

test('the deployment then disconnects in each account what the plan says', async () => {
  await cdk(everywhere(), ['deploy', '**', '--require-approval', 'never', '--app', fewer]);
  expect(connected(far)).toHaveLength(2);
  expect(connected(near)).toHaveLength(1);
});
