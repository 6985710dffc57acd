import { aws, badFails, custom, fails, hangs, start, success, thing } from './harness';

beforeEach(() => {
  start();
  aws.answer(badFails);
});

describe('the siblings in flight of a resource that fails', () => {
  test('a Create is cancelled, and a Delete with an invented id sent while it still runs', async () => {
    aws.answer(hangs({ LogicalResourceId: 'Slow', RequestType: 'Create' }, badFails));
    expect((await aws.create('App', { Resources: { Slow: custom({ N: 1 }), Bad: custom() } })).StackStatus).toBe(
      'ROLLBACK_COMPLETE',
    );
    expect(await aws.events('App')).toContain('Slow CREATE_FAILED Resource creation cancelled');
    const [, , ...deletes] = aws.requests;
    expect(deletes.find(({ LogicalResourceId }) => LogicalResourceId === 'Slow')).toMatchObject({
      RequestType: 'Delete',
      PhysicalResourceId: expect.stringMatching(/^App-Slow-[A-Z0-9]{12}$/),
      ResourceProperties: { N: '1' },
      stackStatus: 'ROLLBACK_IN_PROGRESS',
    });
  });

  test('a late answer to the cancelled Create changes nothing', async () => {
    aws.answer(hangs({ LogicalResourceId: 'Slow' }, badFails));
    await aws.create('App', { Resources: { Slow: custom(), Bad: custom() } });
    const slow = aws.requests.find(({ LogicalResourceId }) => LogicalResourceId === 'Slow') as any;
    aws.respond(slow, success(slow));
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_IN_PROGRESS');
    expect((await aws.events('App')).filter((event) => event.startsWith('Slow CREATE_COMPLETE'))).toEqual([]);
  });

  test('an Update is cancelled, and the Update back sent while it still runs', async () => {
    aws.answer(hangs({ RequestType: 'Update', N: '2' }, badFails));
    await aws.create('App', { Resources: { Slow: custom({ N: 1 }) } });
    await aws.update('App', { Resources: { Slow: custom({ N: 2 }), Bad: custom() } });
    expect(await aws.events('App')).toContain('Slow UPDATE_FAILED Resource update cancelled');
    expect(aws.sent()).toContain('Update Slow id-Slow UPDATE_ROLLBACK_IN_PROGRESS');
    expect(
      aws.requests.find(
        ({ stackStatus, RequestType }) => RequestType === 'Update' && stackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS',
      ),
    ).toMatchObject({
      ResourceProperties: { N: '1' },
      OldResourceProperties: { N: '2' },
    });
    expect((await aws.describe('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('a native resource that is being made is deleted when it is made', async () => {
    await aws.create('App', { Resources: { Slow: thing({ Hang: 'create' }), Bad: custom() } });
    expect((await aws.describe('App')).StackStatus).toBe('ROLLBACK_IN_PROGRESS');
    aws.native.release('Slow');
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(aws.native.calls).toEqual(['create Slow', 'delete Slow thing-Slow']);
  });

  test('a native resource that is being updated is updated back when it is done', async () => {
    await aws.create('App', { Resources: { Slow: thing({ V: 1 }) } });
    await aws.update('App', { Resources: { Slow: thing({ V: 2, Hang: 'update' }), Bad: custom() } });
    expect((await aws.describe('App')).StackStatus).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
    expect(aws.native.calls).toEqual(['create Slow', 'update Slow thing-Slow']);
    aws.native.release('Slow');
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.native.calls).toEqual(['create Slow', 'update Slow thing-Slow', 'update Slow thing-Slow']);
  });

  test('nothing that depends on the failed one is begun', async () => {
    await aws.create('App', { Resources: { Bad: custom(), After: custom({}, { DependsOn: 'Bad' }) } });
    expect((await aws.events('App')).filter((event) => event.startsWith('After'))).toEqual([]);
  });
});

describe('a resource that is made by an update which fails', () => {
  test('gets, if it is cancelled, a Delete with an invented id in the clean-up of the rollback', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    aws.answer(hangs({ LogicalResourceId: 'Slow', RequestType: 'Create' }, badFails));
    const stack = await aws.update('App', { Resources: { A: custom(), Slow: custom(), Bad: custom() } });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    const [deletion] = aws.sent().filter((line) => line.startsWith('Delete Slow'));
    expect(deletion).toMatch(/^Delete Slow App-Slow-[A-Z0-9]{12} UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS$/);
  });

  test('is asked to go three times, then dropped', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    aws.answer(fails({ RequestType: 'Delete' }, badFails));
    const more = { New: custom(), Bad: custom({}, { DependsOn: 'New', DeletionPolicy: 'Retain' }) };
    const stack = await aws.update('App', { Resources: { A: custom(), ...more } });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.sent().filter((line) => line.startsWith('Delete New'))).toHaveLength(3);
    const { StackResourceSummaries } = await aws.call('ListStackResources', { StackName: 'App' });
    expect(StackResourceSummaries.map(({ LogicalResourceId }: any) => LogicalResourceId)).toEqual(['A']);
  });

  test.each([
    ['Retain', {}, 0],
    ['Retain', { RetainExceptOnCreate: 'true' }, 1],
    ['RetainExceptOnCreate', {}, 1],
  ])('with DeletionPolicy %s and the option %j there gets %d Deletes', async (DeletionPolicy, option, deletes) => {
    await aws.create('App', { Resources: { A: custom() } });
    const more = { New: custom({}, { DeletionPolicy }), Bad: custom({}, { DependsOn: 'New' }) };
    await aws.update('App', { Resources: { A: custom(), ...more } }, option);
    expect(aws.sent().filter((line) => line.startsWith('Delete New'))).toHaveLength(deletes);
    expect((await aws.events('App')).includes('New DELETE_SKIPPED')).toBe(deletes === 0);
  });
});
