import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IDependable } from 'constructs';
import { QUEUE_VARIABLE } from './contract';
import type { FunctionRole } from './function-role';

/** CloudFormation waits no longer: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
export const LONGEST_WAIT = Duration.hours(1);

/** Lambda begins with five batches at a time: that many hold what all servers of a role, 480, make at once. */
const MOST_TOGETHER = 100;

/** Seconds for which Lambda gathers a batch: the least with which it may have more than ten messages. */
const WINDOW = Duration.seconds(1);

/**
 * A queue for the deletions that CloudFormation throttles, and what brings them back to the function, many at a time.
 * Returns what must stay until the last connection is deleted.
 */
export function deletionQueueOf(
  provider: Construct,
  handler: LambdaFunction,
  role: FunctionRole,
  timeout: Duration,
): IDependable[] {
  const queue = new Queue(provider, 'Deletions', {
    // a batch that its environment has lost comes again, and is not taken twice before
    visibilityTimeout: timeout.plus(Duration.minutes(1)),
    retentionPeriod: LONGEST_WAIT.minus(timeout),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  });
  handler.addEnvironment(QUEUE_VARIABLE, queue.queueUrl);
  const actions = ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) => `sqs:${name}`);
  role.allow(handler, 'Queue', [new PolicyStatement({ actions, resources: [queue.queueArn] })]);
  const mapping = new EventSourceMapping(provider, 'DeletionsTogether', {
    target: handler,
    eventSourceArn: queue.queueArn,
    batchSize: MOST_TOGETHER,
    maxBatchingWindow: WINDOW,
    reportBatchItemFailures: true,
  });
  return [queue, mapping];
}
