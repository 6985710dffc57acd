import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type LocalAws, startLocalAws } from '../../src';
import { clientOf } from '../fake-service';
import { until } from './processes';

jest.setTimeout(30_000);

const document = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });
const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** A queue, a function that prints what it gets from it, and its role, which may do this with the queue. */
const template = (...Action: string[]) => ({
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document(trust),
      Policies: [{ PolicyName: 'p', PolicyDocument: document({ Effect: 'Allow', Action, Resource: arnOf('Queue') }) }],
    },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      ...{ Runtime: 'nodejs20.x', Handler: 'index.handler', Role: arnOf('Role') },
      Code: { ZipFile: 'exports.handler = async ({ Records }) => console.log("got", Records[0].body)' },
    },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: arnOf('Queue'), FunctionName: { Ref: 'Function' } },
  },
});

let aws: LocalAws;
let stacks: CloudFormationClient;
const printed: string[] = [];
beforeEach(async () => {
  aws = await startLocalAws({ servers: [], onLogLine: (line) => printed.push(line) });
  stacks = new CloudFormationClient(clientOf(aws));
});
afterEach(() => aws.stop());

const StackName = 'App';
const create = async (Resources: object) => {
  const TemplateBody = JSON.stringify({ Resources });
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  return waitUntilStackCreateComplete({ client: stacks, minDelay: 1, maxWaitTime: 20 }, { StackName });
};

test('a stack connects a queue with a function, whose role the reading is held to; its deletion ends that', async () => {
  await create(template('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'));
  const sqs = new SQSClient(clientOf(aws));
  const QueueUrl = `${aws.url}/123456789012/jobs`;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'work' }));
  await until(() => printed.some((line) => line.includes('got work')));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesDelayed: '0' });
  await stacks.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client: stacks, minDelay: 1, maxWaitTime: 20 }, { StackName });
});

test('without the permissions the stack is rolled back, and says which one is missing', async () => {
  await expect(create(template('sqs:ReceiveMessage'))).rejects.toThrow('ROLLBACK');
  const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect([failed?.LogicalResourceId, failed?.ResourceStatusReason]).toEqual([
    'Mapping',
    expect.stringContaining('does not have permissions to call DeleteMessage on SQS'),
  ]);
});
