import { type QueueWorld, queueArn, queueWorld } from './queue-world';

const caller = { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/dev' };
let world: QueueWorld;
beforeEach(async () => {
  world = await queueWorld();
});
afterEach(() => world.running.close());

const refused = async (properties: Record<string, unknown>) => {
  const error = await world.map(properties).then(
    () => Promise.reject(new Error('not refused')),
    (problem) => problem,
  );
  await world.send('x');
  expect(world.invocations).toEqual([]);
  return error;
};

test('Ref gives the id of the mapping, GetAtt that and its ARN', async () => {
  const { physicalId, attributes } = await world.map();
  expect(physicalId).toMatch(/^[0-9a-f-]{36}$/);
  expect(attributes).toEqual({
    Id: physicalId,
    EventSourceMappingArn: `arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:${physicalId}`,
  });
});

test('what there is of a mapping is told by its id, and in lists by function and queue', async () => {
  const { physicalId: UUID } = await world.map({
    ...{ BatchSize: 7, MaximumBatchingWindowInSeconds: 2, FunctionResponseTypes: ['ReportBatchItemFailures'] },
    ...{ ScalingConfig: { MaximumConcurrency: 3 }, Enabled: false },
  });
  const told = {
    UUID,
    EventSourceMappingArn: `arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:${UUID}`,
    EventSourceArn: queueArn,
    FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:worker',
    BatchSize: 7,
    MaximumBatchingWindowInSeconds: 2,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 3 },
    LastModified: new Date(world.clock.now()),
    State: 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
  };
  expect(await world.running.call('GetEventSourceMapping', { UUID })).toEqual(told);
  await world.running.declare('', { FunctionName: 'other' });
  const list = async (input: object) =>
    (await world.running.call('ListEventSourceMappings', { ...input })).EventSourceMappings;
  for (const input of [{}, { FunctionName: 'worker' }, { EventSourceArn: queueArn }])
    expect(await list(input)).toEqual([told]);
  for (const input of [{ FunctionName: 'other' }, { EventSourceArn: `${queueArn}-2` }])
    expect(await list(input)).toEqual([]);
  await world.map({ FunctionName: 'other', Enabled: false });
  const page = await world.running.call('ListEventSourceMappings', { MaxItems: 1 });
  expect(page.EventSourceMappings).toEqual([told]);
  expect(await list({ Marker: page.NextMarker })).toMatchObject([{ FunctionArn: expect.stringMatching(/other$/) }]);
  await expect(world.running.call('GetEventSourceMapping', { UUID: 'x' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    status: 404,
  });
});

test('to be told of a mapping takes a permission on its ARN, to be told of all one on everything', async () => {
  const needs = (operation: string, input: object) =>
    world.running.lambda.service.authorizations?.(operation, input, { caller, requestId: 'r', region: 'eu-west-1' });
  const resource = 'arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:u';
  expect(needs('GetEventSourceMapping', { UUID: 'u' })).toEqual([{ action: 'lambda:GetEventSourceMapping', resource }]);
  expect(needs('ListEventSourceMappings', { FunctionName: 'worker' })).toEqual([
    { action: 'lambda:ListEventSourceMappings', resource: '*' },
  ]);
});

test('a visibility timeout below the timeout of the function is refused, at an update too', async () => {
  const message = 'Queue visibility timeout: 60 seconds is less than Function timeout: 180 seconds';
  const mapping = await world.map({ Enabled: false });
  await world.running.call('UpdateFunctionConfiguration', { FunctionName: 'worker', Timeout: 180 });
  const error = { code: 'InvalidParameterValueException', message };
  await expect(world.update(mapping, { Enabled: true })).rejects.toMatchObject(error);
  await world.unmap(mapping);
  expect(await refused({})).toMatchObject(error);
});

test.each(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])(
  'a role that may not call %s is refused',
  async (operation) => {
    world.running.denied.add(`sqs:${operation}`);
    expect(await refused({})).toMatchObject({
      code: 'InvalidParameterValueException',
      message: `The function execution role does not have permissions to call ${operation} on SQS`,
    });
  },
);

test('a second mapping of the same queue and function is refused', async () => {
  const { physicalId } = await world.map({ Enabled: false });
  const { code, status, message } = await refused({
    FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:worker',
  });
  expect([code, status]).toEqual(['ResourceConflictException', 409]);
  expect(message).toBe(
    `An event source mapping with SQS arn (" ${queueArn} ") and function (" worker ") already exists. ` +
      `Please update or delete the existing mapping with UUID ${physicalId}`,
  );
});

test.each([
  ['no function', { FunctionName: 'none' }, 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:none'],
  ['no queue', { EventSourceArn: `${queueArn}-2` }, 'AWS.SimpleQueueService.NonExistentQueue'],
  ['a FIFO queue', { EventSourceArn: `${queueArn}.fifo` }, 'standard queues only'],
  ['a stream', { EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s' }, 'standard queues only'],
  [
    'more than ten messages and no window',
    { BatchSize: 11 },
    'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
  ],
  ['too many messages', { BatchSize: 10_001, MaximumBatchingWindowInSeconds: 1 }, 'from 1 to 10000'],
  ['a window that is too long', { MaximumBatchingWindowInSeconds: 301 }, 'from 0 to 300'],
  ['a concurrency of one', { ScalingConfig: { MaximumConcurrency: 1 } }, 'from 2 to 1000'],
  ['a concurrency over a thousand', { ScalingConfig: { MaximumConcurrency: 1001 } }, 'from 2 to 1000'],
  ['another answer', { FunctionResponseTypes: ['Other'] }, "Value 'Other' at 'functionResponseTypes'"],
  ['a filter', { FilterCriteria: { Filters: [] } }, 'does not imitate FilterCriteria'],
  ['pollers of its own', { ProvisionedPollerConfig: {} }, 'does not imitate ProvisionedPollerConfig'],
  ['a topic of Kafka', { Topics: ['t'] }, 'does not imitate Topics'],
])('a mapping with %s is refused', async (_what, properties, message) => {
  expect((await refused(properties)).message).toContain(message);
});
