import { Deadline } from '../runtime/deadline';
import { explain } from '../runtime/failure';
import { log } from '../runtime/log';
import { retrying } from '../runtime/retry';
import { post, refusalIn } from '../runtime/service';

/** A queue that has not taken a deletion by then is not waited for: the deletion goes on by itself. */
const MOST = 10_000;

/**
 * Puts an event of CloudFormation into a queue, for an environment that serves many of them together; tells whether the
 * queue has it. docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export async function handOver(event: unknown, queue: string): Promise<boolean> {
  const deadline = new Deadline(MOST);
  const body = JSON.stringify({ QueueUrl: queue, MessageBody: JSON.stringify(event) });
  try {
    await retrying(deadline, () => send(body, deadline));
    return true;
  } catch (error) {
    const why = explain(error, 'sqs:SendMessage');
    log('error', { message: `the queue did not take the deletion, which goes on by itself: ${why}` });
    return false;
  } finally {
    deadline.close();
  }
}

async function send(body: string, { signal }: Deadline): Promise<void> {
  const contentType = 'application/x-amz-json-1.0';
  const incoming = await post(
    { service: 'sqs', path: '/', contentType, target: 'AmazonSQS.SendMessage', body },
    signal,
  );
  if (incoming.status >= 300) throw refusalIn(incoming);
}
