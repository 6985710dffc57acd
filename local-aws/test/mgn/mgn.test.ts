import { A, B, call, clock, coded, context, mgn, own, start, state } from './world';

beforeEach(() => start([{ sourceServerID: A }, { sourceServerID: B }]));

test('an account that is not initialized gets nothing else', () => {
  mgn.behaviour.initialized = false;
  expect(() => call('DescribeSourceServers', {})).toThrow(
    coded('UninitializedAccountException', {
      status: 400,
      message: 'Account not initialized',
    }),
  );
});

test('each operation is throttled on its own, and recovers with the clock', async () => {
  mgn.behaviour.requestsPerSecond = 2;
  const describeTwice = () => [call('DescribeSourceServers', {}), call('DescribeSourceServers', {})];
  describeTwice();
  expect(() => call('DescribeSourceServers', {})).toThrow(coded('ThrottlingException', { status: 429 }));
  call('DisconnectFromService', { sourceServerID: A });
  await clock.advance(1000);
  describeTwice();
});

test('a rate below one call a second lets calls through too', async () => {
  mgn.behaviour.requestsPerSecond = 0.5;
  call('DescribeSourceServers', {});
  expect(() => call('DescribeSourceServers', {})).toThrow('Rate exceeded');
  await clock.advance(2000);
  call('DescribeSourceServers', {});
});

test('tags are listed, added and removed', () => {
  const resourceArn = `arn:aws:mgn:eu-west-1:${own}:source-server/${A}`;
  call('TagResource', { resourceArn, tags: { team: 'blue', wave: '1' } });
  call('UntagResource', { resourceArn, tagKeys: 'wave' });
  expect(call('ListTagsForResource', { resourceArn })).toEqual({ tags: { team: 'blue' } });
  expect(() => call('ListTagsForResource', { resourceArn: `${resourceArn}x` })).toThrow(
    expect.objectContaining({ status: 404 }),
  );
});

test('jobs are listed by id', () => {
  const { jobID } = mgn.servers.startJob(A, 'START_TEST');
  mgn.servers.startJob(B, 'TERMINATE');
  expect(call('DescribeJobs', { filters: { jobIDs: [jobID] } }).items).toEqual([
    expect.objectContaining({
      jobID,
      type: 'LAUNCH',
      status: 'STARTED',
      participatingServers: [expect.objectContaining({ sourceServerID: A })],
    }),
  ]);
  expect(jobID).toMatch(/^mgnjob-[0-9a-zA-Z]{17}$/);
  expect(state(A)[0]).toBe('TESTING');
  expect(() => mgn.servers.startJob(A)).toThrow('already running');
  mgn.servers.seed([{ sourceServerID: A }]);
  expect(call('DescribeJobs', {}).items).toEqual([]);
});

test('a call asks IAM for the server by its ARN, with its tags as conditions', () => {
  const needs = (operation: string, input: unknown) => mgn.service.authorizations?.(operation, input, context());
  start([{ sourceServerID: A, tags: { team: 'blue' } }]);
  const resource = `arn:aws:mgn:eu-west-1:${own}:source-server/${A}`;
  const conditions = { 'aws:ResourceTag/team': 'blue' };
  for (const operation of ['DisconnectFromService', 'StopReplication', 'ChangeServerLifeCycleState'])
    expect(needs(operation, { sourceServerID: A })).toEqual([{ action: `mgn:${operation}`, resource, conditions }]);
  expect(needs('TagResource', { resourceArn: resource, tags: { wave: '1' } })).toEqual([
    { action: 'mgn:TagResource', resource, conditions: { ...conditions, 'aws:RequestTag/wave': '1' } },
  ]);
  expect(needs('StartTest', { sourceServerIDs: [A], tags: { wave: '1' } })).toEqual([
    { action: 'mgn:StartTest', resource, conditions: { ...conditions, 'aws:RequestTag/wave': '1' } },
  ]);
  const job = `arn:aws:mgn:eu-west-1:${own}:job/mgnjob-0`;
  expect(needs('DescribeJobLogItems', { jobID: 'mgnjob-0' })).toEqual([
    { action: 'mgn:DescribeJobLogItems', resource: job },
  ]);
  expect(needs('DescribeSourceServers', {})).toEqual([{ action: 'mgn:DescribeSourceServers', resource: '*' }]);
});

test('reset brings back the fleet and the behaviour it began with', () => {
  call('DisconnectFromService', { sourceServerID: A });
  mgn.behaviour.initialized = false;
  mgn.service.reset?.();
  expect(state(A)).toEqual(['READY_FOR_TEST', 'CONTINUOUS']);
  expect(mgn.behaviour.initialized).toBe(true);
});
