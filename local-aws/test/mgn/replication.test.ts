import { A, B, call, clock, coded, mgn, start, state } from './world';

/* Stop, start, pause, resume; the configuration; the time that is charged for. */

beforeEach(() => start([{ sourceServerID: A }, { sourceServerID: B, lifeCycle: { state: 'DISCONNECTED' } }]));

const run = (operation: string, sourceServerID = A) => call(operation, { sourceServerID });

test('a paused replication goes on where it was', () => {
  expect(run('PauseReplication').dataReplicationInfo.dataReplicationState).toBe('PAUSED');
  expect(run('ResumeReplication').dataReplicationInfo.dataReplicationState).toBe('CONTINUOUS');
});

test('a stopped replication begins anew: the agent stays, the staging resources go', async () => {
  expect(run('StopReplication').dataReplicationInfo).toMatchObject({ dataReplicationState: 'STOPPED' });
  expect(mgn.servers.get(A)?.dataReplicationInfo?.lagDuration).toBeUndefined();
  await clock.advance(90 * 60_000);
  expect(mgn.servers.get(A)?._local).toMatchObject({ agent: 'installed', stagingResources: 0 });
  run('StartReplication');
  expect(state(A)).toEqual(['NOT_READY', 'INITIAL_SYNC']);
  expect(mgn.servers.get(A)).toMatchObject({
    dataReplicationInfo: { replicatedDisks: [{ replicatedStorageBytes: 0 }, {}] },
    _local: { stagingResources: 5 },
  });
});

test('the replication of a discovered server is started', () => {
  start([{ sourceServerID: A, lifeCycle: { state: 'DISCOVERED' }, replicationType: 'SNAPSHOT_SHIPPING' }]);
  run('StartReplication');
  expect(state(A)).toEqual(['NOT_READY', 'INITIAL_SYNC']);
});

test.each(['unchanged', 'STOPPED'] as const)('the life cycle after StopReplication is a switch: %s', (after) => {
  mgn.behaviour.lifeCycleAfterStop = after;
  expect(run('StopReplication').lifeCycle.state).toBe(after === 'STOPPED' ? 'STOPPED' : 'READY_FOR_TEST');
});

test.each([
  ['StartReplication', 'ok'],
  ['StartReplication', 'conflict'],
  ['ResumeReplication', 'ok'],
  ['ResumeReplication', 'conflict'],
] as const)('%s of a server that replicates is a switch: %s', (operation, replicationAlreadySo) => {
  mgn.behaviour.replicationAlreadySo = replicationAlreadySo;
  if (replicationAlreadySo === 'ok') expect(run(operation).dataReplicationInfo.dataReplicationState).toBe('CONTINUOUS');
  else expect(() => run(operation)).toThrow(coded('ConflictException'));
});

test.each(['StopReplication', 'StartReplication', 'PauseReplication', 'ResumeReplication'])(
  '%s: a disconnected server needs its agent again',
  (operation) => {
    expect(() => run(operation, B)).toThrow('Reinstall the AWS Replication Agent');
  },
);

test('the time of the replication is counted while it lasts, from what was given', async () => {
  start([{ sourceServerID: A, lifeCycle: { state: 'READY_FOR_TEST', elapsedReplicationDuration: 'P3DT23H30M' } }]);
  const elapsed = () => mgn.servers.get(A)?.lifeCycle?.elapsedReplicationDuration;
  expect(elapsed()).toBe('P3DT23H30M');
  await clock.advance(90 * 60_000);
  expect(elapsed()).toBe('P4DT1H');
  run('DisconnectFromService');
  await clock.advance(90 * 60_000);
  expect(elapsed()).toBe('P4DT1H');
});

test('the configuration of a server names its disks and the subnet of its staging area', () => {
  expect(call('GetReplicationConfiguration', { sourceServerID: A })).toMatchObject({
    sourceServerID: A,
    stagingAreaSubnetId: expect.stringMatching(/^subnet-[0-9a-f]{17}$/),
    replicatedDisks: [
      { deviceName: '/dev/sda', isBootDisk: true },
      { deviceName: '/dev/sdb', isBootDisk: false },
    ],
    useDedicatedReplicationServer: false,
  });
  expect(() => call('GetReplicationConfiguration', { sourceServerID: 's-fffffffffffffffff' })).toThrow(
    coded('ResourceNotFoundException'),
  );
});

test('InitializeService is what an account needs before anything else', () => {
  mgn.behaviour.initialized = false;
  expect(() => run('StopReplication')).toThrow(coded('UninitializedAccountException'));
  call('InitializeService', {});
  expect(run('StopReplication').dataReplicationInfo.dataReplicationState).toBe('STOPPED');
});
