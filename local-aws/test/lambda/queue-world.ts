import type { VirtualClock } from '../../src/kernel/clock';
import type { ResourceState } from '../../src/kernel/types';
import type { Executor, Outcome } from '../../src/lambda';
import { type RunningLambda, request, runLambda } from './running-lambda';

/* A queue, a function whose handler is the test's own, in this process, and mappings between them. */

export const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:jobs';
export const deadLetterArn = 'arn:aws:sqs:eu-west-1:123456789012:dead';

export interface Invocation {
  /** On the local clock, in seconds since the world began. */
  readonly at: number;
  readonly records: any[];
  readonly bodies: string[];
}

export interface QueueWorld {
  readonly running: RunningLambda;
  readonly clock: VirtualClock;
  readonly invocations: Invocation[];
  /** What the function does with an invocation; at first it succeeds at once. */
  handler(invocation: Invocation): unknown;
  /** The same as a text that needs not be JSON. */
  raw?: string;
  map(properties?: Record<string, unknown>): Promise<ResourceState>;
  update(mapping: ResourceState, properties?: Record<string, unknown>): Promise<ResourceState>;
  unmap(mapping: ResourceState): Promise<void>;
  send(...bodies: string[]): Promise<void>;
  /** How many messages are in the queue: visible, in flight. */
  left(): Promise<[number, number]>;
}

export async function queueWorld(queue: object = {}, fn: Record<string, unknown> = {}): Promise<QueueWorld> {
  const invocations: Invocation[] = [];
  const began = Date.UTC(2026, 0, 1);
  const executor = inProcess(async (payload) => {
    const { Records: records } = JSON.parse(payload.toString());
    const at = (running.clock.now() - began) / 1000;
    const invocation = { at, records, bodies: records.map(({ body }: any) => body) };
    invocations.push(invocation);
    const result = await world.handler(invocation);
    return Buffer.from(world.raw ?? JSON.stringify(result ?? null));
  });
  const running = await runLambda({ executor, mostEnvironments: 5000 });
  await running.sqs('CreateQueue', { QueueName: 'dead' });
  const { QueueUrl } = await running.sqs('CreateQueue', {
    QueueName: 'jobs',
    Attributes: { VisibilityTimeout: '60', ...queue },
  });
  const FunctionName = await running.declare('', { FunctionName: 'worker', Timeout: 30, ...fn });
  const type = running.lambda.resourceTypes['AWS::Lambda::EventSourceMapping'];
  const asked = (properties: object) =>
    request('AWS::Lambda::EventSourceMapping', { EventSourceArn: queueArn, FunctionName, ...properties });
  const world: QueueWorld = {
    running,
    clock: running.clock,
    invocations,
    handler: () => undefined,
    map: (properties = {}) => type.create(asked(properties)),
    update: (mapping, properties = {}) =>
      type.update?.({ ...asked(properties), ...mapping, oldProperties: {} }) ?? Promise.reject(),
    unmap: (mapping) => type.delete({ ...asked({}), ...mapping }),
    async send(...bodies) {
      for (const MessageBody of bodies) await running.sqs('SendMessage', { QueueUrl, MessageBody });
      await running.clock.advance(0);
    },
    async left() {
      const { Attributes } = await running.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
      return [Number(Attributes.ApproximateNumberOfMessages), Number(Attributes.ApproximateNumberOfMessagesNotVisible)];
    },
  };
  return world;
}

function inProcess(handler: (payload: Buffer) => Promise<Buffer>): Executor {
  const outcomeOf = (payload: Buffer): Promise<Outcome> =>
    handler(payload).then(
      (answer) => ({ status: 'success', payload: answer }),
      (error) => ({ status: 'error', errorType: 'Error', payload: Buffer.from(JSON.stringify(`${error}`)) }),
    );
  return {
    start: () => ({
      init: Promise.resolve(undefined),
      alive: false, // none is kept for later, with a timer that would end it
      invoke: ({ payload }) => outcomeOf(payload),
      end: async () => {},
    }),
  };
}

/** A handler whose invocations last until they are let go. */
export function held() {
  const waiting: (() => void)[] = [];
  return {
    handler: () => new Promise<void>((resolve) => waiting.push(resolve)),
    waiting,
    release(count = waiting.length) {
      for (const resolve of waiting.splice(0, count)) resolve();
    },
  };
}

export const numbered = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
