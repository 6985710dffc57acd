import { VirtualClock } from '../../src/kernel/clock';
import { createSqs } from '../../src/sqs';
import { call, run, env as world } from '../services/world';

const clock = new VirtualClock();
const { service, resourceTypes } = createSqs({ ...world, clock, endpoint: () => 'http://127.0.0.1:4599' });
afterEach(() => service.reset?.());

const base = 'http://127.0.0.1:4599/123456789012';
const create = (QueueName: string, Attributes: Record<string, string> = {}) =>
  call(service, 'CreateQueue', { QueueName, Attributes });
const attributes = async (QueueUrl: string, AttributeNames = ['All']) =>
  (await call(service, 'GetQueueAttributes', { QueueUrl, AttributeNames })).Attributes;

test('a queue is made, found by its name, listed by a prefix, and deleted', async () => {
  expect(await create('a-1')).toEqual({ QueueUrl: `${base}/a-1` });
  await create('b');
  expect(await call(service, 'GetQueueUrl', { QueueName: 'a-1' })).toEqual({ QueueUrl: `${base}/a-1` });
  expect(await call(service, 'ListQueues', {})).toEqual({ QueueUrls: [`${base}/a-1`, `${base}/b`] });
  expect(await call(service, 'ListQueues', { QueueNamePrefix: 'a' })).toEqual({ QueueUrls: [`${base}/a-1`] });
  await call(service, 'DeleteQueue', { QueueUrl: `${base}/a-1` });
  await expect(call(service, 'GetQueueUrl', { QueueName: 'a-1' })).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
});

test('a list has pages where MaxResults asks for them', async () => {
  for (const name of ['a', 'b', 'c']) await create(name);
  const first = await call(service, 'ListQueues', { MaxResults: 2 });
  expect(first.QueueUrls).toEqual([`${base}/a`, `${base}/b`]);
  const second = await call(service, 'ListQueues', { MaxResults: 2, NextToken: first.NextToken });
  expect(second).toEqual({ QueueUrls: [`${base}/c`] });
});

test('the same queue may be made again, one with another attribute may not', async () => {
  const made = await create('a', { DelaySeconds: '5', VisibilityTimeout: '10' });
  expect(await create('a', { DelaySeconds: '5' })).toEqual(made);
  await expect(create('a', { DelaySeconds: '6' })).rejects.toMatchObject({
    code: 'QueueNameExists',
    message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
  });
});

test('the name of a deleted queue is free after a minute', async () => {
  const { QueueUrl } = await create('a');
  await call(service, 'DeleteQueue', { QueueUrl });
  await clock.advance(59_999);
  await expect(create('a')).rejects.toMatchObject({ code: 'QueueDeletedRecently' });
  await clock.advance(1);
  expect(await create('a')).toEqual({ QueueUrl });
});

test('a queue has the defaults of AWS, and tells how many messages there are of each kind', async () => {
  const { QueueUrl } = await create('a');
  const created = String(clock.now() / 1000);
  for (const DelaySeconds of [0, 0, 0, 60])
    await call(service, 'SendMessage', { QueueUrl, MessageBody: 'x', DelaySeconds });
  await call(service, 'ReceiveMessage', { QueueUrl });
  expect(await attributes(QueueUrl)).toEqual({
    QueueArn: 'arn:aws:sqs:us-east-1:123456789012:a',
    ApproximateNumberOfMessages: '2',
    ApproximateNumberOfMessagesNotVisible: '1',
    ApproximateNumberOfMessagesDelayed: '1',
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    VisibilityTimeout: '30',
    MessageRetentionPeriod: '345600',
    DelaySeconds: '0',
    MaximumMessageSize: '1048576',
    ReceiveMessageWaitTimeSeconds: '0',
    SqsManagedSseEnabled: 'true',
  });
  expect(await attributes(QueueUrl, ['DelaySeconds', 'Policy'])).toEqual({ DelaySeconds: '0' });
  await expect(attributes(QueueUrl, ['Colour'])).rejects.toMatchObject({ code: 'InvalidAttributeName' });
  expect(await call(service, 'GetQueueAttributes', { QueueUrl })).toEqual({});
});

test.each([
  ['VisibilityTimeout', '-1', '43201'],
  ['MessageRetentionPeriod', '59', '1209601'],
  ['DelaySeconds', '-1', '901'],
  ['MaximumMessageSize', '1023', '1048577'],
  ['ReceiveMessageWaitTimeSeconds', 'some', '21'],
])('%s of %s or %s is refused', async (name, less, more) => {
  for (const value of [less, more])
    await expect(create('a', { [name]: value })).rejects.toMatchObject({ code: 'InvalidAttributeValue' });
});

test.each([
  ['FifoQueue', 'true', 'UnsupportedOperation'],
  ['Policy', '{}', 'UnsupportedOperation'],
  ['RedriveAllowPolicy', '{}', 'UnsupportedOperation'],
  ['Colour', 'blue', 'InvalidAttributeName'],
  ['RedrivePolicy', '{"deadLetterTargetArn":"dummy","maxReceiveCount":42}', 'InvalidParameterValue'],
  [
    'RedrivePolicy',
    '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:none","maxReceiveCount":1}',
    'InvalidParameterValue',
  ],
  [
    'RedrivePolicy',
    '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:there","maxReceiveCount":1001}',
    'InvalidParameterValue',
  ],
  ['RedrivePolicy', 'none', 'InvalidParameterValue'],
])('a queue with %s %s is refused', async (name, value, code) => {
  await create('there');
  await expect(create('a', { [name]: value })).rejects.toMatchObject({ code });
});

test.each(['', 'a b', 'a'.repeat(81), 'a.fifo'])('the name %j is refused', async (name) => {
  await expect(create(name)).rejects.toThrow();
  await create('a'.repeat(80));
});

describe('a declared queue', () => {
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:123456789012:dead';

  test('is there with its attributes, which an update changes, until it is deleted; its name is free at once', async () => {
    await create('dead');
    const RedrivePolicy = { deadLetterTargetArn, maxReceiveCount: '3' };
    const properties = { VisibilityTimeout: 90, KmsMasterKeyId: 'alias/mine', RedrivePolicy, Tags: [] };
    const made = await run(resourceTypes, 'AWS::SQS::Queue', properties);
    const QueueUrl = `${base}/App-It`;
    expect(made).toMatchObject({
      physicalId: QueueUrl,
      attributes: { Arn: 'arn:aws:sqs:us-east-1:123456789012:App-It', QueueName: 'App-It', QueueUrl },
    });
    expect(await attributes(QueueUrl)).toMatchObject({
      VisibilityTimeout: '90',
      KmsMasterKeyId: 'alias/mine',
      SqsManagedSseEnabled: 'false',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }),
    });
    await made.update({ DelaySeconds: 7 });
    expect(await attributes(QueueUrl)).toMatchObject({ VisibilityTimeout: '30', DelaySeconds: '7' });
    expect(Object.keys(await attributes(QueueUrl))).not.toContain('RedrivePolicy');
    await made.remove();
    await made.remove();
    await expect(attributes(QueueUrl)).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
    expect(await run(resourceTypes, 'AWS::SQS::Queue', {})).toMatchObject({ physicalId: QueueUrl });
  });

  test.each([{ FifoQueue: true }, { ContentBasedDeduplication: true }, { Colour: 'blue' }, { DelaySeconds: 901 }])(
    'with %j is refused',
    async (properties) => {
      await expect(run(resourceTypes, 'AWS::SQS::Queue', properties)).rejects.toThrow();
    },
  );

  test('keeps the policy that is declared for it, and shows it', async () => {
    const { QueueUrl } = await create('a');
    const PolicyDocument = { Statement: [{ Effect: 'Deny', Action: 'sqs:*', Principal: '*', Resource: '*' }] };
    const made = await run(resourceTypes, 'AWS::SQS::QueuePolicy', { Queues: [QueueUrl], PolicyDocument });
    expect(JSON.parse((await attributes(QueueUrl)).Policy)).toEqual(PolicyDocument);
    const other = (await create('b')).QueueUrl;
    await made.update({ Queues: [other], PolicyDocument: { Statement: [] } });
    expect(Object.keys(await attributes(QueueUrl))).not.toContain('Policy');
    expect(JSON.parse((await attributes(other)).Policy)).toEqual({ Statement: [] });
    const again = await run(resourceTypes, 'AWS::SQS::QueuePolicy', { Queues: [QueueUrl], PolicyDocument });
    await again.remove();
    expect(Object.keys(await attributes(QueueUrl))).not.toContain('Policy');
    const none = { Queues: [`${base}/none`], PolicyDocument };
    await expect(run(resourceTypes, 'AWS::SQS::QueuePolicy', none)).rejects.toMatchObject({
      code: 'QueueDoesNotExist',
    });
  });
});

test('reset forgets queues, messages, and which names were taken a moment ago', async () => {
  const { QueueUrl } = await create('a');
  await call(service, 'SendMessage', { QueueUrl, MessageBody: 'x' });
  await create('b').then((b) => call(service, 'DeleteQueue', b));
  await service.reset?.();
  expect(await call(service, 'ListQueues', {})).toEqual({});
  for (const name of ['a', 'b']) await create(name);
  expect(await call(service, 'ReceiveMessage', { QueueUrl })).toEqual({});
});
