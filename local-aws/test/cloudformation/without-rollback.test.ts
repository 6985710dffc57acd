import {
  aws,
  badFails,
  cloudFormation,
  custom,
  fails,
  hangs,
  namedById,
  start,
  success,
  thing,
  withoutRollback,
} from './harness';

beforeEach(() => {
  start();
  aws.answer(badFails);
});

describe('a failed update without rollback', () => {
  beforeEach(async () => {
    await aws.create('App', { Resources: { A: custom({ N: 1 }), Gone: custom() } });
    await aws.update(
      'App',
      { Resources: { A: custom({ N: 2 }), Bad: custom({}, { DependsOn: 'A' }) } },
      withoutRollback,
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
    expect((await aws.operations('App'))[0]).toBe('ROLLBACK');
  });

  test('then a retry completes: what failed is made anew, what was removed goes in the clean-up', async () => {
    aws.answer(success);
    await aws.update(
      'App',
      { Resources: { A: custom({ N: 2 }), Bad: custom({}, { DependsOn: 'A' }) } },
      withoutRollback,
    );
    expect(aws.sent()).toEqual([
      'Delete Bad id-Bad UPDATE_IN_PROGRESS',
      'Create Bad UPDATE_IN_PROGRESS',
      'Delete Gone id-Gone UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
  });

  test('then a retry that fails too, and RollbackStack goes back to the last stable state', async () => {
    const again = { Resources: { A: custom({ N: 3 }), Bad: custom({}, { DependsOn: 'A' }) } };
    expect((await aws.update('App', again, withoutRollback)).StackStatus).toBe('UPDATE_FAILED');
    await aws.call('RollbackStack', { StackName: 'App' });
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.requests.find(({ stackStatus }) => stackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS')).toMatchObject({
      ResourceProperties: { N: '1' },
      OldResourceProperties: { N: '3' },
    });
  });
});

test('an update to the old template after one that failed without rollback sends the Update back', async () => {
  aws.answer(fails({ RequestType: 'Update', N: '2' }));
  await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
  await aws.update('App', { Resources: { A: custom({ N: 2 }) } }, withoutRollback);
  const stack = await aws.update('App', { Resources: { A: custom({ N: 1 }) } }, withoutRollback);
  expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
  expect(aws.requests[2]).toMatchObject({ ResourceProperties: { N: '1' }, OldResourceProperties: { N: '2' } });
});

describe.each(['CREATE_FAILED', 'UPDATE_FAILED'])('a stack in %s', (status) => {
  const next = { Resources: { A: custom({ N: 3 }) } };
  const message = `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`;
  beforeEach(async () => {
    if (status === 'UPDATE_FAILED') await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    const failing = { Resources: { A: custom({ N: 2 }), Bad: custom() } };
    await (status === 'CREATE_FAILED' ? aws.create : aws.update)('App', failing, withoutRollback);
    aws.requests.length = 0;
  });
  const refused = { code: 'ValidationError', message };
  const isUntouched = async () => {
    expect((await aws.settle('App')).StackStatus).toBe(status);
    expect(aws.sent()).toEqual([]);
  };

  test('is not updated with rollback (aws-cli#6368)', async () => {
    await expect(aws.update('App', next)).rejects.toMatchObject(refused);
    const express = { DeploymentConfig: { Mode: 'EXPRESS' }, DisableRollback: 'false' };
    await expect(aws.update('App', next, express)).rejects.toMatchObject(refused);
    await isUntouched();
  });

  test('gets a change set, which is not executed with rollback (aws-cdk#30546)', async () => {
    const named = { StackName: 'App', ChangeSetName: 'next' };
    await aws.call('CreateChangeSet', { ...named, TemplateBody: JSON.stringify(next) });
    await expect(aws.call('ExecuteChangeSet', named)).rejects.toMatchObject(refused);
    await isUntouched();
    await aws.call('ExecuteChangeSet', { ...named, ...withoutRollback });
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_COMPLETE');
  });
});

test('what does not depend on a failed resource goes on', async () => {
  await aws.create('App', { Resources: { First: custom() } });
  aws.answer(hangs({ LogicalResourceId: 'Slow' }, badFails));
  const Resources = {
    First: custom({ N: 2 }),
    Bad: custom(),
    After: custom({}, { DependsOn: 'Bad' }),
    Slow: custom(),
    AfterSlow: custom({}, { DependsOn: 'Slow' }),
  };
  await aws.update('App', { Resources }, withoutRollback);
  expect(await aws.events('App')).toContain(
    'Bad CREATE_FAILED Received response status [FAILED] from custom resource. Message returned: no (RequestId: ' +
      `${aws.requests.find(({ LogicalResourceId }) => LogicalResourceId === 'Bad')?.RequestId})`,
  );
  expect((await aws.describe('App')).StackStatus).toBe('UPDATE_IN_PROGRESS');
  const slow = aws.requests.find(({ LogicalResourceId }) => LogicalResourceId === 'Slow');
  aws.respond(slow as NonNullable<typeof slow>, success(slow as NonNullable<typeof slow>));
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_FAILED');
  const resources = aws.requests.map(({ LogicalResourceId }) => LogicalResourceId);
  expect(resources).toContain('AfterSlow');
  expect(resources).not.toContain('After');
});

test('a native resource is not replaced without rollback (aws-sam-cli#4585)', async () => {
  await aws.create('App', { Resources: { T: thing({ Name: 'one' }) } });
  const stack = await aws.update('App', { Resources: { T: thing({ Name: 'two' }) } }, withoutRollback);
  expect(stack.StackStatus).toBe('UPDATE_FAILED');
  expect(await aws.events('App')).toContain(
    'T UPDATE_FAILED Replacement type updates not supported on stack with disable-rollback.',
  );
  expect(aws.native.calls).toEqual(['create T']);
});

test.each([
  ['succeeds', 'UPDATE_COMPLETE', 'Delete A one UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
  ['fails', 'UPDATE_FAILED', 'Update A one UPDATE_IN_PROGRESS'],
] as const)(
  'replacementByAnswer %s: an answer with another id ends in %s',
  async (replacementByAnswer, status, last) => {
    const world = cloudFormation({ behaviour: { replacementByAnswer } });
    world.answer(namedById);
    await world.create('App', { Resources: { A: custom({ Id: 'one' }) } });
    const stack = await world.update('App', { Resources: { A: custom({ Id: 'two' }) } }, withoutRollback);
    expect([stack.StackStatus, world.sent().at(-1)]).toEqual([status, last]);
    if (status !== 'UPDATE_FAILED') return;
    await world.call('RollbackStack', { StackName: 'App' });
    expect((await world.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.sent().at(-1)).toBe('Delete A two UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  },
);
