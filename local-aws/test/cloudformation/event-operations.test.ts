import { aws, badFails, custom, start, thing } from './harness';

/* Events by operation: OperationId, DescribeEvents. */

beforeEach(() => {
  start();
  aws.answer(badFails);
});

const bad = (name: string) => ({ Resources: { A: custom(), [`Bad${name}`]: custom() } });
const stackEvents = async (StackName = 'App'): Promise<any[]> =>
  (await aws.call('DescribeStackEvents', { StackName })).StackEvents;
const failures = (events: any[]) =>
  events
    .filter(({ ResourceStatus }) => ResourceStatus.endsWith('_FAILED'))
    .map(({ LogicalResourceId }) => LogicalResourceId);

describe('OperationId', () => {
  test('of events is that of the operation in LastOperations: an update and its rollback are two', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    const { LastOperations } = await aws.update('App', bad('One'));
    const [rollback, update] = LastOperations.map(({ OperationId }: any) => OperationId);
    const statusesOf = async (id: string) =>
      (await stackEvents())
        .filter(({ OperationId, LogicalResourceId }) => OperationId === id && LogicalResourceId === 'App')
        .map(({ ResourceStatus }) => ResourceStatus);
    expect(await statusesOf(update)).toEqual(['UPDATE_IN_PROGRESS']);
    expect(await statusesOf(rollback)).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
    ]);
  });

  test('tells the failures of one deployment from those of an earlier one, as the cdk CLI asks for them', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    await aws.update('App', bad('One'));
    await aws.update('App', bad('Two'));
    const events = await stackEvents();
    // toolkit-lib's mostRecentDeploymentAttempt: the newest operation, and the one before if that was a rollback
    const newest = [...new Set(events.map(({ OperationId }) => OperationId))].slice(0, 2);
    expect(failures(events)).toEqual(['BadTwo', 'BadOne']);
    expect(failures(events.filter(({ OperationId }) => newest.includes(OperationId)))).toEqual(['BadTwo']);
  });

  test('is not there while a stack is in review', async () => {
    const named = { StackName: 'New', ChangeSetName: 'it' };
    const TemplateBody = JSON.stringify({ Resources: { A: thing() } });
    await aws.call('CreateChangeSet', { ...named, ChangeSetType: 'CREATE', TemplateBody });
    const [review] = await stackEvents('New');
    expect(review.ResourceStatus).toBe('REVIEW_IN_PROGRESS');
    expect(review).not.toHaveProperty('OperationId');
    expect((await aws.call('DescribeEvents', named)).OperationEvents).toEqual([]);
  });
});

describe('DescribeEvents', () => {
  test('tells the events of a stack, newest first, with their kind and their operation', async () => {
    const { StackId } = await aws.create('App', { Resources: { A: custom() } });
    const { OperationEvents } = await aws.call('DescribeEvents', { StackName: 'App' });
    const operation = { OperationType: 'CREATE_STACK', StackId, OperationId: OperationEvents[0].OperationId };
    expect(OperationEvents).toMatchObject([
      { ...operation, EventType: 'STACK_EVENT', OperationStatus: 'SUCCEEDED', ResourceStatus: 'CREATE_COMPLETE' },
      { ...operation, EventType: 'PROGRESS_EVENT', LogicalResourceId: 'A', ResourceStatus: 'CREATE_COMPLETE' },
      { ...operation, EventType: 'PROGRESS_EVENT', LogicalResourceId: 'A' },
      { ...operation, EventType: 'PROGRESS_EVENT', LogicalResourceId: 'A' },
      { ...operation, EventType: 'STACK_EVENT', OperationStatus: 'IN_PROGRESS' },
    ]);
    expect(OperationEvents[0]).not.toHaveProperty('StackName');
  });

  test('tells the failures of one operation, by its id, if asked for them', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    await aws.update('App', bad('One'));
    const { LastOperations } = await aws.update('App', bad('Two'));
    const { OperationId } = LastOperations.find(({ OperationType }: any) => OperationType === 'UPDATE_STACK');
    const Filters = { FailedEvents: 'true' };
    for (const StackName of ['App', undefined]) {
      const { OperationEvents } = await aws.call('DescribeEvents', { StackName, OperationId, Filters });
      expect(OperationEvents).toMatchObject([{ LogicalResourceId: 'BadTwo', EventType: 'PROVISIONING_ERROR' }]);
    }
  });

  test('tells of the newest operation, if asked for the failures of a stack: of none after a rollback', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    await aws.update('App', bad('One'), { DisableRollback: 'true' });
    const asked = { StackName: 'App', Filters: { FailedEvents: 'true' } };
    const failed = async () => failures((await aws.call('DescribeEvents', asked)).OperationEvents);
    expect(await failed()).toEqual(['App', 'BadOne']);
    await aws.call('RollbackStack', { StackName: 'App' });
    await aws.settle('App');
    expect(await failed()).toEqual([]);
  });

  test.each([
    [{}, 'One of ChangeSetName, OperationId or StackName must be specified'],
    [{ StackName: 'None' }, 'Stack [None] does not exist'],
    [{ OperationId: 'none' }, 'Operation [none] does not exist'],
  ])('of %j is refused', async (input, message) => {
    await expect(aws.call('DescribeEvents', input)).rejects.toMatchObject({ code: 'ValidationError', message });
  });
});
