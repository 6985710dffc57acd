import {
  CreateQueueCommand,
  DeleteMessageCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type LocalAws, startLocalAws } from '../../src';
import { createSqs } from '../../src/sqs';
import { clientOf, signed } from '../fake-service';
import { env, operator } from '../services/world';

/* The SDK's own client, on the port that is served. */

let aws: LocalAws;
let sqs: SQSClient;
beforeEach(async () => {
  aws = await startLocalAws({ servers: [] });
  sqs = new SQSClient(clientOf(aws));
});
afterEach(() => aws.stop());

test('a message goes through a queue by the SDK, which verifies its checksums', async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
  expect(QueueUrl).toBe(`${aws.url}/123456789012/jobs`);
  const MessageBody = 'ü & <x> "quoted"';
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Messages).toMatchObject([{ MessageId, Body: MessageBody, Attributes: { ApproximateReceiveCount: '1' } }]);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
  const entries = aws.calls().map(({ service, operation, outcome }) => `${service} ${operation} ${outcome}`);
  expect(entries).toEqual(
    ['CreateQueue', 'SendMessage', 'ReceiveMessage', 'DeleteMessage'].map((one) => `sqs ${one} ok`),
  );
});

test('an error has its new name in the body and its old one in a header', async () => {
  const QueueUrl = `${aws.url}/123456789012/none`;
  const refused = sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await expect(refused).rejects.toBeInstanceOf(QueueDoesNotExist);
  await expect(refused).rejects.toMatchObject({ Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' });
  const response = await post(QueueUrl, 'GetQueueAttributes', { QueueUrl });
  expect(response.status).toBe(400);
  expect(response.headers.get('x-amzn-query-error')).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  expect(await response.json()).toEqual({
    __type: 'com.amazonaws.sqs#QueueDoesNotExist',
    message: 'The specified queue does not exist.',
  });
});

test("a request may be sent to the queue's own URL", async () => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
  const response = await post(QueueUrl, 'SendMessage', { QueueUrl, MessageBody: 'x' });
  expect(response.status).toBe(200);
});

test('what a role may do with a queue is its policy on the ARN of that queue', async () => {
  const { service } = createSqs(env);
  const context = { caller: operator, requestId: 'r', region: 'us-east-1' };
  const needs = (operation: string, input: object) => service.authorizations?.(operation, input, context);
  const QueueUrl = `${aws.url}/123456789012/jobs`;
  const resource = 'arn:aws:sqs:us-east-1:123456789012:jobs';
  expect(needs('SendMessage', { QueueUrl })).toEqual([{ action: 'sqs:SendMessage', resource }]);
  expect(needs('GetQueueUrl', { QueueName: 'jobs' })).toEqual([{ action: 'sqs:GetQueueUrl', resource }]);
  expect(needs('ListQueues', {})).toEqual([{ action: 'sqs:ListQueues', resource: '*' }]);
});

const post = (url: string, operation: string, input: object) =>
  fetch(url, {
    method: 'POST',
    headers: { ...signed('sqs'), 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
  });
