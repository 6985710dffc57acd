import { aws, custom, fails, start, withoutRollback } from './harness';
import { child, deletes, nested } from './nested';

beforeEach(() => start());

test('without rollback a nested stack that fails stays as it is, and RollbackStack brings both back', async () => {
  await aws.create('App', { Resources: { Child: nested(aws, { Resources: { A: custom({ N: 1 }) } }) } });
  aws.answer(fails({ N: '2', RequestType: 'Update' }));
  await aws.update(
    'App',
    { Resources: { Child: nested(aws, { Resources: { A: custom({ N: 2 }) } }) } },
    withoutRollback,
  );
  expect([(await child(aws, 'App')).StackStatus, (await aws.describe('App')).StackStatus]).toEqual([
    'UPDATE_FAILED',
    'UPDATE_FAILED',
  ]);
  await aws.call('RollbackStack', { StackName: 'App' });
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await child(aws, 'App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test.each(['ResourcesToSkip', 'ForceRollback'])(
  "%s skips a nested stack's resource whose rollback fails",
  async (option) => {
    await aws.create('App', {
      Resources: { Child: nested(aws, { Resources: { A: custom({ N: 1 }), B: custom({ N: 1 }) } }) },
    });
    aws.answer(fails({ LogicalResourceId: 'A' }));
    await aws.update('App', {
      Resources: { Child: nested(aws, { Resources: { A: custom({ N: 2 }), B: custom({ N: 2 }) } }) },
    });
    expect((await aws.describe('App')).StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
    const { StackName } = await child(aws, 'App');
    const value = option === 'ForceRollback' ? 'true' : [`${StackName}.A`];
    await aws.call('ContinueUpdateRollback', { StackName: 'App', [option]: value });
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await child(aws, 'App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  },
);

test('a nested stack of a creation that failed without rollback is cleaned up by the retry that changes it', async () => {
  aws.answer(fails({ LogicalResourceId: 'Bad' }));
  const both = nested(aws, { Resources: { A: custom(), B: custom() } });
  await aws.create('App', { Resources: { Child: both, Bad: custom({}, { DependsOn: 'Child' }) } }, withoutRollback);
  const less = { Resources: { Child: nested(aws, { Resources: { A: custom() } }) } };
  const root = await aws.update('App', less, withoutRollback);
  expect(root.StackStatus).toBe('UPDATE_COMPLETE');
  expect((await child(aws, 'App')).StackStatus).toBe('UPDATE_COMPLETE');
  expect(deletes(aws)).toContainEqual([
    'B',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  ]);
});

test('in express mode a nested stack whose update fails is not rolled back either', async () => {
  const express = { DeploymentConfig: { Mode: 'EXPRESS' } };
  await aws.create('App', { Resources: { Child: nested(aws, { Resources: { A: custom({ N: 1 }) } }) } }, express);
  aws.answer(fails({ RequestType: 'Update' }));
  const root = await aws.update(
    'App',
    { Resources: { Child: nested(aws, { Resources: { A: custom({ N: 2 }) } }) } },
    express,
  );
  expect([root.StackStatus, (await child(aws, 'App')).StackStatus]).toEqual(['UPDATE_FAILED', 'UPDATE_FAILED']);
  expect(aws.sent().filter((line) => line.startsWith('Update'))).toHaveLength(1);
});
