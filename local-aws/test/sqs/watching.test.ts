import { VirtualClock } from '../../src/kernel/clock';
import { createSqs } from '../../src/sqs';
import { call, env as world } from '../services/world';

/* Who watches a queue is told when a message becomes visible; timers are set for that alone. */

const arn = 'arn:aws:sqs:us-east-1:123456789012:jobs';
const minute = 60_000;

async function queue() {
  const clock = new VirtualClock();
  const { service, queues } = createSqs({ ...world, clock });
  const { QueueUrl } = await call(service, 'CreateQueue', { QueueName: 'jobs' });
  const told: number[] = [];
  const began = clock.now();
  return {
    clock,
    service,
    queues,
    told,
    watch: () => queues.onVisible(arn, () => told.push((clock.now() - began) / 1000)),
    send: (DelaySeconds = 0) => call(service, 'SendMessage', { QueueUrl, MessageBody: 'x', DelaySeconds }),
    receive: async () => (await call(service, 'ReceiveMessage', { QueueUrl })).Messages[0].ReceiptHandle,
    remove: (ReceiptHandle: string) => call(service, 'DeleteMessage', { QueueUrl, ReceiptHandle }),
    removeQueue: () => call(service, 'DeleteQueue', { QueueUrl }),
    /** How far the clock goes when it jumps from timer to timer. */
    async idleAfter() {
      const before = clock.now();
      await clock.runUntilIdle();
      return (clock.now() - before) / 1000;
    },
  };
}

test('of a message that is sent at once, of a delayed one later, of a received one after the visibility timeout', async () => {
  const { clock, watch, send, receive, told } = await queue();
  watch();
  await send(10);
  await send();
  await receive();
  await clock.advance(minute);
  expect(told).toEqual([0, 10, 30]);
});

test('of what was out of sight before somebody watched', async () => {
  const { clock, watch, send, receive, told } = await queue();
  await send(10);
  await send();
  await receive();
  watch();
  await clock.advance(minute);
  expect(told).toEqual([10, 30]);
});

test('nobody who watches, no timer', async () => {
  const { send, receive, idleAfter } = await queue();
  await send(10);
  await send();
  await receive();
  expect(await idleAfter()).toBe(0);
});

test('no timer for a message that is deleted', async () => {
  const { watch, send, receive, remove, idleAfter } = await queue();
  watch();
  await send();
  await remove(await receive());
  expect(await idleAfter()).toBe(0);
});

test('no timer when the last has ended to watch', async () => {
  const { watch, send, told, idleAfter } = await queue();
  const [end, endOther] = [watch(), watch()];
  await send(10);
  end();
  expect(await idleAfter()).toBe(10);
  await send(10);
  endOther();
  expect([await idleAfter(), told]).toEqual([0, [10]]);
});

test('no timer for a queue that is deleted, or forgotten by a reset', async () => {
  const { service, watch, send, removeQueue, idleAfter } = await queue();
  watch();
  await send(10);
  await removeQueue();
  expect(await idleAfter()).toBe(0);
  await service.reset?.();
  const other = await queue();
  other.watch();
  await other.send(10);
  await other.service.reset?.();
  expect(await other.idleAfter()).toBe(0);
});

test('a queue is known by its whole ARN', async () => {
  const { queues } = await queue();
  expect(queues.find(arn)?.visibilityTimeoutSeconds).toBe(30);
  expect(queues.find(arn.replace('us-east-1', 'eu-west-1'))).toBeUndefined();
});
