import type { Context, SQSBatchResponse } from 'aws-lambda';
import { QUEUE_VARIABLE } from '../lib/private/contract';
import { member } from './identity';
import { handOver } from './queue/hand-over';
import { type Message, messagesIn } from './queue/messages';
import { Deadline } from './runtime/deadline';
import type { Request } from './runtime/request';
import { answerable, serve } from './serve';

/** What stays for the answer when everything else hangs. */
const RESERVE = 15_000;

/**
 * The function behind `Custom::MgnSourceServerConnection` and `Custom::MgnRemovalGate`: every event of CloudFormation
 * gets exactly one answer before Lambda ends it, whether it comes by itself or with others from the queue.
 */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse | undefined> {
  const messages = messagesIn(event);
  if (messages) return serveTogether(messages, context);
  await serveAlone(event, context);
  return undefined;
}

/** A deletion that CloudFormation throttles is one of many: it joins them in the queue, if there is one. */
async function serveAlone(event: unknown, context: Context): Promise<void> {
  const request = answerable(event);
  if (!request) return;
  const queue = queueFor(request);
  const isServed = await within(context, (deadline) => {
    const throttled = new Promise<undefined>((resolve) => {
      // late in its time it goes on by itself: that takes time too, if the queue does not have it
      if (queue) deadline.onThrottle = () => deadline.elapsed < deadline.remaining && resolve(undefined);
    });
    return serve(request, deadline, context, { givenUp: throttled });
  });
  if (isServed || (queue && (await within(context, (deadline) => handOver(event, queue, deadline))))) return;
  await within(context, (deadline) => serve(request, deadline, context));
}

/** Only for a connection that was deployed with the queue: until that is deleted, somebody brings the queue back here. */
function queueFor({ requestType, properties }: Request): string | undefined {
  const mayWait = requestType === 'Delete' && member(properties, 'DeletionQueue') === 'true';
  return mayWait ? process.env[QUEUE_VARIABLE] : undefined;
}

/**
 * They share what CloudFormation answers, and one deadline, so that none ends what the others wait for. A message whose
 * answer could not be delivered comes again.
 */
function serveTogether(messages: readonly Message[], context: Context): Promise<SQSBatchResponse> {
  return within(context, async (deadline) => {
    deadline.crowd = messages.length;
    const results = await Promise.allSettled(
      messages.map(async ({ event, came }) => {
        const request = answerable(event);
        if (request) await serve(request, deadline, context, { came });
      }),
    );
    const failed = messages.filter((_, index) => results[index]?.status === 'rejected');
    return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
  });
}

/** What is still under way when the task is done is ended. */
async function within<T>(context: Context, task: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = new Deadline(context.getRemainingTimeInMillis() - RESERVE);
  return task(deadline).finally(() => deadline.close());
}
