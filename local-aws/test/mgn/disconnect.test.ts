import type { MgnBehaviour } from '../../src/mgn';
import { A, B, call, clock, coded, describeServers, mgn, own, start, state } from './world';

beforeEach(() => start([{ sourceServerID: A }, { sourceServerID: B }]));

test('stops the replication at once and answers with the whole server', () => {
  start([
    {
      sourceServerID: A,
      dataReplicationInfo: { dataReplicationState: 'BACKLOG', lagDuration: 'PT5M', etaDateTime: 'x' },
    },
    { sourceServerID: B },
  ]);
  const answer = call('DisconnectFromService', { sourceServerID: A });
  expect(answer).toMatchObject({
    sourceServerID: A,
    arn: `arn:aws:mgn:eu-west-1:${own}:source-server/${A}`,
    lifeCycle: { state: 'DISCONNECTED' },
    dataReplicationInfo: {
      dataReplicationState: 'DISCONNECTED',
      replicatedDisks: [{ totalStorageBytes: 0 }, { totalStorageBytes: 0 }],
    },
  });
  expect(answer.dataReplicationInfo).not.toHaveProperty('lagDuration');
  expect(answer.dataReplicationInfo).not.toHaveProperty('etaDateTime');
  expect(answer).not.toHaveProperty('_local');
  expect(describeServers({ sourceServerIDs: [A] })).toEqual([answer]);
  expect(state(B)).toEqual(['READY_FOR_TEST', 'CONTINUOUS']);
});

test('the agent is uninstalled within 10 minutes and the staging resources go in steps', async () => {
  expect(mgn.servers.get(A)?._local).toEqual({ accountId: own, stagingResources: 5, agent: 'installed' });
  call('DisconnectFromService', { sourceServerID: A });
  expect(mgn.servers.get(A)?._local).toMatchObject({ stagingResources: 5, agent: 'installed' });
  await clock.advance(10 * 60_000);
  expect(mgn.servers.get(A)?._local).toMatchObject({ stagingResources: 5, agent: 'uninstalled' });
  const left = [];
  for (const minutes of [3, 10, 10]) {
    await clock.advance(minutes * 60_000);
    left.push(mgn.servers.get(A)?._local.stagingResources);
  }
  expect(left).toEqual([4, 2, 0]);
  expect(mgn.servers.get(B)?._local).toMatchObject({ stagingResources: 5, agent: 'installed' });
});

test('an agent that the service does not see stays installed', async () => {
  start([
    {
      sourceServerID: A,
      dataReplicationInfo: { dataReplicationState: 'STALLED', dataReplicationError: { error: 'AGENT_NOT_SEEN' } },
    },
  ]);
  call('DisconnectFromService', { sourceServerID: A });
  await clock.advance(24 * 3600_000);
  expect(mgn.servers.get(A)?._local).toMatchObject({ stagingResources: 0, agent: 'installed' });
});

test('launched instances are left alone', () => {
  const launchedInstance = { ec2InstanceID: 'i-0a1b2c3d4e5f60718', jobID: 'mgnjob-1', firstBoot: 'SUCCEEDED' };
  start([{ sourceServerID: A, lifeCycle: { state: 'TESTING' }, launchedInstance }]);
  expect(call('DisconnectFromService', { sourceServerID: A })).toMatchObject({ launchedInstance });
});

test('an id that no server has is a ResourceNotFoundException that names it', () => {
  expect(() => call('DisconnectFromService', { sourceServerID: 's-00000000000000fff' })).toThrow(
    coded('ResourceNotFoundException', {
      status: 404,
      members: expect.objectContaining({ resourceId: 's-00000000000000fff', resourceType: 'SourceServer' }),
    }),
  );
});

test.each([[undefined], ['s-1'], ['i-0000000000000000a'], [7]])(
  'the id %p is a ValidationException',
  (sourceServerID) => {
    expect(() => call('DisconnectFromService', { sourceServerID })).toThrow(
      coded('ValidationException', {
        status: 400,
        members: expect.objectContaining({
          reason: 'fieldValidationFailed',
          fieldList: [expect.objectContaining({ name: 'sourceServerID' })],
        }),
      }),
    );
  },
);

test.each<[string, Partial<MgnBehaviour>, () => void]>([
  ['a second time', { secondDisconnect: 'conflict' }, () => call('DisconnectFromService', { sourceServerID: A })],
  ['while a job runs', { disconnectDuringJob: 'conflict' }, () => mgn.servers.startJob(A)],
  [
    'before any replication',
    { disconnectBeforeReplication: 'conflict' },
    () => mgn.servers.seed([{ sourceServerID: A, lifeCycle: { state: 'DISCOVERED' } }]),
  ],
])('%s is ok or a ConflictException, as the behaviour says', (_when, behaviour, prepare) => {
  prepare();
  Object.assign(mgn.behaviour, behaviour);
  const before = mgn.servers.get(A);
  expect(() => call('DisconnectFromService', { sourceServerID: A })).toThrow(
    coded('ConflictException', {
      status: 409,
      members: expect.objectContaining({ resourceId: A }),
    }),
  );
  expect(mgn.servers.get(A)).toEqual(before);
  Object.assign(mgn.behaviour, {
    secondDisconnect: 'ok',
    disconnectDuringJob: 'ok',
    disconnectBeforeReplication: 'ok',
  });
  call('DisconnectFromService', { sourceServerID: A });
  expect(state(A)).toEqual(['DISCONNECTED', 'DISCONNECTED']);
});

test('a second call is known as such although the life cycle stays CUTOVER', () => {
  start([{ sourceServerID: A, lifeCycle: { state: 'CUTOVER' } }], { secondDisconnect: 'conflict' });
  call('DisconnectFromService', { sourceServerID: A });
  expect(() => call('DisconnectFromService', { sourceServerID: A })).toThrow('is already disconnected');
});

test('an answer is not changed by later calls', () => {
  const [before] = describeServers({ sourceServerIDs: [A] });
  call('DisconnectFromService', { sourceServerID: A });
  expect(before.lifeCycle.state).toBe('READY_FOR_TEST');
});

test('when the job has ended there is no longer a conflict', () => {
  mgn.behaviour.disconnectDuringJob = 'conflict';
  mgn.servers.startJob(A);
  mgn.servers.endJob(A);
  expect(call('DisconnectFromService', { sourceServerID: A }).lifeCycle.state).toBe('DISCONNECTED');
});

test.each(['CUTOVER', 'DISCONNECTED'] as const)(
  'from CUTOVER the life cycle becomes %s, as the behaviour says',
  (after) => {
    start([{ sourceServerID: A, lifeCycle: { state: 'CUTOVER' } }], { lifeCycleAfterCutover: after });
    expect(call('DisconnectFromService', { sourceServerID: A }).lifeCycle.state).toBe(after);
  },
);

test('DescribeSourceServers may not show a server until it was asked for it for a while, by its id', async () => {
  mgn.behaviour.describeLagMs = 5_000;
  const ids = () => describeServers({ sourceServerIDs: [A] }).map(({ sourceServerID }) => sourceServerID);
  expect(ids()).toEqual([]);
  expect(describeServers({}).length).toBeGreaterThan(1);
  await clock.advance(4_999);
  expect(ids()).toEqual([]);
  await clock.advance(1);
  expect(ids()).toEqual([A]);
  await clock.advance(59_999);
  expect(ids()).toEqual([A]);
  await clock.advance(60_000);
  expect(ids()).toEqual([]);
});

test('the states may show it late, and calling again meanwhile does not put it off', async () => {
  mgn.behaviour.disconnectedAfterSeconds = 30;
  call('DisconnectFromService', { sourceServerID: A });
  expect(state(A)).toEqual(['READY_FOR_TEST', 'CONTINUOUS']);
  await clock.advance(20_000);
  call('DisconnectFromService', { sourceServerID: A });
  await clock.advance(10_000);
  expect(state(A)).toEqual(['DISCONNECTED', 'DISCONNECTED']);
});
