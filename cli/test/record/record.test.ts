import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { SourceServerConnection, SourceServerConnectionProvider } from '../../../lib';
import { wholeServer } from '../../../test/custody/whole-server';
import { A, app, B, fails, retained } from '../../../testing/app';
import { ServedWorld } from '../served-world';

/* The built tool on a local AWS whose clock jumps: what it tells of disconnections that the real function made. */

const C = 's-0000000000000000c';
const EVER = ['--since', '2025-12-01'];
let served: ServedWorld;

afterEach(() => served.stop());

const record = (...args: string[]) => served.tool.json('record', ...EVER, ...args);

describe('the record of a server that was disconnected', () => {
  beforeEach(async () => {
    served = await ServedWorld.start([A, B, C]);
    const { world } = served;
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    world.change(A, wholeServer(A));
    await world.deploy('One', app({ [B]: 'root' }));
    await world.destroy('One');
  });

  test('tells when, by which stack and rule, and as which instance it runs now, when the stack is gone', async () => {
    const { report, code } = await record();
    expect(code).toBe(0);
    expect(report.summary).toMatchObject({ disconnected: 2, failed: 0 });
    expect(report.servers.map((one: any) => [one.source_server_id, one.stack_name, one.rule])).toEqual([
      [A, 'One', expect.stringMatching(/^D\d+$/)],
      [B, 'One', expect.stringMatching(/^D\d+$/)],
    ]);
    expect(report.servers[0]).toMatchObject({
      hostname: 'web',
      outcome: 'disconnected',
      time: expect.stringMatching(/^2026-01-01T/),
      launched_instance_id: 'i-0a1b2c3d4e5f60718',
      reason: 'a completed deployment removes the server',
      operations: ['DisconnectFromService'],
    });
  });

  test('has all members of the SourceServer that DisconnectFromService answered, and of the one before', async () => {
    const { report } = await record();
    const [first] = report.servers;
    const { _local, ...now } = served.world.server(A) as any;
    expect(first.source_server).toEqual(now);
    expect(first.source_server_before.dataReplicationInfo.dataReplicationState).toBe('STALLED');
    expect(first.source_server_before.sourceProperties).toEqual(wholeServer(A).sourceProperties);
  });

  test('as JSON is what the schema says', async () => {
    const schema = JSON.parse(readFileSync(join(__dirname, '../../schema/record.schema.json'), 'utf8'));
    const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
    validate((await record()).report);
    expect(validate.errors).toBeNull();
  });

  test('is a table for people and one line for each server as CSV', async () => {
    const { stdout } = await served.tool.run('record', ...EVER);
    expect(stdout).toContain('i-0a1b2c3d4e5f60718');
    expect(stdout).toMatch(/2 source servers disconnected since 2025-12-01 by 1 stack; 1 log group read\.\n$/);
    const csv = (await served.tool.run('record', ...EVER, '--csv')).stdout.trimEnd().split('\r\n');
    expect(csv).toHaveLength(3);
    expect(csv[0]).toMatch(
      /^source_server_id,hostname,fqdn,outcome,time,launched_instance_id,account,region,stack_name/,
    );
    expect(csv[1]).toMatch(new RegExp(`^${A},web,web\\.corp\\.example\\.com,disconnected,2026-01-01T`));
  });

  test('is found by its time and by the name of its stack, those of others are not', async () => {
    await served.world.deploy('Two', app({ [C]: 'a' }));
    await served.world.destroy('Two');
    const ids = async (...args: string[]) =>
      (await record(...args)).report.servers.map((one: any) => one.source_server_id);
    expect(await ids()).toEqual([A, B, C]);
    expect(await ids('--stack', 'Two')).toEqual([C]);
    expect(await ids('--stack', 'T*', '--stack', 'One')).toEqual([A, B, C]);
    expect(await ids('--stack', 'On')).toEqual([]);
    expect((await served.tool.json('record', '--since', '2026-06-01')).report.servers).toEqual([]);
  });
});

test('a removal that failed three times is in the record, also when the stack is gone; one that was made good is not', async () => {
  served = await ServedWorld.start([A, B]);
  const { world } = served;
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', error: 'ValidationException', forSeconds: 9_000 });
  await world.deploy('One', app({}));
  world.clearFaults();
  const { report } = await record();
  expect(report.servers.map(({ outcome, failed_requests }: any) => [outcome, failed_requests])).toEqual([
    ['failed', 3],
    ['failed', 3],
  ]);
  expect((await served.tool.run('record', ...EVER, '-q')).stdout).toMatch(
    /^0 source servers disconnected, 2 could not be disconnected since/,
  );
  await world.deploy('Again', app({ [A]: 'root' }));
  await world.destroy('Again');
  await world.destroy('One');
  const later = (await record()).report.servers;
  expect(later.map((one: any) => [one.source_server_id, one.stack_name, one.outcome]).sort()).toEqual([
    [A, 'Again', 'disconnected'],
    [B, 'One', 'failed'],
  ]);
});

test('what was kept is counted, and what others had disconnected or deleted is told as that', async () => {
  served = await ServedWorld.start([A, B, C]);
  const { world } = served;
  await world.deploy('Never', app({ [C]: 'root' }, fails('Create')));
  await world.deploy('One', app({ [A]: 'root', [B]: 'root', [C]: retained('root') }));
  world.disconnect(A);
  world.forget(B);
  await world.destroy('One');
  const { report } = await record();
  expect(report.summary).toEqual({
    ...{ disconnected: 0, failed: 0, unknown: 0, 'already-disconnected': 1, 'not-found': 1, kept: 1 },
  });
});

test('a function that was ended after the call has disconnected the server all the same', async () => {
  served = await ServedWorld.start([A]);
  await served.world.deploy('One', app({ [A]: 'root' }));
  served.world.crashAfter = 'DisconnectFromService';
  await served.world.destroy('One');
  const { report } = await record();
  expect(report.servers).toMatchObject([{ outcome: 'disconnected', source_server_before: { sourceServerID: A } }]);
});

test('a log group without the tag is read when it is named, and a line outside the record is no server', async () => {
  served = await ServedWorld.start([A]);
  const declare = (logGroupName: string) => (stack: any) => {
    new CfnLogGroup(stack, 'Untagged', { logGroupName }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    const logGroup = LogGroup.fromLogGroupName(stack, 'Imported', logGroupName);
    const provider = new SourceServerConnectionProvider(stack, 'Provider', { logGroup });
    new SourceServerConnection(stack, 'A', { sourceServerId: A, provider });
  };
  await served.world.deploy('One', declare('/shared/logs'));
  await served.world.destroy('One');
  expect((await record()).report.servers).toEqual([]);
  expect((await record('--log-group', '/shared/logs')).report.servers).toMatchObject([{ source_server_id: A }]);
  const { code, report } = await record('--log-group', '/no/such');
  expect(report.not_read).toEqual([expect.stringContaining('us-east-1: /no/such: ')]);
  expect(code).toBe(1);
});

test.each(['90', 'yesterday', '2026-13-45'])('--since %s is refused with what to write instead', async (since) => {
  served = await ServedWorld.start([]);
  const { stderr, code } = await served.tool.run('record', '--since', since);
  expect(stderr).toContain(
    `--since takes hours, days or weeks such as 90d, or a date such as 2026-09-01, got '${since}'`,
  );
  expect(code).toBe(1);
});
