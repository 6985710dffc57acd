import { aws, badFails, custom, start, thing } from './harness';

beforeEach(() => start());

const Resources = { A: thing({ Name: 'a' }), Custom: custom() };
const drifts = async (more = {}) =>
  (await aws.call('DescribeStackResourceDrifts', { StackName: 'App', ...more })).StackResourceDrifts;

test('a stack is found in sync, and so is every resource that can be checked', async () => {
  const { StackId } = await aws.create('App', { Resources });
  expect(await drifts()).toEqual([]);
  expect((await aws.describe('App')).DriftInformation).toEqual({ StackDriftStatus: 'NOT_CHECKED' });
  const { StackDriftDetectionId } = await aws.call('DetectStackDrift', { StackName: 'App' });
  expect(await aws.call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId })).toMatchObject({
    StackId,
    StackDriftStatus: 'IN_SYNC',
    DetectionStatus: 'DETECTION_COMPLETE',
    DriftedStackResourceCount: 0,
  });
  expect(await drifts()).toMatchObject([
    { LogicalResourceId: 'A', StackResourceDriftStatus: 'IN_SYNC', ExpectedProperties: '{"Name":"a"}' },
  ]);
  expect(await drifts({ StackResourceDriftStatusFilters: ['MODIFIED'] })).toEqual([]);
  expect((await aws.describe('App')).DriftInformation).toMatchObject({ StackDriftStatus: 'IN_SYNC' });
});

test('after an update nothing has been checked', async () => {
  await aws.create('App', { Resources });
  await aws.call('DetectStackDrift', { StackName: 'App' });
  await aws.update('App', { Resources: { ...Resources, B: thing() } });
  expect(await drifts()).toEqual([]);
  expect((await aws.describe('App')).DriftInformation).toEqual({ StackDriftStatus: 'NOT_CHECKED' });
});

test('one resource is checked alone; a custom resource cannot be', async () => {
  await aws.create('App', { Resources });
  const check = (LogicalResourceId: string) =>
    aws.call('DetectStackResourceDrift', { StackName: 'App', LogicalResourceId });
  expect((await check('A')).StackResourceDrift).toMatchObject({ StackResourceDriftStatus: 'IN_SYNC' });
  await expect(check('Custom')).rejects.toThrow('Drift detection is not supported for resource type Custom::Thing');
  await expect(check('None')).rejects.toThrow('Resource None does not exist for stack App');
});

test('neither a stack that is being made nor one whose creation failed can be checked', async () => {
  aws.answer(badFails);
  await aws.create('App', { Resources: { Bad: custom() } }, { DisableRollback: 'true' });
  await expect(aws.call('DetectStackDrift', { StackName: 'App' })).rejects.toThrow('in status CREATE_FAILED');
});

test('a check that there was not is told so', async () => {
  await expect(aws.call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId: 'none' })).rejects.toMatchObject({
    code: 'ValidationError',
  });
});
