import { aws, badFails, custom, fails, failure, hangs, start, success, thing } from './harness';

beforeEach(() => {
  start();
  aws.answer(badFails);
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
    expect(await aws.operations('App')).toEqual(['ROLLBACK', 'UPDATE_STACK']);
  });

  test('by an Update that answers FAILED with its own id: an Update back, no Delete', async () => {
    aws.answer(fails({ N: '2', RequestType: 'Update' }));
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
    aws.answer(hangs({ N: '2' }));
    await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
    await aws.call('CancelUpdateStack', { StackName: 'App' });
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.sent().slice(1)).toEqual([
      'Update A id-A UPDATE_IN_PROGRESS',
      'Update A id-A UPDATE_ROLLBACK_IN_PROGRESS',
    ]);
  });
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
    expect((await aws.operations('App'))[0]).toBe('CONTINUE_ROLLBACK');
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

test('a resource that calls itself by the id of its stack is skipped as any other', async () => {
  let broken = false;
  aws.answer((event) => (broken ? failure(event) : success(event, { PhysicalResourceId: event.StackId })));
  await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
  broken = true;
  await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
  expect((await aws.describe('App')).StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
  await aws.call('ContinueUpdateRollback', { StackName: 'App', ForceRollback: 'true' });
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});
