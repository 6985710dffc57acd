import { ACCOUNT, arn, matching, type Step, time } from './call';
import { create, role, settled, template } from './templates';

/* SQS, and Lambda that reads a queue. */

const QueueUrl = '{queue}';
const noQueue = {
  code: 'AWS.SimpleQueueService.NonExistentQueue',
  exception: 'QueueDoesNotExist',
  message: 'The specified queue does not exist.',
};
const sqsCalls: Step[] = [
  {
    on: 'sqs CreateQueue',
    input: { QueueName: 'table-jobs', Attributes: { VisibilityTimeout: '60' } },
    gives: { QueueUrl: matching(`/${ACCOUNT}/table-jobs$`) },
    keep: { queue: 'QueueUrl' },
  },
  {
    on: 'sqs CreateQueue',
    input: { QueueName: 'table-jobs', Attributes: { VisibilityTimeout: '61' } },
    refused: { code: 'QueueAlreadyExists', exception: 'QueueNameExists', message: 'for attribute VisibilityTimeout' },
  },
  {
    on: 'sqs CreateQueue',
    input: { QueueName: 'not a name' },
    refused: { code: 'InvalidParameterValue', message: '1 to 80 in length' },
  },
  { on: 'sqs GetQueueUrl', input: { QueueName: 'table-jobs' }, gives: { QueueUrl } },
  { on: 'sqs ListQueues', input: { QueueNamePrefix: 'table-j' }, gives: { QueueUrls: [QueueUrl] } },
  {
    on: 'sqs SendMessage',
    input: { QueueUrl, MessageBody: 'hello <ü>' },
    gives: { MessageId: matching('^[0-9a-f-]{36}$'), MD5OfMessageBody: 'c3a37a740e6cfa17ce5a84e5ac590884' },
    keep: { message: 'MessageId' },
  },
  {
    on: 'sqs GetQueueAttributes',
    input: { QueueUrl, AttributeNames: ['All'] },
    gives: {
      Attributes: { QueueArn: arn('sqs', 'table-jobs'), ApproximateNumberOfMessages: '1', VisibilityTimeout: '60' },
    },
  },
  {
    on: 'sqs ReceiveMessage',
    input: { QueueUrl, AttributeNames: ['All'], MaxNumberOfMessages: 10 },
    gives: {
      Messages: [
        {
          MessageId: '{message}',
          Body: 'hello <ü>',
          MD5OfBody: 'c3a37a740e6cfa17ce5a84e5ac590884',
          Attributes: { ApproximateReceiveCount: '1', SentTimestamp: matching('^[0-9]{13}$') },
        },
      ],
    },
    keep: { handle: 'Messages.0.ReceiptHandle' },
  },
  {
    on: 'sqs DeleteMessage',
    input: { QueueUrl, ReceiptHandle: 'garbage' },
    refused: { code: 'ReceiptHandleIsInvalid', exception: 'ReceiptHandleIsInvalid' },
  },
  { on: 'sqs DeleteMessage', input: { QueueUrl, ReceiptHandle: '{handle}' } },
  { on: 'sqs DeleteQueue', input: { QueueUrl } },
  { on: 'sqs SendMessage', input: { QueueUrl, MessageBody: 'late' }, refused: noQueue },
  { on: 'sqs GetQueueUrl', input: { QueueName: 'table-jobs' }, refused: noQueue },
];

/* A stack whose function reads a queue, and what Lambda tells of that. */

const statement = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };
const Policies = [{ PolicyName: 'reads', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }];
const reader = {
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'table-read' } },
  Role: role('table-reader', { Policies }),
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'table-reader',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Code: { ZipFile: 'exports.handler = async () => {}' },
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: { Ref: 'Function' },
      BatchSize: 5,
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
};
const mapping = {
  BatchSize: 5,
  EventSourceArn: arn('sqs', 'table-read'),
  FunctionArn: arn('lambda', 'function:table-reader'),
  LastModified: time,
  ScalingConfig: { MaximumConcurrency: 2 },
  State: 'Enabled',
};
const read = { QueueUrl: '{read}' };
const mappingCalls: Step[] = [
  create('TableReader', template(reader)),
  settled('TableReader', 'CREATE_COMPLETE'),
  {
    on: 'lambda ListEventSourceMappings',
    input: { FunctionName: 'table-reader' },
    gives: { EventSourceMappings: [mapping] },
    keep: { mapping: 'EventSourceMappings.0.UUID' },
  },
  { on: 'lambda GetEventSourceMapping', input: { UUID: '{mapping}' }, gives: { ...mapping, UUID: '{mapping}' } },
  {
    on: 'lambda GetEventSourceMapping',
    input: { UUID: '00000000-0000-4000-8000-000000000000' },
    refused: { code: 'ResourceNotFoundException', exception: 'ResourceNotFoundException' },
  },
  { on: 'sqs GetQueueUrl', input: { QueueName: 'table-read' }, keep: { read: 'QueueUrl' } },
  { on: 'sqs SendMessage', input: { ...read, MessageBody: 'work' } },
  {
    on: 'sqs GetQueueAttributes',
    input: { ...read, AttributeNames: ['All'] },
    until: true,
    gives: { Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' } },
  },
];

export const queueCalls: Step[] = [...sqsCalls, ...mappingCalls];
