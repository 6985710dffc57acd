import { A, B, call, clock, coded, mgn, start, state } from './world';

/* The chain from a test to a cutover, on the clock. */

const conflict = coded('ConflictException');
const events = (jobID: string) => call('DescribeJobLogItems', { jobID }).items.map(({ event }: any) => event);
const startTest = (...sourceServerIDs: string[]) => call('StartTest', { sourceServerIDs }).job;
const change = (to: string, sourceServerID = A) =>
  call('ChangeServerLifeCycleState', { sourceServerID, lifeCycle: { state: to } });
const minutes = (count: number) => clock.advance(count * 60_000);

beforeEach(() => start([{ sourceServerID: A }, { sourceServerID: B }]));

test('a test: TESTING at once, an instance when the job has ended', async () => {
  const job = call('StartTest', { sourceServerIDs: [A, B], tags: { Wave: '1' } }).job;
  expect(job).toMatchObject({ type: 'LAUNCH', initiatedBy: 'START_TEST', status: 'STARTED', tags: { Wave: '1' } });
  expect(state(A)).toEqual(['TESTING', 'CONTINUOUS']);
  expect(mgn.servers.get(A)).toMatchObject({
    lifeCycle: { lastTest: { initiated: { apiCallDateTime: '2026-01-01T00:00:00.000Z', jobID: job.jobID } } },
    _local: { runningJob: job.jobID },
  });
  expect(mgn.servers.get(A)?.launchedInstance).toBeUndefined();
  await minutes(11);
  const [ended] = call('DescribeJobs', { filters: { jobIDs: [job.jobID] } }).items;
  expect(ended).toMatchObject({
    status: 'COMPLETED',
    endDateTime: '2026-01-01T00:11:00.000Z',
    participatingServers: [{ launchStatus: 'LAUNCHED', launchedEc2InstanceID: expect.stringMatching(/^i-/) }, {}],
  });
  expect(mgn.servers.get(A)?.launchedInstance).toEqual({
    ec2InstanceID: ended.participatingServers[0].launchedEc2InstanceID,
    jobID: job.jobID,
    firstBoot: 'SUCCEEDED',
    lastKnownChecks: [
      { type: 'EC2', name: expect.any(String), status: 'PASSED', checkedAt: Date.UTC(2026, 0, 1, 0, 11) / 1000 },
    ],
  });
  expect(ended.participatingServers[1].launchedEc2InstanceID).not.toBe(
    mgn.servers.get(A)?.launchedInstance?.ec2InstanceID,
  );
});

test('the log of a job grows with the clock, in the order that was measured', async () => {
  const { jobID } = startTest(A);
  expect(events(jobID)).toEqual(['JOB_START']);
  await minutes(2);
  expect(events(jobID)).toEqual(['JOB_START', 'SNAPSHOT_START', 'SNAPSHOT_END', 'CONVERSION_START']);
  await minutes(9);
  expect(events(jobID).slice(4)).toEqual(['CONVERSION_END', 'LAUNCH_START', 'JOB_END']);
  change('READY_FOR_CUTOVER');
  const cutover = call('StartCutover', { sourceServerIDs: [A] }).job.jobID;
  await minutes(11);
  expect(events(cutover).slice(0, 4)).toEqual(['JOB_START', 'CLEANUP_START', 'CLEANUP_END', 'SNAPSHOT_START']);
  const [first] = call('DescribeJobLogItems', { jobID: cutover, maxResults: 1 }).items;
  expect(first).toEqual({ event: 'JOB_START', logDateTime: '2026-01-01T00:11:00.000Z' });
  expect(call('DescribeJobLogItems', { jobID: 'mgnjob-fffffffffffffffff' }).items).toEqual([]);
});

test('the whole way: test, ready, cutover, final; each step leaves its time', async () => {
  startTest(A);
  await minutes(11);
  expect(change('READY_FOR_CUTOVER').lifeCycle.lastTest.finalized.apiCallDateTime).toBe('2026-01-01T00:11:00.000Z');
  call('StartCutover', { sourceServerIDs: [A] });
  expect(state(A)).toEqual(['CUTTING_OVER', 'CONTINUOUS']);
  await minutes(11);
  expect(call('FinalizeCutover', { sourceServerID: A }).lifeCycle).toMatchObject({
    state: 'CUTOVER',
    lastCutover: {
      initiated: { jobID: expect.any(String) },
      finalized: { apiCallDateTime: '2026-01-01T00:22:00.000Z' },
    },
  });
  expect(mgn.servers.get(A)?.launchedInstance?.ec2InstanceID).toMatch(/^i-/);
});

test('a test and a cutover are reverted, which is noted', async () => {
  startTest(A);
  await minutes(11);
  expect(change('READY_FOR_TEST').lifeCycle).toMatchObject({ state: 'READY_FOR_TEST', lastTest: { reverted: {} } });
  change('READY_FOR_CUTOVER');
  call('StartCutover', { sourceServerIDs: [A] });
  await minutes(11);
  expect(change('READY_FOR_CUTOVER').lifeCycle.lastCutover.reverted.apiCallDateTime).toBe('2026-01-01T00:22:00.000Z');
});

test('a server is in one job at a time', () => {
  startTest(A);
  expect(() => startTest(A)).toThrow('is participating in job');
  expect(() => change('READY_FOR_TEST')).toThrow(conflict);
  expect(() => call('TerminateTargetInstances', { sourceServerIDs: [B, A] })).toThrow(conflict);
});

test('of several servers all are launched or none', () => {
  startTest(B);
  expect(() => startTest(A, B)).toThrow(conflict);
  expect(state(A)).toEqual(['READY_FOR_TEST', 'CONTINUOUS']);
  expect(() => startTest(A, 's-fffffffffffffffff')).toThrow(coded('ValidationException'));
  expect(() => call('StartTest', { sourceServerIDs: [] })).toThrow('greater than or equal to 1');
});

test.each(['conflict', 'ok'] as const)('a cutover out of TESTING is a switch: %s', (launchFromOtherState) => {
  start([{ sourceServerID: A, lifeCycle: { state: 'TESTING' } }], { launchFromOtherState });
  const cutover = () => call('StartCutover', { sourceServerIDs: [A] });
  if (launchFromOtherState === 'conflict') expect(cutover).toThrow('wrong life cycle state');
  else expect(cutover().job.status).toBe('STARTED');
});

test('a disconnected server is not launched, whatever the switch says', () => {
  start([{ sourceServerID: A, lifeCycle: { state: 'DISCONNECTED' } }], { launchFromOtherState: 'ok' });
  expect(() => startTest(A)).toThrow(conflict);
});

test.each(['LAUNCHED', 'FAILED'] as const)('how a launch ends is a switch: %s', async (launch) => {
  mgn.behaviour.launch = launch;
  const { jobID } = startTest(A);
  await minutes(11);
  const [{ participatingServers }] = call('DescribeJobs', { filters: { jobIDs: [jobID] } }).items;
  expect(participatingServers[0].launchStatus).toBe(launch);
  expect(state(A)[0]).toBe(launch === 'LAUNCHED' ? 'TESTING' : 'READY_FOR_TEST');
  expect(events(jobID).includes('LAUNCH_FAILED')).toBe(launch === 'FAILED');
});

test.each([
  ['SUCCEEDED', 'PASSED'],
  ['STOPPED', 'FAILED'],
  ['WAITING', 'PENDING'],
] as const)('what the instance shows is a switch: firstBoot %s, checks %s', async (firstBoot, lastKnownChecks) => {
  Object.assign(mgn.behaviour, { firstBoot, lastKnownChecks, jobSeconds: 5 });
  startTest(A);
  await clock.advance(5000);
  expect(mgn.servers.get(A)?.launchedInstance).toMatchObject({
    firstBoot,
    lastKnownChecks: [{ status: lastKnownChecks }],
  });
});

test('TerminateTargetInstances removes the instance, but not in TESTING, CUTTING_OVER or CUTOVER', async () => {
  startTest(A);
  await minutes(11);
  expect(() => call('TerminateTargetInstances', { sourceServerIDs: [A] })).toThrow('in life cycle state TESTING');
  change('READY_FOR_TEST');
  const { jobID, type } = call('TerminateTargetInstances', { sourceServerIDs: [A] }).job;
  expect(type).toBe('TERMINATE');
  await minutes(11);
  expect(mgn.servers.get(A)?.launchedInstance).toBeUndefined();
  expect(events(jobID)).toEqual(['JOB_START', 'CLEANUP_START', 'CLEANUP_END', 'JOB_END']);
});

test('ChangeServerLifeCycleState is for launchable servers; a cut over one is refused in the words of AWS', () => {
  start([
    { sourceServerID: A, lifeCycle: { state: 'CUTOVER' } },
    { sourceServerID: B, lifeCycle: { state: 'NOT_READY' } },
  ]);
  expect(() => change('READY_FOR_CUTOVER')).toThrow(
    'Cannot ChangeServerLifeCycleState for a CUTOVER server. If you need to restart the migration, reinstall the Replication Agent.',
  );
  expect(() => change('READY_FOR_TEST', B)).toThrow('not launchable');
  expect(() => change('TESTING', B)).toThrow(coded('ValidationException'));
});

test('after a disconnect the life cycle can be set to CUTOVER, as Cloud Migration Factory does', () => {
  call('DisconnectFromService', { sourceServerID: A });
  expect(change('CUTOVER').lifeCycle.state).toBe('CUTOVER');
});
