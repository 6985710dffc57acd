import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { type MgnBehaviour, mgnDefaults } from '../../../local-aws/src/mgn/behaviour';
import { policyDocument } from '../../src/probe/policy';
import { serverPermissions } from '../../src/probe-server/policy';
import { SERVER_ROWS } from '../../src/probe-server/rows';
import { JumpingAccount } from '../jumping/aws';

/* The tool itself disconnects a server of a local AWS, both on a clock that jumps, and tells what it has seen. */

const [ID, OTHER] = ['s-0000000000000000a', 's-0000000000000000b'];
const disks = [
  { deviceName: '/dev/sda', totalStorageBytes: 1 },
  { deviceName: '/dev/sdb', totalStorageBytes: 1 },
];
const replicating = (replicatorId: string) => ({
  dataReplicationState: 'CONTINUOUS',
  replicatorId,
  replicatedDisks: disks,
});
const SERVER = { sourceServerID: ID, dataReplicationInfo: replicating('i-0000000000000000a') };
const NEIGHBOUR = { sourceServerID: OTHER, dataReplicationInfo: replicating('i-0000000000000000b') };
const PROBE = ['probe-server', ID, '--yes-disconnect', ID];

let account: JumpingAccount;
const open = async (...servers: object[]) => {
  account = await JumpingAccount.open(servers.length > 0 ? servers : [SERVER, NEIGHBOUR]);
};
afterEach(() => account.close());

const probe = () => account.tool.json(...PROBE);
/** What is not as relied on. */
const unlike = ({ rows }: any): string[] =>
  rows.flatMap(({ id, verdict, seen }: any) =>
    verdict === 'as relied on' ? [] : `${id}: ${verdict}${seen === null ? '' : `: ${seen}`}`,
  );

describe('of a server of the local AWS', () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', 'schema', 'probe-server.schema.json'), 'utf8'));

  test('all is as relied on: the states, a second call, the staging area step by step, and CloudTrail', async () => {
    await open();
    const { code, report } = await probe();
    expect(unlike(report)).toEqual([]);
    expect([code, report.exit_code, report.summary['as relied on']]).toEqual([0, 0, SERVER_ROWS.length]);
    const { recording } = report;
    expect(recording.states.map((one: any) => one.replicationState)).toEqual(['CONTINUOUS', 'DISCONNECTED']);
    expect(recording.calls).toMatchObject([{ isServer: true }, { isServer: true }]);
    expect(recording.resources.map(({ name, goneAfter }: any) => [name, Math.round(goneAfter / 60)])).toEqual([
      ['instance 1', 13],
      ['snapshot 1', expect.any(Number)],
      ['snapshot 2', expect.any(Number)],
      ['volume 1', expect.any(Number)],
      ['volume 2', expect.any(Number)],
    ]);
    expect(recording.trail.map(({ call, arrivedAfter }: any) => [call, arrivedAfter >= 300])).toEqual([
      [1, true],
      [2, true],
    ]);
    const { connected, lost } = stateOf();
    expect([connected, lost]).toEqual([[OTHER], [ID]]);
  });

  test('it hands on what its schema says, without account, name and id', async () => {
    await open({ ...SERVER, tags: { Name: 'secret', Team: 'secret' } });
    account.aws.mgnBehaviour.secondDisconnect = 'conflict';
    const { report } = await probe();
    const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);
    expect([validate(report), validate.errors]).toEqual([true, null]);
    expect(validate({ ...report, recording: { ...report.recording, looks: 'some' } })).toBe(false);
    expect(JSON.stringify(report)).not.toMatch(/\d{12}|arn:|secret|s-0000|i-0000|(vol|snap|i)-[0-9a-f]{8}|operator/);
  });

  test('its calls are those of the policy, and are allowed by it on what they are made on', async () => {
    await open();
    await account.tool.run(...PROBE);
    const called = new Set(account.calls.map((call) => call.replace(' ', ':')));
    const allowed = serverPermissions(ID).flatMap(({ actions }) => actions);
    // which DescribeStacks takes when it is asked for all
    expect([...called, 'cloudformation:ListStacks'].sort()).toEqual([...allowed].sort());
    const disconnected = account.aws.calls().filter(({ operation }) => operation === 'DisconnectFromService');
    expect(disconnected.map(({ input }) => input)).toEqual([{ sourceServerID: ID }, { sourceServerID: ID }]);
  });

  const stateOf = () => {
    const all = account.aws.servers
      .list()
      .map((one) => [one.sourceServerID, one.dataReplicationInfo?.dataReplicationState]);
    const those = (isLost: boolean) =>
      all.flatMap(([id, state]) => ((state === 'DISCONNECTED') === isLost ? [id] : []));
    return { connected: those(false), lost: those(true) };
  };
});

/** The rows that each position changes; every other row is as relied on. */
const POSITIONS: readonly (readonly [name: keyof MgnBehaviour, position: unknown, rows: readonly string[]])[] = [
  ['secondDisconnect', 'conflict', ['M2: differs: ConflictException']],
  ['disconnectedAfterSeconds', 1_200, ['M4: differs: after 21 minutes']],
  ['describeLagMs', 3_000, ['M9: differs: not 2 times']],
  ['stagingGoneAfterSeconds', 5_500, ['M1-staging: differs: after 92 minutes']],
  [
    'stagingNamesSourceServer',
    false,
    [
      'M23-volumes: differs: not 2 of 2',
      'M23-snapshots: differs: not 2 of 2',
      'M1-waited: differs: not always snapshot 1, snapshot 2, volume 1, volume 2',
    ],
  ],
];

test.each(POSITIONS)('%s %s: it names the rows that this changes', async (name, position, rows) => {
  await open();
  Object.assign(account.aws.mgnBehaviour, { [name]: position });
  const { code, report } = await probe();
  expect([unlike(report), code]).toEqual([rows, 2]);
});

test('from CUTOVER either life cycle state is one that MGN archives', async () => {
  await open({ ...SERVER, lifeCycle: { state: 'CUTOVER' } });
  account.aws.mgnBehaviour.lifeCycleAfterCutover = 'DISCONNECTED';
  const { report } = await account.tool.json(...PROBE, '--launched');
  expect([unlike(report), report.recording.states.map((one: any) => one.lifeCycleState)]).toEqual([
    [],
    ['CUTOVER', 'DISCONNECTED'],
  ]);
});

test('what CloudTrail does not tell within 95 minutes was not seen, and exits with 1', async () => {
  await open();
  account.aws.cloudTrailBehaviour.recordedAfterSeconds = 86_400;
  const { code, report } = await probe();
  expect(unlike(report)).toEqual(['O9: not seen', 'O9-event: not seen', 'O9-error: not seen', 'O9-server: not seen']);
  expect(code).toBe(1);
});

test('what CloudTrail tells late differs', async () => {
  await open();
  account.aws.cloudTrailBehaviour.recordedAfterSeconds = 1_200;
  const { report } = await probe();
  expect(unlike(report)).toEqual(['O9: differs: after 21 minutes']);
});

test('a replication server that others use is not waited for, and so was not seen to go', async () => {
  await open(SERVER, { ...NEIGHBOUR, dataReplicationInfo: SERVER.dataReplicationInfo });
  const { report } = await probe();
  expect(unlike(report)).toEqual(['M1-order: not seen']);
  expect(report.recording.replicationServer.isShared).toBe(true);
});

test('each switch that a row names is one of the local AWS', () => {
  const known = [...Object.keys(mgnDefaults), 'recordedAfterSeconds'];
  expect(SERVER_ROWS.flatMap((row) => row.switch ?? []).filter((one) => !known.includes(one))).toEqual([]);
  const checklist = readFileSync(join(__dirname, '..', '..', '..', 'local-aws', 'CHECKLIST.md'), 'utf8');
  expect(SERVER_ROWS.filter(({ id }) => !checklist.includes(`\n| ${id.split('-')[0]} |`))).toEqual([]);
  expect(new Set(SERVER_ROWS.map(({ id }) => id)).size).toBe(SERVER_ROWS.length);
});

test('MGN is asked again where it throttles, and what fails for a while costs a look and no row', async () => {
  await open();
  for (const service of ['mgn', 'ec2'])
    account.aws.fault({
      service,
      operation: service === 'mgn' ? 'DescribeSourceServers' : 'DescribeVolumes',
      error: 'ThrottlingException',
      times: 3,
    });
  const { report } = await probe();
  expect(unlike(report)).toEqual([]);
});

test('Ctrl-C ends the looking and tells what was seen, since it cannot be seen again', async () => {
  await open();
  const isSecond = (calls: readonly string[]) =>
    calls.filter((call) => call === 'mgn DisconnectFromService').length > 1;
  const { code, stdout } = await account.endedBy('SIGINT', isSecond, ...PROBE, '--json');
  const report = JSON.parse(stdout);
  expect([code, unlike(report)]).toEqual([
    130,
    [
      'M1-order: not seen',
      'M1-staging: not seen',
      'O9: not seen',
      'O9-event: not seen',
      'O9-error: not seen',
      'O9-server: not seen',
    ],
  ]);
});

test('at the end it says how to archive or delete the record, which it leaves', async () => {
  await open();
  const { stdout, stderr } = await account.tool.run(...PROBE);
  expect(stderr).toMatch(
    /^In account 123456789012, Region us-east-1, this disconnects source server s-0000000000000000a for good:/,
  );
  expect(stdout).toMatch(
    / {2}before {2}READY_FOR_TEST, CONTINUOUS\n {4}0:00 {2}DISCONNECTED, DISCONNECTED\n[\s\S]* 13:\d\d {2}instance 1 is gone/,
  );
  expect(stdout).toContain(`aws mgn mark-as-archived --region us-east-1 --source-server-id ${ID}\n`);
  expect(stdout).toContain(`aws mgn delete-source-server --region us-east-1 --source-server-id ${ID}\n`);
  expect(account.aws.servers.get(ID)).toMatchObject({ isArchived: false });
});

test('--print-policy prints what it may, of this server alone, and calls nothing', async () => {
  await open();
  const { code, stdout } = await account.tool.run('probe-server', ID, '--print-policy');
  expect([code, JSON.parse(stdout)]).toEqual([0, policyDocument(undefined, serverPermissions(ID))]);
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'probe.md'), 'utf8');
  for (const { actions, for: why } of serverPermissions(ID))
    expect(page).toContain(`\n| ${actions.map((one) => `\`${one}\``).join(', ')} | ${why} |\n`);
  const changing = JSON.parse(stdout).Statement.filter(
    ({ Action }: any) => !Action.every((one: string) => /:(Describe|List|Get|Lookup)/.test(one)),
  );
  expect(changing).toEqual([
    { Effect: 'Allow', Action: ['mgn:DisconnectFromService'], Resource: [`arn:aws:mgn:*:*:source-server/${ID}`] },
  ]);
  expect(account.calls).toEqual([]);
});
