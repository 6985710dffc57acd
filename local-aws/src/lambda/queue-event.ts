import type { ReceivedMessage } from '../kernel/types';
import type { InvocationResult } from './invoker';

/** What a function is invoked with: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export function eventOf(messages: readonly ReceivedMessage[], queueArn: string, awsRegion: string): Buffer {
  const Records = messages.map(({ messageId, receiptHandle, body, attributes, md5OfBody }) => ({
    messageId,
    receiptHandle,
    body,
    attributes,
    messageAttributes: {},
    md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion,
  }));
  return Buffer.from(JSON.stringify({ Records }));
}

/** How much of an event a message takes: its body as JSON, and what is around it. */
export const sizeInEvent = (body: string) => Buffer.byteLength(JSON.stringify(body)) + 1024;

/** Which messages of a batch are done, and can be deleted. */
export function doneOf(
  messages: readonly ReceivedMessage[],
  result: InvocationResult | undefined,
  reportsFailures: boolean,
): readonly ReceivedMessage[] {
  if (!result || result.failed) return [];
  if (!reportsFailures) return messages;
  const failed = reportedIn(result.payload);
  const known = new Set<unknown>(messages.map(({ messageId }) => messageId));
  // whoever names a message wrongly has not said which one failed
  if (!failed?.every((id) => known.has(id))) return [];
  return messages.filter(({ messageId }) => !failed.includes(messageId));
}

/**
 * What is named in a report; undefined when it is none. No list is an empty one.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
function reportedIn(payload: Buffer): unknown[] | undefined {
  try {
    const failures = JSON.parse(payload.toString())?.batchItemFailures ?? [];
    return Array.isArray(failures) ? failures.map((item) => item?.itemIdentifier) : undefined;
  } catch {
    return undefined;
  }
}
