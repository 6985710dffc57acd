import { cloudFormation, custom, failure, success, thing, type World } from './harness';

let aws: World;
const operations = async (name: string) =>
  (await aws.describe(name)).LastOperations.map(({ OperationType }: any) => OperationType);
/** Everything with "Bad" in its logical id fails to be created. */
const badFails = (event: any) =>
  event.LogicalResourceId.includes('Bad') && event.RequestType === 'Create' ? failure(event) : success(event);

beforeEach(() => {
  aws = cloudFormation();
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
    expect(await operations('App')).toEqual(['ROLLBACK', 'CREATE_STACK']);
  });

  test('whose rollback is refused by a resource ends in ROLLBACK_FAILED, and a DeleteStack asks that one again, no other', async () => {
    aws.answer((event) =>
      event.RequestType === 'Delete' && event.LogicalResourceId === 'A' ? failure(event) : badFails(event),
    );
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
      'App DELETE_IN_PROGRESS The following resource(s) failed to create: [Bad]. Delete requested by user.',
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
    await aws.create('App', { Resources: { A: custom(), Bad: custom() } }, { DisableRollback: 'true' });
    aws.answer(success);
    expect((await aws.update('App', { Resources: { A: custom(), Bad: custom() } })).StackStatus).toBe(
      'UPDATE_COMPLETE',
    );
    expect(aws.sent().slice(2)).toEqual(['Delete Bad id-Bad UPDATE_IN_PROGRESS', 'Create Bad UPDATE_IN_PROGRESS']);
  });

  test('without rollback, whose retry has less: what is no longer asked for goes in the clean-up', async () => {
    await aws.create('App', { Resources: { A: custom(), Bad: custom() } }, { DisableRollback: 'true' });
    expect((await aws.update('App', { Resources: { B: custom() } })).StackStatus).toBe('UPDATE_COMPLETE');
    expect(aws.sent().slice(2).sort()).toEqual([
      'Create B UPDATE_IN_PROGRESS',
      'Delete A id-A UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Delete Bad id-Bad UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
  });

  test('without rollback, whose retry fails and is rolled back: each id gets one Delete', async () => {
    await aws.create('App', { Resources: { A: custom(), Bad: custom() } }, { DisableRollback: 'true' });
    const stack = await aws.update('App', {
      Resources: { A: custom(), B: custom(), Bad: custom({}, { DependsOn: 'B' }) },
    });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    const deletes = aws.requests.filter(({ stackStatus }) => stackStatus === 'ROLLBACK_IN_PROGRESS');
    expect(deletes.map(({ LogicalResourceId }) => LogicalResourceId).sort()).toEqual(['A', 'B', 'Bad']);
  });

  test('without rollback, then RollbackStack: everything goes, in ROLLBACK_IN_PROGRESS', async () => {
    await aws.create(
      'App',
      { Resources: { A: custom(), Bad: custom({}, { DependsOn: 'A' }) } },
      { DisableRollback: 'true' },
    );
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
    aws.answer((event) => (event.RequestType === 'Create' ? 'hang' : success(event)));
    await aws.create('App', { Resources: { A: custom() } }, { TimeoutInMinutes: '5' });
    await aws.clock.advance(5 * 60_000);
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await aws.events('App')).toContain('A CREATE_FAILED Resource creation cancelled');
  });
});

describe('the siblings in flight of a resource that fails', () => {
  test('a Create is cancelled, and a Delete with an invented id sent while it still runs', async () => {
    aws.answer((event) =>
      event.LogicalResourceId === 'Slow' && event.RequestType === 'Create' ? 'hang' : badFails(event),
    );
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
    aws.answer((event) => (event.LogicalResourceId === 'Slow' ? 'hang' : badFails(event)));
    await aws.create('App', { Resources: { Slow: custom(), Bad: custom() } });
    const slow = aws.requests.find(({ LogicalResourceId }) => LogicalResourceId === 'Slow') as any;
    aws.respond(slow, success(slow));
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_IN_PROGRESS');
    expect((await aws.events('App')).filter((event) => event.startsWith('Slow CREATE_COMPLETE'))).toEqual([]);
  });

  test('an Update is cancelled, and the Update back sent while it still runs', async () => {
    aws.answer((event) =>
      event.RequestType === 'Update' && event.ResourceProperties.N === '2' ? 'hang' : badFails(event),
    );
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

describe('a failed update', () => {
  test('Updates back first, then Deletes of what is new; what was removed stays', async () => {
    await aws.create('App', { Resources: { A: custom({ N: 1 }), Gone: custom() } });
    const from = (await aws.events('App')).length;
    await aws.update('App', {
      Resources: { A: custom({ N: 2 }), New: custom(), Bad: custom({}, { DependsOn: ['A', 'New'] }) },
    });
    expect(await aws.statuses('App', from)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(aws.sent().slice(-3)).toEqual([
      'Update A id-A UPDATE_ROLLBACK_IN_PROGRESS',
      'Delete Bad id-Bad UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Delete New id-New UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
    expect(aws.requests.find(({ stackStatus }) => stackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS')).toMatchObject({
      ResourceProperties: { N: '1' },
      OldResourceProperties: { N: '2' },
    });
    const { StackResourceSummaries } = await aws.call('ListStackResources', { StackName: 'App' });
    expect(StackResourceSummaries.map((summary: any) => summary.LogicalResourceId).sort()).toEqual(['A', 'Gone']);
    expect(await operations('App')).toEqual(['ROLLBACK', 'UPDATE_STACK']);
  });

  test('by an Update that answers FAILED with its own id: an Update back, no Delete', async () => {
    aws.answer((event) =>
      event.ResourceProperties.N === '2' && event.RequestType === 'Update' ? failure(event) : success(event),
    );
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    const stack = await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.sent().slice(1)).toEqual([
      'Update A id-A UPDATE_IN_PROGRESS',
      'Update A id-A UPDATE_ROLLBACK_IN_PROGRESS',
    ]);
    expect(await aws.events('App')).toContain(
      'App UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [A]. ',
    );
  });

  test('after a rename: the new resource gets its Delete with the common id, the old one gets nothing', async () => {
    await aws.create('App', { Resources: { Old: custom({ Id: 'same' }) } });
    await aws.update('App', { Resources: { New: custom({ Id: 'same' }), Bad: custom({}, { DependsOn: 'New' }) } });
    expect(aws.sent().filter((line) => line.includes('same'))).toEqual([
      'Delete New same UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
  });

  test('goes back to the update before, not further', async () => {
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
    await aws.update('App', { Resources: { A: custom({ N: 3 }), Bad: custom({}, { DependsOn: 'A' }) } });
    const back = aws.requests.find(({ stackStatus }) => stackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS');
    expect(back).toMatchObject({ ResourceProperties: { N: '2' }, OldResourceProperties: { N: '3' } });
  });

  test('of a replaced native resource: the old one stays, the new one is deleted', async () => {
    await aws.create('App', { Resources: { A: thing({ Name: 'one' }) } });
    await aws.update('App', { Resources: { A: thing({ Name: 'two' }), Bad: custom({}, { DependsOn: 'A' }) } });
    expect(aws.native.calls).toEqual(['create A', 'create A', 'delete A two']);
    const { StackResources } = await aws.call('DescribeStackResources', { StackName: 'App' });
    expect(StackResources).toMatchObject([{ LogicalResourceId: 'A', PhysicalResourceId: 'one' }]);
  });

  test('shows the new template while it rolls forward and the restored one while it rolls back', async () => {
    const one = JSON.stringify({ Resources: { A: custom({ N: 1 }) } });
    const two = JSON.stringify({ Resources: { A: custom({ N: 2 }) } });
    await aws.call('CreateStack', { StackName: 'App', TemplateBody: one });
    await aws.settle('App');
    aws.answer(() => 'hang');
    await aws.call('UpdateStack', { StackName: 'App', TemplateBody: two });
    await aws.settle('App');
    expect((await aws.call('GetTemplate', { StackName: 'App' })).TemplateBody).toBe(two);
    aws.respond(aws.requests[1] as any, failure(aws.requests[1] as any));
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
    expect((await aws.call('GetTemplate', { StackName: 'App' })).TemplateBody).toBe(one);
  });

  test('can be cancelled by hand (CancelUpdateStack)', async () => {
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    aws.answer((event) => (event.ResourceProperties.N === '2' ? 'hang' : success(event)));
    await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
    await aws.call('CancelUpdateStack', { StackName: 'App' });
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.sent().slice(1)).toEqual([
      'Update A id-A UPDATE_IN_PROGRESS',
      'Update A id-A UPDATE_ROLLBACK_IN_PROGRESS',
    ]);
  });
});

describe('a failed update without rollback', () => {
  beforeEach(async () => {
    await aws.create('App', { Resources: { A: custom({ N: 1 }), Gone: custom() } });
    await aws.update(
      'App',
      { Resources: { A: custom({ N: 2 }), Bad: custom({}, { DependsOn: 'A' }) } },
      { DisableRollback: 'true' },
    );
    aws.requests.length = 0;
  });

  test('stays in UPDATE_FAILED and sends no Delete', async () => {
    expect(await aws.describe('App')).toMatchObject({
      StackStatus: 'UPDATE_FAILED',
      StackStatusReason: 'The following resource(s) failed to create: [Bad]. ',
    });
  });

  test('then RollbackStack goes back to the last stable state', async () => {
    await aws.call('RollbackStack', { StackName: 'App' });
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.sent()).toEqual([
      'Update A id-A UPDATE_ROLLBACK_IN_PROGRESS',
      'Delete Bad id-Bad UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
    expect((await operations('App'))[0]).toBe('ROLLBACK');
  });

  test('then a retry completes: what failed is made anew, what was removed goes in the clean-up', async () => {
    aws.answer(success);
    await aws.update('App', { Resources: { A: custom({ N: 2 }), Bad: custom({}, { DependsOn: 'A' }) } });
    expect(aws.sent()).toEqual([
      'Delete Bad id-Bad UPDATE_IN_PROGRESS',
      'Create Bad UPDATE_IN_PROGRESS',
      'Delete Gone id-Gone UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
  });

  test('then a retry that fails too rolls back to the last stable state', async () => {
    const stack = await aws.update('App', { Resources: { A: custom({ N: 3 }), Bad: custom({}, { DependsOn: 'A' }) } });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.requests.find(({ stackStatus }) => stackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS')).toMatchObject({
      ResourceProperties: { N: '1' },
      OldResourceProperties: { N: '3' },
    });
  });
});

test('an update to the old template after one that failed without rollback sends the Update back', async () => {
  const fails = (event: any) => event.ResourceProperties.N === '2' && event.RequestType === 'Update';
  aws.answer((event) => (fails(event) ? failure(event) : success(event)));
  await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
  await aws.update('App', { Resources: { A: custom({ N: 2 }) } }, { DisableRollback: 'true' });
  const stack = await aws.update('App', { Resources: { A: custom({ N: 1 }) } });
  expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
  expect(aws.requests[2]).toMatchObject({ ResourceProperties: { N: '1' }, OldResourceProperties: { N: '2' } });
});

test('TimeoutInMinutes is over with the creation', async () => {
  await aws.create('App', { Resources: { A: custom({ N: 1 }) } }, { TimeoutInMinutes: '5' });
  aws.answer(() => 'hang');
  await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
  await aws.clock.advance(6 * 60_000);
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_IN_PROGRESS');
});

describe('a rollback that fails', () => {
  let broken = true;
  beforeEach(async () => {
    broken = true;
    aws.answer((event) =>
      event.RequestType === 'Update' && event.ResourceProperties.N === '1' && broken ? failure(event) : badFails(event),
    );
    await aws.create('App', { Resources: { A: custom({ N: 1 }), B: custom({ M: 1 }) } });
    await aws.update('App', {
      Resources: { A: custom({ N: 2 }), B: custom({ M: 2 }), Bad: custom({}, { DependsOn: ['A', 'B'] }) },
    });
    aws.requests.length = 0;
  });

  test('ends in UPDATE_ROLLBACK_FAILED and deletes nothing', async () => {
    expect(await aws.describe('App')).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_FAILED',
      StackStatusReason: 'The following resource(s) failed to update: [A]. ',
    });
  });

  test('goes on with ContinueUpdateRollback, with what was not restored yet', async () => {
    broken = false;
    await aws.call('ContinueUpdateRollback', { StackName: 'App' });
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.sent()).toEqual([
      'Update A id-A UPDATE_ROLLBACK_IN_PROGRESS',
      'Delete Bad id-Bad UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
    expect((await operations('App'))[0]).toBe('CONTINUE_ROLLBACK');
  });

  test.each([{ ResourcesToSkip: ['A'] }, { ForceRollback: 'true' }])(
    'skips with %j, without a request',
    async (option) => {
      await aws.call('ContinueUpdateRollback', { StackName: 'App', ...option });
      expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(aws.sent()).toEqual(['Delete Bad id-Bad UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS']);
    },
  );

  test('skips only what has failed', async () => {
    await expect(aws.call('ContinueUpdateRollback', { StackName: 'App', ResourcesToSkip: ['B'] })).rejects.toThrow(
      'Resources to skip',
    );
  });
});
