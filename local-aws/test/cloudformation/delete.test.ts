import { aws, custom, fails, hangs, namedById, start, success, thing } from './harness';

const DAY = 24 * 3600 * 1000;

beforeEach(() => start());

const refuses = (LogicalResourceId: string) => fails({ RequestType: 'Delete', LogicalResourceId });

test('a deletion: DELETE_IN_PROGRESS at once, dependents first, and the stack still there by its ARN', async () => {
  await aws.create('App', { Resources: { A: custom(), B: custom({ Of: { Ref: 'A' } }) } });
  const { StackId } = await aws.describe('App');
  await aws.call('DeleteStack', { StackName: StackId });
  expect(await aws.describe(StackId)).toMatchObject({
    StackStatus: 'DELETE_IN_PROGRESS',
    StackStatusReason: 'User Initiated',
  });
  expect(await aws.settle(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) });
  expect(aws.sent().slice(2)).toEqual(['Delete B id-B DELETE_IN_PROGRESS', 'Delete A id-A DELETE_IN_PROGRESS']);
  await expect(aws.describe('App')).rejects.toMatchObject({
    code: 'ValidationError',
    message: 'Stack with id App does not exist',
  });
  expect((await aws.describe(StackId)).LastOperations[0].OperationType).toBe('DELETE_STACK');
});

test('a stack that is not there is deleted without a word', async () => {
  expect(await aws.call('DeleteStack', { StackName: 'None' })).toBeUndefined();
});

test('the name of a deleted stack is free again', async () => {
  const first = await aws.create('App', { Resources: { A: thing() } });
  await aws.delete('App');
  const second = await aws.create('App', { Resources: { A: thing() } });
  expect(second.StackId).not.toBe(first.StackId);
});

test('a Delete that fails: DELETE_FAILED; what it depends on stays; a retry asks only for what is left', async () => {
  aws.answer(refuses('B'));
  await aws.create('App', { Resources: { A: custom(), B: custom({}, { DependsOn: 'A' }), C: custom() } });
  expect(await aws.delete('App')).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [B]. ',
  });
  const before = aws.requests.length;
  aws.answer(success);
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
  expect(aws.sent().slice(before)).toEqual(['Delete B id-B DELETE_IN_PROGRESS', 'Delete A id-A DELETE_IN_PROGRESS']);
});

test('RetainResources leaves what could not be deleted', async () => {
  aws.answer(refuses('A'));
  await aws.create('App', { Resources: { A: custom() } });
  await aws.delete('App');
  const before = aws.requests.length;
  const stack = await aws.delete('App', { RetainResources: ['A'] });
  expect(stack.StackStatus).toBe('DELETE_COMPLETE');
  expect(await aws.events(stack.StackId)).toContain('A DELETE_SKIPPED');
  expect(aws.requests).toHaveLength(before);
});

test('RetainResources is for a stack that could not be deleted, and for what is left of it (aws-nuke#244, #270)', async () => {
  const refused = { code: 'ValidationError', message: expect.stringContaining('must be in a valid state') };
  aws.answer(refuses('A'));
  await aws.create('App', { Resources: { K: custom(), A: custom({}, { DependsOn: 'K' }), B: custom() } });
  await expect(aws.delete('App', { RetainResources: ['A'] })).rejects.toMatchObject(refused);
  await aws.delete('App');
  await expect(aws.delete('App', { RetainResources: ['B'] })).rejects.toMatchObject(refused);
  const { StackId } = await aws.delete('App', { RetainResources: ['A', 'K'] });
  expect(await aws.events(StackId)).toEqual(expect.arrayContaining(['A DELETE_SKIPPED', 'K DELETE_SKIPPED']));
});

test('FORCE_DELETE_STACK asks once more, then leaves behind what refuses', async () => {
  aws.answer(refuses('A'));
  await aws.create('App', { Resources: { A: custom() } });
  await expect(aws.delete('App', { DeletionMode: 'FORCE_DELETE_STACK' })).rejects.toThrow('DELETE_FAILED');
  await aws.delete('App');
  expect(await aws.delete('App', { DeletionMode: 'FORCE_DELETE_STACK' })).toMatchObject({
    StackStatus: 'DELETE_COMPLETE',
    DeletionMode: 'FORCE_DELETE_STACK',
  });
  expect(aws.sent().filter((line) => line === 'Delete A id-A DELETE_IN_PROGRESS')).toHaveLength(2);
});

test('termination protection forbids the deletion until it is lifted', async () => {
  await aws.create('App', { Resources: { A: thing() } }, { EnableTerminationProtection: 'true' });
  await expect(aws.delete('App')).rejects.toMatchObject({
    message: 'Stack [App] cannot be deleted while TerminationProtection is enabled',
  });
  await aws.call('UpdateTerminationProtection', { StackName: 'App', EnableTerminationProtection: 'false' });
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
});

test('a deleted stack is shown by its ARN for 90 days', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  const { StackId } = await aws.delete('App');
  await aws.clock.advance(89 * DAY);
  expect((await aws.describe(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  await aws.clock.advance(2 * DAY);
  await expect(aws.describe(StackId)).rejects.toThrow('does not exist');
});

test('a Delete that is not answered within the ServiceTimeout has failed', async () => {
  await aws.create('App', { Resources: { A: custom({ ServiceTimeout: 30 }) } });
  aws.answer(() => 'hang');
  await aws.delete('App');
  await aws.clock.advance(30_000);
  expect((await aws.settle('App')).StackStatus).toBe('DELETE_FAILED');
  expect((await aws.events('App')).join()).toContain('A DELETE_FAILED CloudFormation did not receive a response');
});

test('a stack in the middle of an update can not be deleted', async () => {
  await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
  aws.answer(() => 'hang');
  await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
  await expect(aws.delete('App')).rejects.toThrow('cannot be deleted while in status UPDATE_IN_PROGRESS');
});

test('a deletion during the creation cancels what is in flight', async () => {
  aws.answer(hangs({ RequestType: 'Create' }));
  await aws.create('App', { Resources: { A: custom() } });
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
  expect(aws.requests[1]).toMatchObject({
    RequestType: 'Delete',
    stackStatus: 'DELETE_IN_PROGRESS',
    PhysicalResourceId: expect.stringMatching(/^App-A-[A-Z0-9]{12}$/),
  });
});

test('a stack whose update failed is deleted with everything that update has left', async () => {
  aws.answer(namedById);
  await aws.create('App', { Resources: { A: custom({ Id: 'one' }) } });
  await aws.update(
    'App',
    { Resources: { A: custom({ Id: 'two' }), Bad: thing({ Fail: 'create' }, { DependsOn: 'A' }) } },
    { DisableRollback: 'true' },
  );
  await aws.delete('App');
  expect(aws.sent().slice(2).sort()).toEqual(['Delete A one DELETE_IN_PROGRESS', 'Delete A two DELETE_IN_PROGRESS']);
});

describe('an export', () => {
  const exporting = {
    Resources: { A: thing() },
    Outputs: { Out: { Value: { Ref: 'A' }, Export: { Name: 'shared' } } },
  };
  beforeEach(async () => {
    await aws.create('App', exporting);
    await aws.create('User', { Resources: { B: thing({ V: { 'Fn::ImportValue': 'shared' } }) } });
  });

  test('is listed with who imports it', async () => {
    expect((await aws.call('ListExports')).Exports).toMatchObject([{ Name: 'shared', Value: 'thing-A' }]);
    expect(await aws.call('ListImports', { ExportName: 'shared' })).toEqual({ Imports: ['User'] });
  });

  test('in use blocks the deletion of its stack (aws-cdk#604)', async () => {
    expect(await aws.delete('App')).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      StackStatusReason: 'Delete canceled. Cannot delete export shared as it is in use by User.',
    });
    expect(aws.native.calls).not.toContain('delete A thing-A');
  });

  test('in use blocks an update that drops it', async () => {
    const stack = await aws.update('App', { Resources: { A: thing() } });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await aws.events('App')).join()).toContain('Cannot delete export shared as it is in use by User.');
  });

  test('no longer in use can go', async () => {
    await aws.delete('User');
    expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
  });

  test('of a name that is taken fails the other stack', async () => {
    const stack = await aws.create('Other', exporting);
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await aws.events('Other')).join()).toContain('Export with name shared is already exported by stack App');
  });
});
