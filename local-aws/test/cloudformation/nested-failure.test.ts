import { aws, custom, fails, failure, hangs, start, success, thing } from './harness';
import { child, deletes, nested } from './nested';

beforeEach(() => start());

test('a nested stack that has finished its update waits, and is rolled back when a sibling fails', async () => {
  await aws.create('App', {
    Resources: { Child: nested(aws, { Resources: { A: custom({ N: 1 }), Gone: custom() } }), S: custom({ M: 1 }) },
  });
  aws.answer(hangs({ LogicalResourceId: 'S', RequestType: 'Update', M: '2' }));
  await aws.update('App', {
    Resources: { Child: nested(aws, { Resources: { A: custom({ N: 2 }) } }), S: custom({ M: 2 }) },
  });
  expect((await child(aws, 'App')).StackStatus).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(deletes(aws)).toEqual([]);
  const pending = aws.requests.find(
    ({ LogicalResourceId, RequestType }) => LogicalResourceId === 'S' && RequestType === 'Update',
  ) as any;
  aws.respond(pending, failure(pending));
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await aws.statuses((await child(aws, 'App')).StackId)).slice(2)).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(deletes(aws)).toEqual([]);
});

test('a failed update inside a nested stack: it rolls itself back, the root after it, with each nested stack told twice', async () => {
  await aws.create('App', {
    Resources: {
      Child: nested(aws, { Resources: { A: custom({ N: 1 }) } }),
      Other: nested(aws, { Resources: { B: custom({ M: 1 }) } }),
    },
  });
  aws.answer((event) => {
    if (event.RequestType === 'Update' && event.ResourceProperties.M === '2') return 'hang';
    return event.ResourceProperties.N === '2' && event.RequestType === 'Update' ? failure(event) : success(event);
  });
  const from = (await aws.events('App')).length;
  await aws.update('App', {
    Resources: {
      Child: nested(aws, { Resources: { A: custom({ N: 2 }) } }),
      Other: nested(aws, { Resources: { B: custom({ M: 2 }) } }),
    },
  });
  const { StackId } = await child(aws, 'App');
  const events = await aws.events('App', from);
  expect(events.slice(0, 6)).toEqual([
    'App UPDATE_IN_PROGRESS User Initiated',
    'Child UPDATE_IN_PROGRESS',
    'Other UPDATE_IN_PROGRESS',
    `Child UPDATE_FAILED Embedded stack ${StackId} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [A]. `,
    'Other UPDATE_FAILED Resource update cancelled',
    'App UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Child, Other]. ',
  ]);
  const [restored, cleaned] = events.slice(6).join('|').split('App UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS') as [
    string,
    string,
  ];
  for (const name of ['Child', 'Other']) {
    expect(restored).toContain(`${name} UPDATE_COMPLETE`);
    expect(cleaned).toContain(`${name} UPDATE_COMPLETE`);
  }
  expect(events.at(-1)).toBe('App UPDATE_ROLLBACK_COMPLETE');
});

test("a nested stack whose creation fails stays CREATE_FAILED, and the root's rollback deletes it", async () => {
  aws.answer(fails({ RequestType: 'Create', LogicalResourceId: 'Bad' }));
  await aws.create('App', {
    Resources: { Child: nested(aws, { Resources: { A: custom(), Bad: custom({}, { DependsOn: 'A' }) } }) },
  });
  const { StackId, StackStatus } = await child(aws, 'App');
  expect(StackStatus).toBe('DELETE_COMPLETE');
  expect(await aws.statuses(StackId)).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_FAILED',
    'DELETE_IN_PROGRESS',
    'DELETE_COMPLETE',
  ]);
  expect(await aws.events('App')).toContain(
    `Child CREATE_FAILED Embedded stack ${StackId} was not successfully created: The following resource(s) failed to create: [Bad]. `,
  );
  expect(await aws.events('App')).toContain(
    'App ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Child]. Rollback requested by user.',
  );
});

test('a Delete that fails inside a nested stack fails the root, and a retry goes on', async () => {
  aws.answer(fails({ RequestType: 'Delete' }));
  await aws.create('App', { Resources: { Child: nested(aws, { Resources: { A: custom() } }) } });
  expect(await aws.delete('App')).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [Child]. ',
  });
  expect((await child(aws, 'App')).StackStatus).toBe('DELETE_FAILED');
  aws.answer(success);
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
});

test('a nested stack in flight is cancelled inside as well, and only then deleted', async () => {
  aws.answer(hangs({ RequestType: 'Create' }));
  const Child = nested(aws, { Resources: { Slow: custom() } });
  await aws.create('App', { Resources: { Child, Bad: thing({ Fail: 'create' }) } });
  const { StackId } = await child(aws, 'App');
  expect(await aws.statuses(StackId)).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_FAILED',
    'DELETE_IN_PROGRESS',
    'DELETE_COMPLETE',
  ]);
  expect(await aws.events(StackId)).toContain('Slow CREATE_FAILED Resource creation cancelled');
  expect(deletes(aws)).toEqual([['Slow', 'DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS']]);
});

test("the root waits for a nested stack's own rollback", async () => {
  await aws.create('App', { Resources: { Child: nested(aws, { Resources: { A: custom({ N: 1 }) } }) } });
  aws.answer((event) => (event.ResourceProperties.N === '2' ? failure(event) : 'hang'));
  await aws.update('App', { Resources: { Child: nested(aws, { Resources: { A: custom({ N: 2 }) } }) } });
  expect((await aws.describe('App')).StackStatus).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
  aws.respond(aws.requests[2] as any, success(aws.requests[2] as any));
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('a nested stack that is rolled back after its end has its old outputs again', async () => {
  const withOutput = (V: number) =>
    nested(aws, { Resources: { A: custom({ V }) }, Outputs: { V: { Value: String(V) } } });
  await aws.create('App', { Resources: { Child: withOutput(1) } });
  const Bad = thing({ Fail: 'create' }, { DependsOn: 'Child' });
  await aws.update('App', { Resources: { Child: withOutput(2), Bad } });
  expect((await child(aws, 'App')).Outputs).toMatchObject([{ OutputKey: 'V', OutputValue: '1' }]);
});
