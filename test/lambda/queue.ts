import type { HttpRequest, HttpResponse } from '../../local-aws/src/kernel/types';
import { conflict, DESTROYED, deletion, eventsOf, json, resourcesOf, SERVER, stackOf, THROTTLED } from './answers';
import { environmentOf, respond } from './invocation';

/* The function with a queue for deletions, in a stack that is deleted with its connection. */

export const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/Deletions';

interface Circumstances {
  readonly queue?: string;
  readonly queueAnswers?: HttpResponse | (() => Promise<HttpResponse>);
  /** So many questions CloudFormation throttles at first. */
  readonly throttles?: number;
  /** After this time, in milliseconds, it throttles two more. */
  readonly throttlesAfter?: number;
  /** So often MGN has a job in the way. */
  readonly conflicts?: number;
  /** The request whose answers do not arrive. */
  readonly undelivered?: string;
}

/** The function of a stack that is deleted with its connection. */
export function functionWith(circumstances: Circumstances) {
  const { queueAnswers = json({ MessageId: 'm' }), conflicts = 0, undelivered, throttlesAfter } = circumstances;
  let throttles = circumstances.throttles ?? 0;
  let late = throttlesAfter === undefined ? 0 : 2;
  let refused = 0;
  let disconnected = false;
  const variables = 'queue' in circumstances ? {} : { DELETION_QUEUE: QUEUE };
  const { requests, logs, send, clock } = environmentOf(async (request, time) => {
    if (request.method === 'PUT') return { ...respond(''), status: isOf(undelivered, request) ? 500 : 200 };
    if (request.headers['x-amz-target']) return typeof queueAnswers === 'function' ? queueAnswers() : queueAnswers;
    if (request.path === '/DisconnectFromService') {
      if (refused++ < conflicts) return conflict();
      disconnected = true;
    }
    const state = disconnected ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (request.path !== '/') return json(request.path === '/DescribeSourceServers' ? { items: [server] } : server);
    if (throttles-- > 0) return THROTTLED;
    if (throttlesAfter !== undefined && time.now() - began > throttlesAfter && late-- > 0) return THROTTLED;
    const asked = new URLSearchParams(request.body.toString());
    if (asked.get('Action') === 'DescribeStacks') return stackOf('DELETE_IN_PROGRESS');
    if (asked.get('Action') === 'ListStackResources') return resourcesOf();
    return eventsOf(DESTROYED);
  }, variables);
  const began = clock.now();
  const calls = (name: string) => requests.filter((request) => nameOf(request) === name);
  return {
    requests,
    logs,
    clock,
    calls,
    answers: () => calls('PUT').map(({ body }) => JSON.parse(body.toString())),
    send: async (event: unknown) => {
      const outcome = await send(event);
      return outcome.status === 'success' ? JSON.parse(outcome.payload.toString()) : outcome;
    },
  };
}

function isOf(requestId: string | undefined, { body }: HttpRequest): boolean {
  return requestId !== undefined && JSON.parse(body.toString()).RequestId === requestId;
}

function nameOf({ method, path, headers, body }: HttpRequest): string {
  if (method === 'PUT') return method;
  const target = headers['x-amz-target']?.split('.')[1];
  return target ?? (path === '/' ? new URLSearchParams(body.toString()).get('Action') : path.slice(1)) ?? '';
}

export function requestIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `request-${index}`);
}

/** As Lambda brings them: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function batchOf(count: number) {
  return {
    Records: requestIds(count).map((RequestId, index) => ({
      messageId: `message-${index}`,
      body: JSON.stringify({ ...queued(), RequestId }),
      attributes: { SentTimestamp: '0' },
      eventSource: 'aws:sqs',
    })),
  };
}

/** A Delete of a connection that was deployed with the queue. */
export function queued() {
  return deletion({ DeletionQueue: 'true' });
}
