import { deadLetterArn, numbered, type QueueWorld, queueArn, queueWorld } from './queue-world';

/* What Lambda does with the messages of a queue. */

let world: QueueWorld;
beforeEach(async () => {
  world = await queueWorld();
});
afterEach(() => world.running.close());

const minute = 60_000;
const seen = () => world.invocations.map(({ bodies }) => bodies);

test('a message reaches the function in an event as AWS documents it, and is deleted when that succeeds', async () => {
  await world.map();
  await world.send('{"a":1}');
  const sent = String(world.clock.now());
  expect(world.invocations[0]?.records).toEqual([
    {
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: '{"a":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: sent,
        SenderId: 'AIDALOCALOPERATOR',
        ApproximateFirstReceiveTimestamp: sent,
      },
      messageAttributes: {},
      md5OfBody: 'bb6cb5c68df4652941caf652a366f2d8',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: 'eu-west-1',
    },
  ]);
  expect(await world.left()).toEqual([0, 0]);
});

test('messages that were there before the mapping are read too, ten to a batch', async () => {
  await world.send(...numbered(13));
  await world.map();
  await world.clock.advance(0);
  expect(seen()).toEqual([numbered(13).slice(0, 10), numbered(13).slice(10)]);
});

test('what a function fails with comes again after the visibility timeout, and is counted', async () => {
  world.handler = () => Promise.reject(new Error('no'));
  await world.map();
  await world.send('a', 'b');
  await world.clock.advance(minute - 1);
  expect(world.invocations).toHaveLength(2);
  world.handler = () => undefined;
  await world.clock.advance(1);
  const again = world.invocations.slice(2).flatMap(({ records }) => records);
  expect(again.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount])).toEqual([
    ['a', '2'],
    ['b', '2'],
  ]);
  expect(await world.left()).toEqual([0, 0]);
});

test('what it fails with too often goes to the dead-letter queue, and the function is not invoked for nothing', async () => {
  await world.running.close();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount: 2 });
  world = await queueWorld({ RedrivePolicy });
  world.handler = () => Promise.reject(new Error('no'));
  await world.map();
  await world.send('x');
  await world.clock.advance(10 * minute);
  expect([seen(), await world.left()]).toEqual([
    [['x'], ['x']],
    [0, 0],
  ]);
  const { QueueUrl } = await world.running.sqs('GetQueueUrl', { QueueName: 'dead' });
  expect(await world.running.sqs('ReceiveMessage', { QueueUrl })).toMatchObject({ Messages: [{ Body: 'x' }] });
});

test('a delayed message is read when its delay is over', async () => {
  const { QueueUrl } = await world.running.sqs('GetQueueUrl', { QueueName: 'jobs' });
  await world.map();
  await world.running.sqs('SendMessage', { QueueUrl, MessageBody: 'later', DelaySeconds: 100 });
  await world.clock.advance(99_999);
  expect(seen()).toEqual([]);
  await world.clock.advance(1);
  expect(seen()).toEqual([['later']]);
});

describe('with ReportBatchItemFailures', () => {
  const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

  test('the messages that the function names come again, the others are deleted', async () => {
    world.handler = ({ records }) => ({
      batchItemFailures: records
        .filter(({ body }) => body === '1')
        .map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    await world.send(...numbered(3));
    await world.map(reporting);
    await world.clock.advance(0);
    expect(await world.left()).toEqual([0, 1]);
    await world.clock.advance(minute);
    expect(seen()).toEqual([['0', '1', '2'], ['1']]);
  });

  test.each(['null', '{}', '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])(
    'the answer %s is a success',
    async (answer) => {
      world.raw = answer;
      await world.map(reporting);
      await world.send('x');
      expect(await world.left()).toEqual([0, 0]);
    },
  );

  test.each([
    'not JSON',
    '{"batchItemFailures":[{"itemIdentifier":""}]}',
    '{"batchItemFailures":[{"itemIdentifier":null}]}',
    '{"batchItemFailures":[{"foo":"notvalid"}]}',
    '{"batchItemFailures":[{"itemIdentifier":"of no message"}]}',
    '{"batchItemFailures":"all"}',
  ])('the answer %s is a failure of the whole batch', async (answer) => {
    world.raw = answer;
    await world.map(reporting);
    await world.send('x');
    expect(await world.left()).toEqual([0, 1]);
  });
});

test('without ReportBatchItemFailures a report is not read', async () => {
  world.handler = ({ records }) => ({ batchItemFailures: [{ itemIdentifier: records[0].messageId }] });
  await world.map();
  await world.send('x');
  expect(await world.left()).toEqual([0, 0]);
});
