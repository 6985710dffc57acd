import { aws, custom, fails, start, thing } from './harness';

const template = (resources: object, more: object = {}) => JSON.stringify({ Resources: resources, ...more });
const propose = (resources: object, more: Record<string, unknown> = {}) =>
  aws.call('CreateChangeSet', {
    StackName: 'App',
    ChangeSetName: 'next',
    TemplateBody: template(resources),
    ChangeSetType: 'UPDATE',
    ...more,
  });
const described = (more: Record<string, unknown> = {}) =>
  aws.call('DescribeChangeSet', { StackName: 'App', ChangeSetName: 'next', ...more });

beforeEach(() => start());

test('a new stack goes from REVIEW_IN_PROGRESS to its creation', async () => {
  const { StackId, Id } = await propose({ A: custom() }, { ChangeSetType: 'CREATE' });
  expect((await aws.describe('App')).StackStatus).toBe('REVIEW_IN_PROGRESS');
  expect(aws.requests).toEqual([]);
  await aws.call('ExecuteChangeSet', { StackName: 'App', ChangeSetName: Id });
  await aws.settle(StackId);
  expect((await aws.events('App')).filter((event) => event.startsWith('App'))).toEqual([
    'App REVIEW_IN_PROGRESS User Initiated',
    'App CREATE_IN_PROGRESS User Initiated',
    'App CREATE_COMPLETE',
  ]);
  expect(await aws.operations('App')).toEqual(['CREATE_STACK']);
});

test('a stack in review can be deleted, and its name is free again', async () => {
  const { StackId } = await propose({ A: custom() }, { ChangeSetType: 'CREATE' });
  await aws.call('DeleteStack', { StackName: StackId });
  expect((await aws.settle(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect(aws.requests).toEqual([]);
});

test('a change set tells what would be added, modified, replaced and removed, and changes nothing', async () => {
  await aws.create('App', {
    Resources: {
      Same: thing(),
      Changed: custom({ V: 1 }),
      Replaced: thing({ Name: 'a' }),
      Gone: thing(),
      Kept: thing({}, { DeletionPolicy: 'Retain' }),
    },
  });
  await propose({ Same: thing(), Changed: custom({ V: 2 }), Replaced: thing({ Name: 'b' }), New: thing() });
  const { Changes, ...changeSet } = await described();
  expect(changeSet).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
  const short = Changes.map(({ ResourceChange: r }: any) =>
    [r.LogicalResourceId, r.Action, r.Replacement, r.PolicyAction].filter(Boolean).join(' '),
  );
  expect(short.sort()).toEqual([
    'Changed Modify False',
    'Gone Remove Delete',
    'Kept Remove Retain',
    'New Add',
    'Replaced Modify True ReplaceAndDelete',
  ]);
  expect(aws.requests).toHaveLength(1);
});

test('property values are told when asked for', async () => {
  await aws.create('App', { Resources: { A: thing({ V: 1 }) } });
  await propose({ A: thing({ V: 2 }) });
  const values = async (more: object) => {
    const [{ ResourceChange }] = (await described({ ...more })).Changes;
    return [ResourceChange.BeforeContext, ResourceChange.AfterContext];
  };
  expect(await values({})).toEqual([undefined, undefined]);
  expect((await values({ IncludePropertyValues: 'true' })).map((text) => JSON.parse(text as string))).toEqual([
    { Properties: { V: 1 } },
    { Properties: { V: 2 } },
  ]);
});

test('without changes it is FAILED, in the words that the CLI looks for, and can not be executed', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  const { Id } = await propose({ A: thing() });
  expect(await described()).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
  await expect(aws.call('ExecuteChangeSet', { ChangeSetName: Id })).rejects.toMatchObject({
    code: 'InvalidChangeSetStatus',
  });
});

test('it is found by name or ARN, with the stack by name or ARN', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  const { Id, StackId } = await propose({ A: thing({ V: 2 }) });
  for (const ChangeSetName of ['next', Id]) {
    for (const StackName of ['App', StackId])
      expect((await described({ ChangeSetName, StackName })).ChangeSetId).toBe(Id);
  }
  expect((await described({ ChangeSetName: Id, StackName: undefined })).ChangeSetId).toBe(Id);
  expect((await aws.call('ListChangeSets', { StackName: 'App' })).Summaries).toMatchObject([{ ChangeSetName: 'next' }]);
});

test('deleting one that is not there succeeds while the stack is there', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  expect(await aws.call('DeleteChangeSet', { StackName: 'App', ChangeSetName: 'none' })).toEqual({});
  await expect(aws.call('DeleteChangeSet', { StackName: 'None', ChangeSetName: 'none' })).rejects.toMatchObject({
    code: 'ValidationError',
  });
});

test('after its deletion, or its execution, there is ChangeSetNotFound', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  await propose({ A: thing({ V: 2 }) });
  await aws.call('DeleteChangeSet', { StackName: 'App', ChangeSetName: 'next' });
  await expect(described()).rejects.toMatchObject({
    code: 'ChangeSetNotFound',
    message: 'ChangeSet [next] does not exist',
  });
  await propose({ A: thing({ V: 2 }) });
  await aws.call('ExecuteChangeSet', { StackName: 'App', ChangeSetName: 'next' });
  await expect(described()).rejects.toMatchObject({ code: 'ChangeSetNotFound' });
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_COMPLETE');
});

test('OnStackFailure=DELETE: a creation that fails is shown as DELETE_IN_PROGRESS', async () => {
  aws.answer(fails({ RequestType: 'Create' }));
  const { StackId } = await propose({ A: custom() }, { ChangeSetType: 'CREATE', OnStackFailure: 'DELETE' });
  await aws.call('ExecuteChangeSet', { StackName: 'App', ChangeSetName: 'next' });
  expect((await aws.settle(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect(aws.sent()[1]).toBe('Delete A id-A DELETE_IN_PROGRESS');
});

test.each([
  [{}, { DisableRollback: 'true' }],
  [{ DeploymentConfig: { Mode: 'EXPRESS' } }, {}],
  [{ OnStackFailure: 'DO_NOTHING' }, {}],
])('an update by a change set with %j, executed with %j, is not rolled back', async (proposed, executed) => {
  await aws.create('App', { Resources: { A: thing() } });
  await propose({ A: thing({ Fail: 'update' }) }, proposed);
  await aws.call('ExecuteChangeSet', { StackName: 'App', ChangeSetName: 'next', ...executed });
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_FAILED');
});

test('express mode with DisableRollback=false is rolled back', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  await propose({ A: thing({ Fail: 'update' }) }, { DeploymentConfig: { Mode: 'EXPRESS' } });
  await aws.call('ExecuteChangeSet', { StackName: 'App', ChangeSetName: 'next', DisableRollback: 'false' });
  await aws.settle('App');
  expect(await aws.statuses('App')).toContain('UPDATE_ROLLBACK_IN_PROGRESS');
});

test('a stack that exists can not be created again', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  await expect(propose({ A: thing() }, { ChangeSetType: 'CREATE' })).rejects.toMatchObject({
    message: 'Stack [App] already exists and cannot be created again with the changeSet [next].',
  });
});

test('an import is refused', async () => {
  await expect(propose({ A: thing() }, { ChangeSetType: 'IMPORT' })).rejects.toThrow(
    'does not support change sets of type IMPORT',
  );
});

test('its template can be read', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  await propose({ A: thing({ V: 2 }) });
  expect((await aws.call('GetTemplate', { StackName: 'App', ChangeSetName: 'next' })).TemplateBody).toBe(
    template({ A: thing({ V: 2 }) }),
  );
});

test('an update to a template by the previous parameters', async () => {
  const Parameters = { P: { Type: 'String' } };
  const body = (V: number) => template({ A: thing({ V, P: { Ref: 'P' } }) }, { Parameters });
  await aws.call('CreateStack', {
    StackName: 'App',
    TemplateBody: body(1),
    Parameters: [{ ParameterKey: 'P', ParameterValue: 'x' }],
  });
  await aws.settle('App');
  await propose({}, { TemplateBody: body(2), Parameters: [{ ParameterKey: 'P', UsePreviousValue: 'true' }] });
  expect((await described()).Parameters).toEqual([
    { ParameterKey: 'P', ParameterValue: 'x', ResolvedValue: undefined },
  ]);
});
