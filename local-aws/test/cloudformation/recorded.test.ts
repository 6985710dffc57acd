import { aws, custom, failure, start, thing } from './harness';

/*
 * Event sequences as the real CloudFormation gave them, from recordings that LocalStack keeps of AWS (localstack/localstack,
 * tests/aws/services/cloudformation, the snapshot named with each test): oldest first, logical id, status, reason.
 */

beforeEach(() => start());

test('a creation whose rollback fails, a deletion that fails, one that retains (test_stacks::test_blocked_stack_deletion)', async () => {
  aws.answer((event) => failure(event));
  const { StackId } = await aws.create('App', { Resources: { Broken: custom() } });
  expect(await aws.describe('App')).toMatchObject({
    StackStatus: 'ROLLBACK_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [Broken]. ',
    DeletionTime: expect.any(Date),
  });
  await aws.delete('App');
  expect(await aws.describe('App')).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [Broken]. ',
  });
  await aws.delete('App', { RetainResources: ['Broken'] });
  const withoutReasons = (await aws.events(StackId)).map((event) => event.split(' ').slice(0, 2).join(' '));
  expect(withoutReasons).toEqual([
    'App CREATE_IN_PROGRESS',
    'Broken CREATE_IN_PROGRESS',
    'Broken CREATE_IN_PROGRESS',
    'Broken CREATE_FAILED',
    'App ROLLBACK_IN_PROGRESS',
    'Broken DELETE_IN_PROGRESS',
    'Broken DELETE_FAILED',
    'App ROLLBACK_FAILED',
    'App DELETE_IN_PROGRESS',
    'Broken DELETE_IN_PROGRESS',
    'Broken DELETE_FAILED',
    'App DELETE_FAILED',
    'App DELETE_IN_PROGRESS',
    'Broken DELETE_SKIPPED',
    'App DELETE_COMPLETE',
  ]);
});

test('the name of a deleted stack taken again (test_stacks::test_name_conflicts)', async () => {
  const { StackId: first } = await aws.create('App', { Resources: { A: thing() } });
  await expect(aws.create('App', { Resources: { A: thing() } })).rejects.toMatchObject({
    code: 'AlreadyExistsException',
    message: 'Stack [App] already exists',
    status: 400,
  });
  await aws.delete('App');
  await expect(aws.describe('App')).rejects.toMatchObject({ message: 'Stack with id App does not exist' });
  const { StackId: second } = await aws.create('App', { Resources: { A: thing() } });
  expect([(await aws.describe(first)).StackStatus, (await aws.describe('App')).StackId]).toEqual([
    'DELETE_COMPLETE',
    second,
  ]);
});

test('a retained resource of a deleted stack (engine/test_deletion_policy::test_deletion_policy_with_retain)', async () => {
  await aws.byChangeSet({ Resources: { MyParameter: thing({}, { DeletionPolicy: 'Retain' }) } }, 'CREATE');
  const { StackId } = await aws.delete('App');
  expect((await statuses(StackId)).slice(-3)).toEqual([
    'App DELETE_IN_PROGRESS',
    'MyParameter DELETE_SKIPPED',
    'App DELETE_COMPLETE',
  ]);
});

test('a retained id of a replaced resource (engine/test_update_policy::test_update_replace_policy_retain)', async () => {
  const retained = { UpdateReplacePolicy: 'Retain' };
  await aws.byChangeSet({ Resources: { MyParameter: thing({ Name: 'one' }, retained) } }, 'CREATE');
  await aws.byChangeSet({ Resources: { MyParameter: thing({ Name: 'two' }, retained) } });
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  const told = StackEvents.filter(({ LogicalResourceId }: any) => LogicalResourceId === 'MyParameter');
  expect(told.slice(0, 2).map((event: any) => [event.PhysicalResourceId, event.ResourceStatus])).toEqual([
    ['one', 'DELETE_SKIPPED'],
    ['two', 'UPDATE_COMPLETE'],
  ]);
});

test('a deletion goes from dependents to what they depend on (test_stacks::test_stack_deletion_order)', async () => {
  const Resources = { A: thing(), B: thing({}, { DependsOn: 'A' }), C: thing({}, { DependsOn: 'B' }) };
  await aws.create('App', { Resources });
  const { StackId } = await aws.delete('App');
  expect((await statuses(StackId)).filter((event) => /^[ABC] DELETE/.test(event))).toEqual([
    'C DELETE_IN_PROGRESS',
    'C DELETE_COMPLETE',
    'B DELETE_IN_PROGRESS',
    'B DELETE_COMPLETE',
    'A DELETE_IN_PROGRESS',
    'A DELETE_COMPLETE',
  ]);
});

test('a name that no stack can have (test_stacks::test_stack_name_creation)', async () => {
  await expect(aws.create('*@da591fa3_$', { Resources: { A: thing() } })).rejects.toMatchObject({
    code: 'ValidationError',
    message:
      "1 validation error detected: Value '*@da591fa3_$' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*",
  });
});

async function statuses(stackId: string): Promise<string[]> {
  return (await aws.events(stackId)).map((event) => event.split(' ').slice(0, 2).join(' '));
}
