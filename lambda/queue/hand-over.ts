import type { Deadline } from '../runtime/deadline';
import { explain } from '../runtime/failure';
import { log } from '../runtime/log';
import { post, refusalIn } from '../runtime/service';

/**
 * Puts an event of CloudFormation into a queue, for an environment that serves many of them together; tells whether the
 * queue has it. Tried once: a queue that has taken it without saying so would have it twice.
 * docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export async function handOver(event: unknown, queue: string, { signal }: Deadline): Promise<boolean> {
  const body = JSON.stringify({ QueueUrl: queue, MessageBody: JSON.stringify(event) });
  const contentType = 'application/x-amz-json-1.0';
  try {
    const incoming = await post(
      { service: 'sqs', path: '/', contentType, target: 'AmazonSQS.SendMessage', body },
      signal,
    );
    if (incoming.status >= 300) throw refusalIn(incoming);
    return true;
  } catch (error) {
    const why = explain(error, 'sqs:SendMessage');
    log('error', { message: `the queue did not take the deletion, which goes on by itself: ${why}` });
    return false;
  }
}
