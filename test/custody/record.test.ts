import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AfterDisconnection, KeptReason, SourceServerConnectionProvider } from '../../lib';
import { connectionsWith } from '../../testing/custodian';
import { A, app, B, byParameter, fails } from '../../testing/shapes';
import { World } from '../../testing/world';
import { wholeServer } from './whole-server';

/* The lines that the built function leaves in CloudWatch Logs, on the local AWS. docs/record.md tells what they are for. */

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/record.schema.json'), 'utf8'));
const isLine = new Ajv({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ } }).compile(schema);
const REFUSED = {
  service: 'mgn',
  operation: 'DisconnectFromService',
  forSeconds: 36_000,
  error: 'ValidationException',
};

let world: World;
afterEach(async () => {
  const lines = await world.log();
  for (const line of lines) expect([isLine(line), isLine.errors, line]).toEqual([true, null, line]);
  const secrets = [...world.executor.secrets, ...world.requests().flatMap(secretsOf)];
  expect(secrets.length).toBeGreaterThan(3);
  expect(secrets.filter((secret) => JSON.stringify(lines).includes(secret))).toEqual([]);
  await world.stop();
});

describe('a server that is disconnected leaves', () => {
  test('all that MGN knew of it, and all that MGN answered, to the last member', async () => {
    await declared();
    world.change(A, wholeServer(A));
    const before = described();
    await world.destroy('One');
    const [found, answer] = await world.log('{ $.record != "decision" }');
    expect(found?.sourceServer).toEqual(before);
    expect(answer?.sourceServer).toEqual(described());
    expect(answer?.sourceServer.dataReplicationInfo.dataReplicationState).toBe('DISCONNECTED');
  });

  test('three lines: before, the answer, the decision; each tells what, where and when by itself', async () => {
    await declared();
    world.change(A, wholeServer(A));
    const { StackId } = world.requests('Create')[0] ?? {};
    await world.destroy('One');
    const lines = await world.log('{ $.requestType = "Delete" }');
    expect(lines.map(({ record, decision, operation }) => [record, decision, operation])).toEqual([
      ['sourceServer', 'disconnect', undefined],
      ['answer', 'disconnect', 'DisconnectFromService'],
      ['decision', 'disconnected', undefined],
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({
        sourceServerId: A,
        hostname: 'web',
        fqdn: 'web.corp.example.com',
        lifeCycleStateBefore: 'CUTTING_OVER',
        dataReplicationStateBefore: 'STALLED',
        launchedInstanceId: 'i-0a1b2c3d4e5f60718',
        stackId: StackId,
        logicalId: 'SourceServers0000000000000000a',
        timestamp: expect.stringMatching(/^2026-/),
      });
    }
  });

  test('the first of them before MGN is asked, so that it is there when the function is killed', async () => {
    await declared();
    world.crashAfter = 'DisconnectFromService';
    await world.destroy('One');
    const lines = await world.log('{ $.requestType = "Delete" }');
    expect(lines.map(({ record, lifeCycleStateBefore }) => [record, lifeCycleStateBefore])).toEqual([
      ['sourceServer', 'READY_FOR_TEST'],
      ['sourceServer', 'DISCONNECTED'],
      ['decision', 'DISCONNECTED'],
    ]);
  });

  test('what it became while a job was waited for: the instance that it now runs on', async () => {
    await declared();
    world.fault({ ...REFUSED, error: 'ConflictException', forSeconds: 150 });
    const launchedInstance = { ec2InstanceID: 'i-0f9e8d7c6b5a43210' };
    world.clock.after(100_000, () => world.change(A, { launchedInstance }));
    await world.destroy('One');
    const lines = await world.log('{ $.record = "sourceServer" }');
    expect(lines.map(({ launchedInstanceId }) => launchedInstanceId)).toEqual([undefined, 'i-0f9e8d7c6b5a43210']);
    expect((await world.log('{ $.decision = "disconnected" }'))[0]?.launchedInstanceId).toBe('i-0f9e8d7c6b5a43210');
  });

  test('the answers of all calls that its connection asks for', async () => {
    await declared({ afterDisconnection: AfterDisconnection.DELETE, finalizeCutover: true });
    world.change(A, { lifeCycle: { state: 'CUTTING_OVER' } });
    await world.destroy('One');
    const answers = await world.log('{ $.record = "answer" }');
    const calls = ['FinalizeCutover', 'DisconnectFromService', 'MarkAsArchived', 'DeleteSourceServer'];
    expect(answers.map(({ operation }) => operation)).toEqual(calls);
    expect(answers.map(({ sourceServer }) => sourceServer?.isArchived)).toEqual([false, false, true, undefined]);
    expect((await world.log('{ $.decision = "disconnected" }'))[0]?.operations).toEqual(calls);
  });
});

describe('a pattern of a metric filter finds', () => {
  test('one line for each server that is disconnected', async () => {
    world = await World.start([A, B]);
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    await world.destroy('One');
    const found = await world.log('{ $.decision = "disconnected" }');
    expect(found.map(({ sourceServerId }) => sourceServerId).sort()).toEqual([A, B]);
    expect(await world.log('{ $.requestType = "Create" && $.decision = "connected" }')).toHaveLength(2);
  });

  test('what somebody else disconnected or deleted before, which is not counted as disconnected', async () => {
    world = await World.start([A, B]);
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    world.disconnect(A);
    world.forget(B);
    await world.destroy('One');
    expect(await world.log('{ $.decision = "alreadyDisconnected" }')).toHaveLength(1);
    expect(await world.log('{ $.decision = "notFound" }')).toHaveLength(1);
    expect(await world.log('{ $.Disconnected = 1 }')).toEqual([]);
  });

  test.each<[KeptReason, string, () => Promise<unknown>]>([
    [
      KeptReason.NO_COMPLETED_DEPLOYMENT,
      'a creation that is rolled back',
      () => world.deploy('One', app({ [A]: 'root' }, fails('Create'))),
    ],
    [KeptReason.HELD_BY_ANOTHER, 'a move between stacks of a tree', () => move()],
    [
      KeptReason.NEVER_HELD,
      'the deletion of a stack that could not be created',
      () => world.deploy('One', app({ [A]: 'root' }, fails('Create')), { OnFailure: 'DELETE' }),
    ],
    [
      KeptReason.NOT_A_CONNECTION,
      'a server that does not exist',
      () => world.deploy('One', app({ 's-fffffffffffffffff': 'root' })),
    ],
  ])('by its reason what is kept: %s, by %s', async (reason, _, act) => {
    world = await World.start([A, B]);
    await act();
    const kept = await world.log(`{ $.decision = "kept" && $.keptBecause = "${reason}" }`);
    expect(kept).toEqual([
      expect.objectContaining({ Kept: 1, Reason: reason, StackName: expect.stringMatching('One') }),
    ]);
  });
});

describe('a removal that fails', () => {
  test('behind a complete update leaves a line for each of the three tries, which the alarm of the stack counts', async () => {
    world = await World.start([A, B]);
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    world.fault(REFUSED);
    expect(await world.deploy('One', app({ [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.isConnected(A)).toBe(true);
    const failures = await world.log('{ $.decision = "failed" && $.Failed = 1 }');
    expect(failures).toHaveLength(3);
    expect(failures[0]).toMatchObject({
      level: 'ERROR',
      hostname: 'server-1',
      reason: world.answers('FAILED')[0]?.Reason,
    });
    for (const line of failures) expect(metricsOf(line)).toContainEqual(alarmed('One'));
  });

  test('is not counted where the deployment fails with it, as a creation does', async () => {
    world = await World.start([A]);
    await world.deploy('One', app({ 's-fffffffffffffffff': 'root' }));
    expect(await world.log('{ $.decision = "failed" }')).toHaveLength(1);
    expect(await world.log('{ $.Failed = 1 }')).toEqual([]);
  });

  test('since its stack cannot be read says so, and how long it was tried', async () => {
    await declared();
    world.blind = true;
    await world.destroy('One');
    const [line] = await world.log('{ $.decision = "failed" }');
    expect(line).toMatchObject({ sourceServerId: A, reason: expect.stringMatching(/^cannot tell/) });
    expect(line?.WaitedSeconds).toBeGreaterThan(800);
    expect(line?.WaitedSeconds).toBeLessThanOrEqual(900);
  });
});

test('the log group of a stack outlives it, and does not stand in the way of the next', async () => {
  world = await World.start([A]);
  await world.deploy('One', app({ [A]: 'root' }));
  await world.destroy('One');
  world.connect(A);
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('CREATE_COMPLETE');
  await world.destroy('One');
  const groups = (await world.logGroups()).filter((name) => name.startsWith('One-'));
  expect(new Set(groups).size).toBe(2);
  expect(await world.log('{ $.decision = "disconnected" }')).toHaveLength(2);
});

test('it goes with the stack if the user says so', async () => {
  const settings = { logRemovalPolicy: RemovalPolicy.DESTROY };
  world = await World.start([A], {
    ...connectionsWith({}),
    declare(scope, id, sourceServerId, removalPolicy) {
      const provider = new SourceServerConnectionProvider(scope, 'Provider', settings);
      connectionsWith({ provider }).declare(scope, id, sourceServerId, removalPolicy);
    },
  });
  await world.deploy('One', app({ [A]: 'root' }));
  await world.destroy('One');
  expect(await world.log('{ $.decision = "connected" }')).toEqual([]);
});

/** Server A in stack One. */
async function declared(props: Parameters<typeof connectionsWith>[0] = {}): Promise<void> {
  world = await World.start([A, B], connectionsWith(props));
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('CREATE_COMPLETE');
}

async function move(): Promise<void> {
  await world.deploy('One', app({ [A]: byParameter('root') }));
  await world.deploy('One', app({ [A]: 'a' }));
}

/** Server A as DescribeSourceServers shows it. */
function described(): object {
  const { _local, ...server } = world.server(A) ?? { _local: undefined };
  return server;
}

/** What of an event must not be in a log. */
function secretsOf({ ResponseURL }: Record<string, any>): string[] {
  return [ResponseURL, new URL(ResponseURL).search];
}

interface NamedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: Readonly<Record<string, string>>;
}

/** The metrics that CloudWatch makes of a line. */
function metricsOf(line: Record<string, any>): NamedMetric[] {
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }: any) =>
    Dimensions.flatMap((names: string[]) =>
      Metrics.map(({ Name }: any) => ({
        Namespace,
        MetricName: Name,
        Dimensions: Object.fromEntries(names.map((name) => [name, line[name]])),
      })),
    ),
  );
}

/** The metric that the alarm of a stack watches. */
function alarmed(stackName: string): NamedMetric {
  const stack = new Stack(new App(), stackName);
  SourceServerConnectionProvider.getOrCreate(stack).alarmOnFailure();
  const [alarm] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  const { Namespace, MetricName, Dimensions } = alarm?.Properties ?? {};
  return {
    Namespace,
    MetricName,
    Dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }: any) => [Name, Value])),
  };
}
