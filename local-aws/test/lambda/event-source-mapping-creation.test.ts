import { type QueueWorld, queueArn, queueWorld } from './queue-world';

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
