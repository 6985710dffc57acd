import { aws, custom, fails, failure, start, success, thing } from './harness';

/* What DescribeStackResource shows of one resource in the course of its life. */

beforeEach(() => start());

const shown = async (StackName = 'App') => {
  const { StackResourceDetail } = await aws.call('DescribeStackResource', { StackName, LogicalResourceId: 'A' });
  const { ResourceStatus, PhysicalResourceId } = StackResourceDetail;
  return [ResourceStatus, PhysicalResourceId].filter(Boolean).join(' ');
};

test('a custom resource has no id before it has answered', async () => {
  aws.answer(() => 'hang');
  await aws.create('App', { Resources: { A: custom() } });
  expect(await shown()).toBe('CREATE_IN_PROGRESS');
  aws.respond(aws.requests[0] as never, success(aws.requests[0] as never));
  await aws.settle('App');
  expect(await shown()).toBe('CREATE_COMPLETE id-A');
});

test('while it is replaced it has its old id, and in the clean-up the new one', async () => {
  await aws.create('App', { Resources: { A: thing({ Name: 'one', Hang: 'delete' }) } });
  await aws.update('App', { Resources: { A: thing({ Name: 'two', Hang: 'create' }) } });
  expect(await shown()).toBe('UPDATE_IN_PROGRESS one');
  aws.native.release('A');
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(await shown()).toBe('UPDATE_COMPLETE two');
  aws.native.release('A');
  await aws.settle('App');
  expect(await shown()).toBe('UPDATE_COMPLETE two');
});

test('once a clean-up has removed it, it does not exist, whether that worked or not (api/test_resources)', async () => {
  const { StackId } = await aws.create('App', { Resources: { A: custom(), B: custom() } });
  aws.answer((event) => failure(event));
  await aws.update('App', { Resources: { B: custom() } });
  for (const name of ['App', StackId])
    await expect(shown(name)).rejects.toThrow(`Resource A does not exist for stack ${name}`);
});

test('that failed to be created and was rolled back, it does not exist (localstack#13269)', async () => {
  aws.answer(fails({ RequestType: 'Create' }));
  await aws.create('App', { Resources: { A: custom() } });
  await expect(shown()).rejects.toThrow('Resource A does not exist for stack App');
});

test('of a deleted stack by its ARN, it is deleted', async () => {
  await aws.create('App', { Resources: { A: custom() } });
  const { StackId } = await aws.delete('App');
  expect(await shown(StackId)).toBe('DELETE_COMPLETE id-A');
});

test('of a stack that is not there says so in words of its own (api/test_resources)', async () => {
  await expect(shown('None')).rejects.toMatchObject({
    code: 'ValidationError',
    message: "Stack 'None' does not exist",
  });
});
