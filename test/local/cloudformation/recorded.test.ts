import { cloudFormation, custom, failure, thing, type World } from './harness';

/*
 * Event sequences as the real CloudFormation gave them, from recordings that LocalStack keeps of AWS (localstack/localstack,
 * tests/aws/services/cloudformation, the snapshot named with each test): oldest first, logical id, status, reason.
 */

let aws: World;
beforeEach(() => {
  aws = cloudFormation();
});

const byChangeSet = async (Resources: object, ChangeSetType: string) => {
  const named = { StackName: 'App', ChangeSetName: 'it' };
  await aws.call('CreateChangeSet', { ...named, ChangeSetType, TemplateBody: JSON.stringify({ Resources }) });
  await aws.call('ExecuteChangeSet', named);
  await aws.settle('App');
};

test('a creation and an addition by change sets (test_change_set_ref::test_resource_addition)', async () => {
  const first = { Topic1: thing({ DisplayName: 'a' }) };
  await byChangeSet(first, 'CREATE');
  await byChangeSet({ ...first, Topic2: thing({ DisplayName: 'b' }) }, 'UPDATE');
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  expect(await aws.events('App')).toEqual([
    'App REVIEW_IN_PROGRESS User Initiated',
    'App CREATE_IN_PROGRESS User Initiated',
    'Topic1 CREATE_IN_PROGRESS',
    'Topic1 CREATE_IN_PROGRESS Resource creation Initiated',
    'Topic1 CREATE_COMPLETE',
    'App CREATE_COMPLETE',
    'App UPDATE_IN_PROGRESS User Initiated',
    'Topic2 CREATE_IN_PROGRESS',
    'Topic2 CREATE_IN_PROGRESS Resource creation Initiated',
    'Topic2 CREATE_COMPLETE',
    'App UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'App UPDATE_COMPLETE',
  ]);
  const ofTopic2 = StackEvents.filter(({ LogicalResourceId }: any) => LogicalResourceId === 'Topic2').reverse();
  expect(ofTopic2.map(({ PhysicalResourceId }: any) => PhysicalResourceId)).toEqual([
    '',
    'thing-Topic2',
    'thing-Topic2',
  ]);
  for (const { ResourceProperties } of ofTopic2) expect(JSON.parse(ResourceProperties)).toEqual({ DisplayName: 'b' });
  const ofStack = StackEvents.filter(({ LogicalResourceId }: any) => LogicalResourceId === 'App');
  for (const event of ofStack) expect(event).not.toHaveProperty('ResourceProperties');
});

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
    // the policy recorded has a second one here, with its id; a custom resource has no id before it answers
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
