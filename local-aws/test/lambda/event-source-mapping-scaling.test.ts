import { held, numbered, type QueueWorld, queueWorld } from './queue-world';

/* How many batches a mapping has at once, and what is in them. */

let world: QueueWorld;
afterEach(() => world.running.close());

const minute = 60_000;
const sizes = () => world.invocations.map(({ bodies }) => bodies.length);

/** A world whose invocations last until they are let go. */
async function holding(queue: object = {}, fn: Record<string, unknown> = {}) {
  world = await queueWorld({ VisibilityTimeout: '3600', ...queue }, { Timeout: 900, ...fn });
  const hold = held();
  world.handler = hold.handler;
  return hold;
}

test('five batches are begun at once, and the next one when one ends', async () => {
  const hold = await holding();
  await world.map({ BatchSize: 1 });
  await world.send(...numbered(7));
  expect(world.invocations).toHaveLength(5);
  hold.release(1);
  await world.clock.advance(0);
  expect(world.invocations).toHaveLength(6);
});

test('while messages are left there are 300 more each minute, up to a thousand', async () => {
  await holding();
  await world.map({ BatchSize: 1 });
  await world.send(...numbered(1200));
  const counts = [];
  for (let i = 0; i < 6; i++) {
    counts.push(world.invocations.length);
    await world.clock.advance(minute);
  }
  expect(counts).toEqual([5, 305, 605, 905, 1000, 1000]);
});

test('after a rest it is five again', async () => {
  const hold = await holding();
  await world.map({ BatchSize: 1 });
  await world.send(...numbered(300));
  await world.clock.advance(minute);
  hold.release();
  await world.clock.advance(0);
  await world.send(...numbered(50));
  expect(hold.waiting).toHaveLength(5);
});

test('MaximumConcurrency is the most batches at once', async () => {
  const hold = await holding();
  await world.map({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
  await world.send(...numbered(9));
  await world.clock.advance(10 * minute);
  expect(hold.waiting).toHaveLength(2);
});

test('messages are gathered for the window, spread over five batches', async () => {
  await holding();
  await world.map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 });
  await world.send(...numbered(7));
  await world.clock.advance(4999);
  expect(sizes()).toEqual([]);
  await world.clock.advance(1);
  expect(sizes().sort()).toEqual([1, 1, 1, 2, 2]);
});

test('of many messages each batch takes ten at a time in turn; a full batch does not wait for its window', async () => {
  await holding();
  await world.send(...numbered(95));
  await world.map({ BatchSize: 20, MaximumBatchingWindowInSeconds: 300 });
  await world.clock.advance(0);
  expect(sizes()).toEqual([20, 20, 20, 20]);
  await world.clock.advance(300_000);
  expect(sizes()).toEqual([20, 20, 20, 20, 15]);
});

test('one receive gives ten messages, so the batches that begin share what is there', async () => {
  await holding();
  await world.send(...numbered(50));
  await world.map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 });
  await world.clock.advance(5000);
  expect(sizes()).toEqual([10, 10, 10, 10, 10]);
});

test('an event has six megabytes at the most', async () => {
  await holding();
  const big = 'x'.repeat(2 ** 20);
  await world.send(...Array(8).fill(big));
  await world.map();
  await world.clock.advance(0);
  expect(sizes()).toEqual([5, 3]);
});

test('a batch that has no room for the next message does not wait for its window', async () => {
  await holding();
  await world.send(...Array(8).fill('x'.repeat(2 ** 20)));
  await world.map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 });
  await world.clock.advance(4999);
  expect(sizes()).toEqual([5]);
  await world.clock.advance(1);
  expect(sizes()).toEqual([5, 3]);
});

describe('a throttled batch', () => {
  test('is tried again after 1, 2, 4, … seconds, without being received again', async () => {
    const hold = await holding({}, { ReservedConcurrentExecutions: 1 });
    await world.map({ BatchSize: 1 });
    await world.send('a', 'b');
    await world.clock.advance(3500);
    hold.release();
    await world.clock.advance(3499);
    expect(world.invocations).toHaveLength(1);
    await world.clock.advance(1);
    const [{ body, attributes }] = world.invocations[1]?.records ?? [];
    expect([world.invocations[1]?.at, body, attributes.ApproximateReceiveCount]).toEqual([7, 'b', '1']);
  });

  test('is dropped at the end of the visibility timeout, and received anew', async () => {
    const hold = await holding({ VisibilityTimeout: '60' }, { ReservedConcurrentExecutions: 0, Timeout: 60 });
    await world.map();
    await world.send('x');
    await world.clock.advance(minute - 1);
    await world.running.call('PutFunctionConcurrency', {
      FunctionName: 'worker',
      ReservedConcurrentExecutions: 1,
    });
    await world.clock.advance(1);
    const [{ attributes }] = world.invocations[0]?.records ?? [];
    expect([world.invocations[0]?.at, attributes.ApproximateReceiveCount]).toEqual([60, '2']);
    hold.release();
    await world.clock.advance(10 * minute);
    expect(world.invocations).toHaveLength(1);
  });
});
