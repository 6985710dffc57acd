import { badFails, cloudFormation, custom, failure, success, type World } from './harness';

let aws: World;
const operations = async (name: string) =>
  (await aws.describe(name)).LastOperations.map(({ OperationType }: any) => OperationType);
beforeEach(() => {
  aws = cloudFormation();
  aws.answer(badFails);
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
