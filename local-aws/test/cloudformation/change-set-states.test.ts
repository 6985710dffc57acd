import { aws, custom, fails, start, success, thing } from './harness';

/* Change sets as gates: which can be executed, which can still be described. */

beforeEach(() => start());

const propose = (ChangeSetName: string, V: number, more: object = {}) =>
  aws.call('CreateChangeSet', {
    ...{ StackName: 'App', ChangeSetName, ...more },
    TemplateBody: JSON.stringify({ Resources: { A: custom({ V }) } }),
  });
const execute = (ChangeSetName: string) => aws.call('ExecuteChangeSet', { StackName: 'App', ChangeSetName });
const status = async (ChangeSetName: string, StackName?: string) => {
  const { Status, ExecutionStatus } = await aws.call('DescribeChangeSet', { ChangeSetName, StackName });
  return `${Status} ${ExecutionStatus}`;
};

test('a direct update makes it obsolete, and it can no longer be executed (amazon-chime-sdk-js#1089)', async () => {
  await aws.create('App', { Resources: { A: custom({ V: 1 }) } });
  const { Id } = await propose('stale', 2);
  await aws.update('App', { Resources: { A: custom({ V: 3 }) } });
  expect(await status('stale', 'App')).toBe('CREATE_COMPLETE OBSOLETE');
  await expect(execute('stale')).rejects.toMatchObject({
    code: 'InvalidChangeSetStatus',
    message: `ChangeSet [${Id}] cannot be executed in its current execution status of [OBSOLETE]`,
  });
  expect(aws.requests.map(({ ResourceProperties }) => ResourceProperties.V)).toEqual(['1', '3']);
});

test('a stack in review can be created directly, which makes it obsolete too (api/test_changesets::test_create_while_in_review)', async () => {
  const { StackId } = await propose('first', 1, { ChangeSetType: 'CREATE' });
  expect((await aws.create('App', { Resources: { A: custom({ V: 2 }) } })).StackId).toBe(StackId);
  expect(await status('first', 'App')).toBe('CREATE_COMPLETE OBSOLETE');
  expect((await aws.describe('App')).ChangeSetId).toBeUndefined();
});

test('after its execution it is described by its ARN, and the others are gone (api/test_changesets::test_name_conflicts)', async () => {
  await aws.create('App', { Resources: { A: custom({ V: 1 }) } });
  const [one, two] = [await propose('one', 2), await propose('two', 3)];
  aws.answer(() => 'hang');
  await execute('one');
  expect(await status(one.Id)).toBe('CREATE_COMPLETE EXECUTE_IN_PROGRESS');
  aws.respond(aws.requests.at(-1) as never, success(aws.requests.at(-1) as never));
  await aws.settle('App');
  expect(await status(one.Id)).toBe('CREATE_COMPLETE EXECUTE_COMPLETE');
  await expect(execute(one.Id)).rejects.toThrow('execution status of [EXECUTE_COMPLETE]');
  for (const gone of [{ ChangeSetName: 'one', StackName: 'App' }, { ChangeSetName: two.Id }])
    await expect(aws.call('DescribeChangeSet', gone)).rejects.toMatchObject({ code: 'ChangeSetNotFound' });
  expect((await aws.call('ListChangeSets', { StackName: 'App' })).Summaries).toEqual([]);
  aws.answer((event) => success(event));
  await aws.delete('App');
  expect(await status(one.Id)).toBe('CREATE_COMPLETE EXECUTE_COMPLETE');
});

test('one whose execution failed says so', async () => {
  await aws.create('App', { Resources: { A: custom({ V: 1 }) } });
  const { Id } = await propose('one', 2);
  aws.answer(fails({ V: '2' }));
  await execute('one');
  await aws.settle('App');
  expect(await status(Id)).toBe('CREATE_COMPLETE EXECUTE_FAILED');
});

test('a stack of nothing but resources whose condition does not hold can be created (engine/test_conditions::test_nested_conditions)', async () => {
  const TemplateBody = JSON.stringify({
    Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { A: thing({}, { Condition: 'No' }) },
  });
  const named = { StackName: 'App', ChangeSetName: 'empty' };
  await aws.call('CreateChangeSet', { ...named, ChangeSetType: 'CREATE', TemplateBody });
  expect(await aws.call('DescribeChangeSet', named)).toMatchObject({ ExecutionStatus: 'AVAILABLE', Changes: [] });
  await execute('empty');
  expect((await aws.settle('App')).StackStatus).toBe('CREATE_COMPLETE');
});

test('the ARN of a deleted stack is no name for a new one (api/test_changesets::test_create_changeset_with_stack_id)', async () => {
  const { StackId } = await aws.create('App', { Resources: { A: custom() } });
  await aws.delete('App');
  await expect(propose('again', 1, { StackName: StackId, ChangeSetType: 'CREATE' })).rejects.toThrow(
    `Stack [${StackId}] already exists and cannot be created again with the changeSet [again].`,
  );
});

test.each([
  ['DeleteChangeSet', 'StackName must be specified if ChangeSetName is not specified as an ARN.'],
  ['GetTemplate', 'StackName is a required parameter.'],
])(
  '%s by a name without its stack is refused (api/test_changesets, api/test_templates)',
  async (operation, message) => {
    await expect(aws.call(operation, { ChangeSetName: 'one' })).rejects.toMatchObject({
      code: 'ValidationError',
      message,
    });
  },
);
