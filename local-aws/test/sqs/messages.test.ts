import { VirtualClock } from '../../src/kernel/clock';
import { createSqs } from '../../src/sqs';
import { call, operator, env as world } from '../services/world';

/* Messages on their way through a standard queue, with a clock that stands still. */

const clock = new VirtualClock();
const { service } = createSqs({ ...world, clock });
const minute = 60_000;
let QueueUrl: string;

beforeEach(async () => {
  await service.reset?.();
  QueueUrl = await make('jobs', { VisibilityTimeout: '60' });
});

async function make(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  return (await call(service, 'CreateQueue', { QueueName, Attributes })).QueueUrl;
}

const send = (MessageBody: string, more: object = {}) =>
  call(service, 'SendMessage', { QueueUrl, MessageBody, ...more });

async function receive(more: object = {}): Promise<any[]> {
  const input = { QueueUrl, MaxNumberOfMessages: 10, AttributeNames: ['All'], ...more };
  return (await call(service, 'ReceiveMessage', input)).Messages ?? [];
}

const bodies = async (more: object = {}) => (await receive(more)).map(({ Body }) => Body);
const remove = (ReceiptHandle: string) => call(service, 'DeleteMessage', { QueueUrl, ReceiptHandle });

test('a message is received with its id, its checksum and its attributes, and is gone when it is deleted', async () => {
  const { MessageId, MD5OfMessageBody } = await send('hello');
  const sent = String(clock.now());
  await clock.advance(1000);
  const [message] = await receive();
  expect(MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
  expect(message).toEqual({
    MessageId,
    ReceiptHandle: expect.stringMatching(/^[\w+/]+=*$/),
    MD5OfBody: MD5OfMessageBody,
    Body: 'hello',
    Attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: sent,
      SenderId: 'AIDALOCALOPERATOR',
      ApproximateFirstReceiveTimestamp: String(clock.now()),
    },
  });
  await remove(message.ReceiptHandle);
  await clock.advance(minute);
  expect(await receive()).toEqual([]);
});

test('a role is told as the sender by the name of its session', async () => {
  const caller = { ...operator, arn: 'arn:aws:sts::123456789012:assumed-role/app/fn', roleName: 'app' };
  await call(service, 'SendMessage', { QueueUrl, MessageBody: 'x' }, { caller });
  const [{ Attributes }] = await receive({ AttributeNames: ['SenderId'] });
  expect(Attributes).toEqual({ SenderId: 'AROALOCAL:fn' });
});

test('a received message is out of sight for the visibility timeout, then comes again and counts it', async () => {
  await send('x');
  const [first] = await receive();
  await clock.advance(minute - 1);
  expect(await receive()).toEqual([]);
  await clock.advance(1);
  const [second] = await receive();
  expect(second.Attributes.ApproximateReceiveCount).toBe('2');
  expect(second.Attributes.ApproximateFirstReceiveTimestamp).toBe(first.Attributes.ApproximateFirstReceiveTimestamp);
});

test('the handle of an earlier receive deletes nothing, without an error', async () => {
  await send('x');
  const [first] = await receive();
  await clock.advance(minute);
  await receive();
  await remove(first.ReceiptHandle);
  await clock.advance(minute);
  expect(await bodies()).toEqual(['x']);
});

test('what is no handle of the queue is refused', async () => {
  await expect(remove('garbage')).rejects.toMatchObject({ code: 'ReceiptHandleIsInvalid' });
});

test('a receive may ask for another visibility timeout, none at all too', async () => {
  await send('x');
  expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['x']);
  expect(await bodies({ VisibilityTimeout: 5 })).toEqual(['x']);
  await clock.advance(5000);
  expect(await bodies()).toEqual(['x']);
});

test('a receive gives one message unless it asks for more, and ten at the most', async () => {
  for (let i = 0; i < 13; i++) await send(`${i}`);
  expect(await receive({ MaxNumberOfMessages: undefined })).toHaveLength(1);
  expect(await receive()).toHaveLength(10);
  expect(await receive({ WaitTimeSeconds: 20 })).toHaveLength(2);
  await expect(receive({ MaxNumberOfMessages: 11 })).rejects.toThrow(
    'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
  );
  await expect(receive({ WaitTimeSeconds: 21 })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
});

test('a delayed message comes when its delay is over: its own, or that of the queue', async () => {
  QueueUrl = await make('later', { DelaySeconds: '900' });
  await send('as the queue has it');
  await send('sooner', { DelaySeconds: 10 });
  await send('at once', { DelaySeconds: 0 });
  expect(await bodies()).toEqual(['at once']);
  await clock.advance(10_000);
  expect(await bodies()).toEqual(['sooner']);
  await clock.advance(890_000);
  expect(await bodies()).toContain('as the queue has it');
  await expect(send('x', { DelaySeconds: 901 })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
});

test('a message older than the retention period is gone, whatever has become of it', async () => {
  QueueUrl = await make('brief', { MessageRetentionPeriod: '60', VisibilityTimeout: '0' });
  await send('x');
  await clock.advance(minute - 1);
  expect(await bodies()).toEqual(['x']);
  await clock.advance(1);
  expect(await bodies()).toEqual([]);
});

test('a message of 1 MiB is taken, one byte more is too long', async () => {
  await send('x'.repeat(2 ** 20));
  await expect(send('x'.repeat(2 ** 20 + 1))).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
  });
  QueueUrl = await make('small', { MaximumMessageSize: '1024' });
  await expect(send('ü'.repeat(513))).rejects.toThrow('shorter than 1024 bytes');
});

test.each([
  ['no body', { MessageBody: '' }, 'MissingParameter'],
  ['a character that XML has not', { MessageBody: 'a\u0008' }, 'InvalidMessageContents'],
  ['attributes', { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } }, 'UnsupportedOperation'],
  ['a trace header', { MessageSystemAttributes: { AWSTraceHeader: {} } }, 'UnsupportedOperation'],
  ['a group', { MessageGroupId: 'g' }, 'UnsupportedOperation'],
  ['a deduplication id', { MessageDeduplicationId: 'd' }, 'UnsupportedOperation'],
])('a message with %s is refused', async (_what, input, code) => {
  await expect(send('x', input)).rejects.toMatchObject({ code });
  expect(await receive()).toEqual([]);
});

describe('with a dead-letter queue', () => {
  let deadLetters: string;
  beforeEach(async () => {
    deadLetters = await make('dead', { MessageRetentionPeriod: '300' });
    const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:123456789012:dead';
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    QueueUrl = await make('tried-twice', { VisibilityTimeout: '60', RedrivePolicy });
  });

  test('a message that was received as often as is allowed goes there instead of once more to a receiver', async () => {
    const { MessageId } = await send('x');
    for (let i = 0; i < 2; i++) {
      expect(await bodies()).toEqual(['x']);
      await clock.advance(minute);
    }
    expect(await bodies()).toEqual([]);
    expect(await receive({ QueueUrl: deadLetters })).toMatchObject([{ MessageId, Body: 'x' }]);
    await clock.advance(minute);
    expect(await bodies()).toEqual([]);
  });

  test('the retention period there counts from when the message was sent', async () => {
    await send('x');
    for (let i = 0; i < 3; i++) {
      await bodies();
      await clock.advance(minute);
    }
    expect(await bodies({ QueueUrl: deadLetters, VisibilityTimeout: 0 })).toEqual(['x']);
    await clock.advance(2 * minute);
    expect(await bodies({ QueueUrl: deadLetters })).toEqual([]);
  });

  test('when that queue is gone, the message stays', async () => {
    await call(service, 'DeleteQueue', { QueueUrl: deadLetters });
    await send('x');
    for (let i = 0; i < 4; i++) {
      expect(await bodies()).toEqual(['x']);
      await clock.advance(minute);
    }
  });
});
