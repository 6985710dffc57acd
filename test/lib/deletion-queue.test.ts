import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  SourceServerConnection,
  SourceServerConnectionProvider,
  type SourceServerConnectionProviderProps,
} from '../../lib';

/* The queue for the deletions that CloudFormation throttles, as it is synthesized. */

const FUNCTION = 'AWS::Lambda::Function';

test('the queue for deletions brings the function a hundred at a time, and gives an event up before CloudFormation does', () => {
  const { construct, stack } = provider({ timeout: Duration.minutes(10) });
  new SourceServerConnection(stack, 'Server', { sourceServerId: SERVER, provider: construct });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 660, MessageRetentionPeriod: 50 * 60 });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 1,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProviderDeletions'), 'Arn'] },
  });
  const queue = { Ref: Match.stringLikeRegexp('^ProviderDeletions') };
  template.hasResourceProperties(FUNCTION, { Environment: { Variables: { DELETION_QUEUE: queue } } });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumEventAgeInSeconds: 50 * 60 });
  template.hasResourceProperties('Custom::MgnSourceServerConnection', { ServiceTimeout: '3600' });
});

test('the queue for deletions is deleted, with what brings it to the function, only when the last connection is', () => {
  const { construct, stack } = provider({});
  new SourceServerConnection(stack, 'Server', { sourceServerId: SERVER, provider: construct });
  Template.fromStack(stack).hasResource('Custom::MgnSourceServerConnection', {
    DependsOn: Match.arrayWith([
      Match.stringLikeRegexp('^ProviderDeletions'),
      Match.stringLikeRegexp('^ProviderDeletionsTogether'),
    ]),
  });
});

test("the queue for deletions is the function's alone to use, over TLS", () => {
  const template = Template.fromStack(provider({}).stack);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          Effect: 'Allow',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProviderDeletions'), 'Arn'] },
        },
      ],
    },
  });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    },
  });
});

test('the queue for deletions is not made without being asked for', () => {
  const template = Template.fromStack(provider({ deletionQueue: false }).stack);
  template.resourceCountIs('AWS::SQS::Queue', 0);
  template.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
});

const SERVER = 's-0123456789abcdef0';

function provider(props: SourceServerConnectionProviderProps) {
  const stack = new Stack(new App(), 'Stack');
  const construct = new SourceServerConnectionProvider(stack, 'Provider', { deletionQueue: true, ...props });
  return { stack, construct };
}
