import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AfterDisconnection, KeptReason, SourceServerConnectionProvider } from '../../lib';
import { A, app, B, byParameter, fails } from '../../testing/app';
import { connectionsWith } from '../../testing/custodian';
import { World } from '../../testing/world';
import { declaredWith } from './after-disconnection';
import { expectLines, REFUSED } from './log-lines';
import { wholeServer } from './whole-server';

/* The lines that the built function leaves in CloudWatch Logs, on the local AWS. docs/record.md tells what they are for. */

let world: World;
afterEach(async () => {
  await expectLines(world);
  await world.stop();
});

describe('a server that is disconnected leaves', () => {
  test('all that MGN knew of it, and all that MGN answered, to the last member', async () => {
    world = await declaredWith();
    world.change(A, wholeServer(A));
    const before = described();
    await world.destroy('One');
    const [found, answer] = await world.log('{ $.record != "decision" }');
    expect(found?.sourceServer).toEqual(before);
    expect(answer?.sourceServer).toEqual(described());
    expect(answer?.sourceServer.dataReplicationInfo.dataReplicationState).toBe('DISCONNECTED');
  });

  test('three lines: before, the answer, the decision; each tells what, where and when by itself', async () => {
    world = await declaredWith();
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
    world = await declaredWith();
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
    world = await declaredWith();
    world.fault({ ...REFUSED, error: 'ConflictException', forSeconds: 150 });
    const launchedInstance = { ec2InstanceID: 'i-0f9e8d7c6b5a43210' };
    world.clock.after(100_000, () => world.change(A, { launchedInstance }));
    await world.destroy('One');
    const lines = await world.log('{ $.record = "sourceServer" }');
    expect(lines.map(({ launchedInstanceId }) => launchedInstanceId)).toEqual([undefined, 'i-0f9e8d7c6b5a43210']);
    expect((await world.log('{ $.decision = "disconnected" }'))[0]?.launchedInstanceId).toBe('i-0f9e8d7c6b5a43210');
  });

  test('the answers of all calls that its connection asks for', async () => {
    world = await declaredWith({ afterDisconnection: AfterDisconnection.DELETE, finalizeCutover: true });
    world.change(A, { lifeCycle: { state: 'CUTTING_OVER' } });
    Object.assign(world.mgn, { deleteNeedsArchive: true, lifeCycleAfterCutover: 'DISCONNECTED' });
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

  test('what was already disconnected or deleted by hand, which is not counted as disconnected', async () => {
    world = await World.start([A, B]);
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    world.disconnect(A);
    world.forget(B);
    await world.destroy('One');
    expect(await world.log('{ $.decision = "alreadyDisconnected" }')).toHaveLength(1);
    expect(await world.log('{ $.decision = "notFound" }')).toEqual([expect.objectContaining({ level: 'WARN' })]);
    expect(await world.log('{ $.NotFound = 1 }')).toEqual([expect.objectContaining({ sourceServerId: B })]);
    expect(await world.log('{ $.level = "WARN" }')).toHaveLength(1);
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
  world = await World.start([A], {
    ...connectionsWith({}),
    declare(scope, id, sourceServerId, removalPolicy) {
      const logGroup = new LogGroup(scope, 'Record', { removalPolicy: RemovalPolicy.DESTROY });
      const provider = new SourceServerConnectionProvider(scope, 'Provider', { logGroup });
      connectionsWith({ provider }).declare(scope, id, sourceServerId, removalPolicy);
    },
  });
  await world.deploy('One', app({ [A]: 'root' }));
  await world.destroy('One');
  expect(await world.log('{ $.decision = "connected" }')).toEqual([]);
});

async function move(): Promise<void> {
  await world.deploy('One', app({ [A]: byParameter('root') }));
  await world.deploy('One', app({ [A]: 'a' }));
}

/** Server A as DescribeSourceServers shows it. */
function described(): object {
  const { _local, ...server } = world.server(A) ?? { _local: undefined };
  return server;
}
