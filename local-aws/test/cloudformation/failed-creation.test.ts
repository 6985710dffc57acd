import { aws, badFails, custom, fails, hangs, start, success, withoutRollback } from './harness';

beforeEach(() => {
  start();
  aws.answer(badFails);
});

describe('a failed creation', () => {
  test('is rolled back: a Delete for all, in reverse order, the failed one too', async () => {
    const stack = await aws.create('App', {
      Resources: { A: custom(), B: custom({}, { DependsOn: 'A' }), Bad: custom({}, { DependsOn: 'B' }) },
    });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(aws.sent().slice(3)).toEqual(['Bad', 'B', 'A'].map((id) => `Delete ${id} id-${id} ROLLBACK_IN_PROGRESS`));
    expect(await aws.events('App')).toContain(
      'App ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad]. Rollback requested by user.',
    );
    expect(await aws.operations('App')).toEqual(['ROLLBACK', 'CREATE_STACK']);
  });

  test('whose rollback is refused by a resource ends in ROLLBACK_FAILED, and a DeleteStack asks that one again, no other', async () => {
    aws.answer(fails({ RequestType: 'Delete', LogicalResourceId: 'A' }, badFails));
    const stack = await aws.create('App', { Resources: { A: custom(), Bad: custom({}, { DependsOn: 'A' }) } });
    expect(stack).toMatchObject({
      StackStatus: 'ROLLBACK_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [A]. ',
    });
    expect(stack.DeletionTime).toBeInstanceOf(Date);
    const before = aws.requests.length;
    aws.answer(success);
    expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
    expect(aws.sent().slice(before)).toEqual(['Delete A id-A DELETE_IN_PROGRESS']);
  });

  test('with OnFailure=DELETE is shown as DELETE_IN_PROGRESS, with the failed resources in the reason', async () => {
    const stack = await aws.create(
      'App',
      { Resources: { A: custom(), Bad: custom({}, { DependsOn: 'A' }) } },
      { OnFailure: 'DELETE' },
    );
    expect(stack.StackStatus).toBe('DELETE_COMPLETE');
    expect(aws.sent().slice(2)).toEqual(['Delete Bad id-Bad DELETE_IN_PROGRESS', 'Delete A id-A DELETE_IN_PROGRESS']);
    expect(await aws.events(stack.StackId)).toContain(
      'App DELETE_IN_PROGRESS The following resource(s) failed to create: [Bad]. . Delete requested by user.',
    );
  });

  test.each([{ OnFailure: 'DO_NOTHING' }, { DisableRollback: 'true' }, { DeploymentConfig: { Mode: 'EXPRESS' } }])(
    'with %j stays as it is',
    async (option) => {
      const stack = await aws.create('App', { Resources: { A: custom(), Bad: custom() } }, option);
      expect(stack).toMatchObject({ StackStatus: 'CREATE_FAILED', DisableRollback: true });
      expect(aws.sent().filter((line) => line.startsWith('Delete'))).toEqual([]);
    },
  );

  test('with OnFailure=DO_NOTHING can not be updated', async () => {
    await aws.create('App', { Resources: { Bad: custom() } }, { OnFailure: 'DO_NOTHING' });
    await expect(aws.update('App', { Resources: { A: custom() } })).rejects.toThrow('[on-failure: DO_NOTHING]');
  });

  test('without rollback can be tried again: what failed is deleted and made anew within the update', async () => {
    await aws.create('App', { Resources: { A: custom(), Bad: custom() } }, withoutRollback);
    aws.answer(success);
    const stack = await aws.update('App', { Resources: { A: custom(), Bad: custom() } }, withoutRollback);
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    expect(aws.sent().slice(2)).toEqual(['Delete Bad id-Bad UPDATE_IN_PROGRESS', 'Create Bad UPDATE_IN_PROGRESS']);
  });

  test('without rollback, whose retry has less: what is no longer asked for goes in the clean-up', async () => {
    await aws.create('App', { Resources: { A: custom(), Bad: custom() } }, withoutRollback);
    const stack = await aws.update('App', { Resources: { B: custom() } }, withoutRollback);
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    expect(aws.sent().slice(2).sort()).toEqual([
      'Create B UPDATE_IN_PROGRESS',
      'Delete A id-A UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Delete Bad id-Bad UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
  });

  test('without rollback, whose retry fails too, then RollbackStack: each id gets one Delete', async () => {
    await aws.create('App', { Resources: { A: custom(), Bad: custom() } }, withoutRollback);
    const more = { A: custom(), B: custom(), Bad: custom({}, { DependsOn: 'B' }) };
    expect((await aws.update('App', { Resources: more }, withoutRollback)).StackStatus).toBe('UPDATE_FAILED');
    await aws.call('RollbackStack', { StackName: 'App' });
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
    const deletes = aws.requests.filter(({ stackStatus }) => stackStatus === 'ROLLBACK_IN_PROGRESS');
    expect(deletes.map(({ LogicalResourceId }) => LogicalResourceId).sort()).toEqual(['A', 'B', 'Bad']);
  });

  test('without rollback, then RollbackStack: everything goes, in ROLLBACK_IN_PROGRESS', async () => {
    await aws.create('App', { Resources: { A: custom(), Bad: custom({}, { DependsOn: 'A' }) } }, withoutRollback);
    await aws.call('RollbackStack', { StackName: 'App' });
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(aws.sent().slice(2)).toEqual([
      'Delete Bad id-Bad ROLLBACK_IN_PROGRESS',
      'Delete A id-A ROLLBACK_IN_PROGRESS',
    ]);
  });

  test.each([
    ['Retain', {}, 0],
    ['Retain', { RetainExceptOnCreate: 'true' }, 1],
    ['RetainExceptOnCreate', {}, 1],
  ])('with DeletionPolicy %s and the option %j deletes %d', async (DeletionPolicy, option, deletes) => {
    await aws.create(
      'App',
      {
        Resources: { A: custom({}, { DeletionPolicy }), Bad: custom({}, { DependsOn: 'A', DeletionPolicy: 'Retain' }) },
      },
      option,
    );
    expect(aws.sent().filter((line) => line.startsWith('Delete A'))).toHaveLength(deletes);
  });

  test('by its TimeoutInMinutes is rolled back', async () => {
    aws.answer(hangs({ RequestType: 'Create' }));
    await aws.create('App', { Resources: { A: custom() } }, { TimeoutInMinutes: '5' });
    await aws.clock.advance(5 * 60_000);
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await aws.events('App')).toContain('A CREATE_FAILED Resource creation cancelled');
  });
});
