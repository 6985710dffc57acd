import type {
  CreateQueueRequest,
  DeleteMessageRequest,
  DeleteQueueRequest,
  GetQueueAttributesRequest,
  GetQueueUrlRequest,
  ListQueuesRequest,
  ReceiveMessageRequest,
  SendMessageRequest,
} from '@aws-sdk/client-sqs';
import { userIdOf } from '../kernel/credentials';
import { AwsError, type CallContext, type Operation, type ReceivedMessage } from '../kernel/types';
import { invalidValue, missing, notImitated, unknownAttribute } from './errors';
import type { Queue } from './queue';
import type { QueueStore } from './queues';

export function queueOperations(store: QueueStore): Record<string, Operation> {
  return {
    CreateQueue: ({ QueueName = '', Attributes = {} }: CreateQueueRequest) => ({
      QueueUrl: store.urlOf(store.createOnce(QueueName, Attributes).name),
    }),
    DeleteQueue({ QueueUrl = '' }: DeleteQueueRequest) {
      store.deleteByCall(store.at(QueueUrl));
    },
    GetQueueUrl: ({ QueueName = '' }: GetQueueUrlRequest) => ({ QueueUrl: store.urlOf(store.named(QueueName).name) }),
    GetQueueAttributes({ QueueUrl = '', AttributeNames = [] }: GetQueueAttributesRequest) {
      const shown = shownAttributes(store.at(QueueUrl));
      return AttributeNames.length === 0 ? {} : { Attributes: chosen(AttributeNames, shown) };
    },
    ListQueues({ QueueNamePrefix = '', MaxResults, NextToken = '0' }: ListQueuesRequest) {
      if (MaxResults !== undefined) requireRange(MaxResults, 'MaxResults', 1, 1000);
      const urls = store.all().flatMap(({ name }) => (name.startsWith(QueueNamePrefix) ? [store.urlOf(name)] : []));
      const [from, to] = [Number(NextToken), Number(NextToken) + (MaxResults ?? 1000)];
      if (urls.length === 0) return {};
      // without MaxResults there is one page, however many queues there are
      const more = MaxResults !== undefined && to < urls.length;
      return { QueueUrls: urls.slice(from, to), ...(more ? { NextToken: String(to) } : {}) };
    },
  };
}

export function messageOperations(store: QueueStore): Record<string, Operation> {
  return {
    SendMessage(input: SendMessageRequest, { caller }: CallContext) {
      const queue = store.at(input.QueueUrl ?? '');
      const body = checkedBody(input, queue);
      if (input.DelaySeconds !== undefined) requireRange(input.DelaySeconds, 'DelaySeconds', 0, 900);
      const { id, md5 } = queue.send(body, userIdOf(caller.arn), input.DelaySeconds);
      return { MD5OfMessageBody: md5, MessageId: id };
    },
    /** At once, with what there is: nobody waits for WaitTimeSeconds. */
    ReceiveMessage(input: ReceiveMessageRequest) {
      const queue = store.at(input.QueueUrl ?? '');
      const { MaxNumberOfMessages = 1, VisibilityTimeout, WaitTimeSeconds, ReceiveRequestAttemptId } = input;
      if (ReceiveRequestAttemptId !== undefined) throw notImitated('FIFO queues');
      if (!inRange(MaxNumberOfMessages, 1, 10))
        throw invalidValue(MaxNumberOfMessages, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided.');
      if (WaitTimeSeconds !== undefined) requireRange(WaitTimeSeconds, 'WaitTimeSeconds', 0, 20);
      if (VisibilityTimeout !== undefined) requireRange(VisibilityTimeout, 'VisibilityTimeout', 0, 43_200);
      const received = queue.receive(MaxNumberOfMessages, undefined, VisibilityTimeout);
      return received.length === 0 ? {} : { Messages: received.map((message) => shownMessage(message, input)) };
    },
    DeleteMessage({ QueueUrl = '', ReceiptHandle = '' }: DeleteMessageRequest) {
      if (store.at(QueueUrl).delete(ReceiptHandle)) return;
      throw new AwsError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${ReceiptHandle}" is not a valid receipt handle.`,
      );
    },
  };
}

/** https://www.w3.org/TR/REC-xml/#charsets */
const notAllowed = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

function checkedBody(input: SendMessageRequest, queue: Queue): string {
  const { MessageBody: body, MessageAttributes = {}, MessageSystemAttributes = {} } = input;
  if (Object.keys(MessageAttributes).length > 0) throw notImitated('attributes of messages');
  if (Object.keys(MessageSystemAttributes).length > 0) throw notImitated('system attributes of messages');
  if (input.MessageGroupId !== undefined) throw notImitated('groups of messages');
  if (input.MessageDeduplicationId !== undefined) throw notImitated('FIFO queues');
  if (!body) throw missing('MessageBody');
  const most = Number(queue.attributes.MaximumMessageSize);
  if (Buffer.byteLength(body) > most)
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  if (notAllowed.test(body))
    throw new AwsError('InvalidMessageContents', 'Invalid characters were found in the message body.');
  return body;
}

function shownMessage({ attributes, ...message }: ReceivedMessage, input: ReceiveMessageRequest): object {
  // newer clients have another name for the same
  const asked = { MessageSystemAttributeNames: [], AttributeNames: [], ...input };
  const names: string[] = [...asked.AttributeNames, ...asked.MessageSystemAttributeNames];
  const Attributes = Object.fromEntries(
    Object.entries(attributes).filter(([name]) => names.includes('All') || names.includes(name)),
  );
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(Object.keys(Attributes).length > 0 ? { Attributes } : {}),
  };
}

function shownAttributes(queue: Queue): Record<string, string> {
  const { visible, delayed, inFlight } = queue.counts();
  const seconds = (ms: number) => String(Math.floor(ms / 1000));
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(queue.created),
    LastModifiedTimestamp: seconds(queue.modified),
    ...queue.attributes,
    ...(queue.policy === undefined ? {} : { Policy: JSON.stringify(queue.policy) }),
  };
}

/** Attributes that a standard queue does not have are asked for in vain, without an error. */
const KNOWN =
  /^(All|Policy|RedrivePolicy|RedriveAllowPolicy|Kms\w+|FifoQueue|FifoThroughputLimit|ContentBasedDeduplication|DeduplicationScope)$/;

function chosen(names: readonly string[], shown: Readonly<Record<string, string>>): Record<string, string> {
  const unknown = names.find((name) => !Object.hasOwn(shown, name) && !KNOWN.test(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  return Object.fromEntries(Object.entries(shown).filter(([name]) => names.includes('All') || names.includes(name)));
}

const inRange = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;

function requireRange(value: number, name: string, least: number, most: number): void {
  if (!inRange(value, least, most)) throw invalidValue(value, name, `Must be >= ${least} and <= ${most}, if provided.`);
}
