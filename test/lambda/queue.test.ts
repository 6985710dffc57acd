import type { HttpResponse } from '../../local-aws/src/kernel/types';
import { deletion, json } from './answers';
import { batchOf, functionWith, QUEUE, queued, requestIds } from './queue';

/* What the function does with its queue for deletions, and with the messages that come from it; with written answers. */

describe('a deletion that CloudFormation throttles', () => {
  test('is put into the queue, and neither answered nor carried out', async () => {
    const { calls, send } = functionWith({ throttles: Number.POSITIVE_INFINITY });
    await send(queued());
    expect(calls('PUT')).toEqual([]);
    expect(calls('DisconnectFromService')).toEqual([]);
    const [message, ...others] = calls('SendMessage');
    expect(others).toEqual([]);
    expect(message?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      authorization: expect.stringContaining('/eu-west-1/sqs/aws4_request'),
    });
    const { QueueUrl, MessageBody } = JSON.parse(String(message?.body));
    expect(QueueUrl).toBe(QUEUE);
    expect(JSON.parse(MessageBody)).toEqual(queued());
  });

  test('goes on by itself where there is no queue', async () => {
    const { answers, calls, send } = functionWith({ throttles: 3, queue: undefined });
    await send(queued());
    expect(calls('SendMessage')).toEqual([]);
    expect(answers()).toMatchObject([{ Status: 'SUCCESS', Reason: expect.stringMatching(/^disconnected/) }]);
  });

  test.each([
    [
      'does not exist',
      json({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'The queue does not exist.' }, 400),
    ],
    ['may not be used', json({ __type: 'AccessDeniedException', message: 'not authorized' }, 400)],
    ['does not answer', { status: 503, headers: {}, body: '' }],
  ])('goes on by itself when the queue %s, and the log says so', async (_, refusal) => {
    const { answers, calls, logs, send } = functionWith({ throttles: 1, queueAnswers: refusal });
    await send(queued());
    expect(calls('DisconnectFromService')).toHaveLength(1);
    expect(answers()).toMatchObject([{ Status: 'SUCCESS', Reason: expect.stringMatching(/^disconnected/) }]);
    expect(logs.join()).toContain('the queue did not take the deletion, which goes on by itself');
  });

  test('goes on by itself if its connection was deployed without the queue: nobody may bring it back', async () => {
    const { answers, calls, send } = functionWith({ throttles: 3 });
    await send(deletion());
    expect(calls('SendMessage')).toEqual([]);
    expect(answers()).toHaveLength(1);
  });

  test('is put there once, however late the queue takes it', async () => {
    const slow = async () => new Promise<HttpResponse>(() => {});
    const { answers, calls, send } = functionWith({ throttles: 1, queueAnswers: slow });
    await send(queued());
    expect(calls('SendMessage')).toHaveLength(1);
    expect(answers()).toHaveLength(1);
  });
});

test('who is throttled once it is known that the server goes stays with its own deletion', async () => {
  const { answers, calls, send } = functionWith({ conflicts: 15, throttlesAfter: 30_000 });
  await send(queued());
  expect(calls('SendMessage')).toEqual([]);
  expect(answers()).toMatchObject([{ Status: 'SUCCESS' }]);
});

test('a creation and an update that are throttled are nothing for the queue', async () => {
  const { calls, answers, send } = functionWith({ throttles: 2 });
  await send({ ...queued(), RequestType: 'Create' });
  await send({ ...queued(), RequestType: 'Update', OldResourceProperties: {} });
  expect(calls('SendMessage')).toEqual([]);
  expect(answers()).toHaveLength(2);
});

describe('messages of the queue', () => {
  test('have an answer each, and few questions together', async () => {
    const { answers, calls, send } = functionWith({});
    const payload = await send(batchOf(20));
    expect(payload).toEqual({ batchItemFailures: [] });
    expect(
      answers()
        .map(({ RequestId }) => RequestId)
        .sort(),
    ).toEqual(requestIds(20).sort());
    expect(answers().map(({ Status }) => Status)).toEqual(Array(20).fill('SUCCESS'));
    expect(calls('DescribeStacks').length + calls('DescribeStackEvents').length).toBeLessThanOrEqual(6);
  });

  test('are not put back when they are throttled', async () => {
    const { answers, calls, send } = functionWith({ throttles: 4 });
    await send(batchOf(3));
    expect(calls('SendMessage')).toEqual([]);
    expect(answers()).toHaveLength(3);
  });

  test('are given back one by one: that whose answer is not delivered comes again', async () => {
    const { send } = functionWith({ undelivered: 'request-1' });
    expect(await send(batchOf(3))).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  });

  test('are not waited for by each other: the failure of one is its own', async () => {
    const batch = batchOf(3);
    const [, forged] = batch.Records;
    if (forged) forged.body = JSON.stringify({ ...queued(), RequestId: 'request-1', LogicalResourceId: 'Another' });
    const { answers, send } = functionWith({});
    await send(batch);
    expect(
      answers()
        .map(({ RequestId, Status }) => `${RequestId} ${Status}`)
        .sort(),
    ).toEqual(['request-0 SUCCESS', 'request-1 FAILED', 'request-2 SUCCESS']);
  });

  test.each(['no JSON', '', 'null', '{}', '[]'])('that hold %j call nothing and do not come again', async (body) => {
    const { requests, send } = functionWith({});
    expect(await send({ Records: [{ ...batchOf(1).Records[0], body }] })).toEqual({ batchItemFailures: [] });
    expect(requests).toEqual([]);
  });

  test('have waited since they were sent: that is in the metric', async () => {
    const { logs, send, clock } = functionWith({});
    const batch = batchOf(1);
    if (batch.Records[0]) batch.Records[0].attributes.SentTimestamp = String(clock.now() - 60_000);
    await send(batch);
    const [waited] = logs.map((line) => JSON.parse(line).WaitedSeconds).filter((seconds) => seconds !== undefined);
    expect(waited).toBeGreaterThanOrEqual(60);
  });
});
