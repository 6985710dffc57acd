import { member } from '../identity';

/** A message of the queue, and the event of CloudFormation in it. */
export interface Message {
  readonly id: string;
  readonly event: unknown;
  /** When it was handed over, in milliseconds. */
  readonly came?: number;
}

/** The messages that Lambda brings from the queue: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function messagesIn(event: unknown): Message[] | undefined {
  const records = member(event, 'Records');
  if (!Array.isArray(records)) return undefined;
  return records.map((record) => ({
    id: String(member(record, 'messageId')),
    event: eventIn(member(record, 'body')),
    came: Number(member(member(record, 'attributes'), 'SentTimestamp')) || undefined,
  }));
}

/** What is no JSON is no event either, and nobody waits for its answer. */
function eventIn(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}
