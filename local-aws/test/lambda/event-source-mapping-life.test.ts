import { held, numbered, type QueueWorld, queueWorld } from './queue-world';

/* When a mapping reads its queue, and when it does not. */

let world: QueueWorld;
beforeEach(async () => {
  world = await queueWorld();
});
afterEach(() => world.running.close());

const minute = 60_000;
const seen = () => world.invocations.map(({ bodies }) => bodies);

describe('the role of the function is asked at each poll:', () => {
  test('without ReceiveMessage nothing is read until it may again, which is seen within ten seconds', async () => {
    await world.map();
    world.running.denied.add('sqs:ReceiveMessage');
    await world.send('x');
    await world.clock.advance(minute);
    expect([seen(), await world.left()]).toEqual([[], [1, 0]]);
    world.running.denied.clear();
    await world.clock.advance(9999);
    expect(seen()).toEqual([]);
    await world.clock.advance(1);
    expect(seen()).toEqual([['x']]);
  });

  test('without DeleteMessage what is done comes again', async () => {
    await world.map();
    world.running.denied.add('sqs:DeleteMessage');
    await world.send('x');
    world.running.denied.clear();
    await world.clock.advance(minute);
    expect(seen()).toEqual([['x'], ['x']]);
    expect(await world.left()).toEqual([0, 0]);
  });
});

describe('a mapping that is deleted', () => {
  test('reads nothing more; what is under way ends by itself', async () => {
    const hold = held();
    world.handler = hold.handler;
    const mapping = await world.map();
    await world.send('under way');
    await world.unmap(mapping);
    await world.send('too late');
    hold.release();
    await world.clock.advance(minute);
    expect([seen(), await world.left()]).toEqual([[['under way']], [1, 0]]);
  });

  test('gives back what it had gathered, after the visibility timeout', async () => {
    const mapping = await world.map({ MaximumBatchingWindowInSeconds: 30 });
    await world.send('x');
    await world.unmap(mapping);
    await world.clock.advance(minute);
    expect([seen(), await world.left()]).toEqual([[], [1, 0]]);
  });
});

test('a mapping that is not enabled reads nothing, until an update enables it, or once one has disabled it', async () => {
  const mapping = await world.map({ Enabled: false });
  await world.send('a');
  expect(seen()).toEqual([]);
  await world.update(mapping, { Enabled: true });
  await world.clock.advance(0);
  await world.update(mapping, { Enabled: 'false' });
  await world.send('b');
  expect(seen()).toEqual([['a']]);
});

test('an update is for the batches that begin after it', async () => {
  const mapping = await world.map({ MaximumBatchingWindowInSeconds: 10, BatchSize: 100 });
  const updated = await world.update(mapping, { BatchSize: 2 });
  expect(updated).toEqual(mapping);
  await world.send('a', 'b', 'c');
  expect(seen()).toEqual([['a'], ['b'], ['c']]);
});

test('a batch that is larger than an update allows takes no more, and goes to the function', async () => {
  const settings = { MaximumBatchingWindowInSeconds: 30, ScalingConfig: { MaximumConcurrency: 2 } };
  const mapping = await world.map({ ...settings, BatchSize: 100 });
  await world.send(...numbered(10));
  await world.update(mapping, { ...settings, BatchSize: 2 });
  await world.send('more');
  expect(seen().map(({ length }) => length)).toEqual([5, 5]);
  await world.clock.advance(30_000);
  expect(seen().slice(2)).toEqual([['more']]);
});

test('when its queue is deleted a mapping rests, and reads the next queue of that name', async () => {
  await world.map();
  const { QueueUrl } = await world.running.sqs('GetQueueUrl', { QueueName: 'jobs' });
  await world.running.sqs('DeleteQueue', { QueueUrl });
  await world.clock.advance(minute);
  await world.running.sqs('CreateQueue', { QueueName: 'jobs' });
  await world.send('x');
  expect(seen()).toEqual([['x']]);
});

test('while its function is deleted the messages wait', async () => {
  await world.map();
  await world.running.call('DeleteFunction', { FunctionName: 'worker' });
  await world.send('x');
  await world.clock.advance(minute);
  expect(await world.left()).toEqual([1, 0]);
  await world.running.declare('', { FunctionName: 'worker' });
  await world.clock.advance(10_000);
  expect(seen()).toEqual([['x']]);
});

test('reset forgets mappings', async () => {
  await world.map();
  await world.running.lambda.service.reset?.();
  await world.running.declare('', { FunctionName: 'worker' });
  await world.send('x');
  await world.clock.advance(minute);
  expect(seen()).toEqual([]);
});

test('an idle queue has no timer, neither before its first message nor after its last', async () => {
  await world.map({ MaximumBatchingWindowInSeconds: 1 });
  const began = world.clock.now();
  await world.clock.runUntilIdle();
  expect(world.clock.now()).toBe(began);
  const hold = held();
  world.handler = hold.handler;
  await world.send(...numbered(200));
  await world.clock.advance(1000);
  for (; hold.waiting.length > 0; await world.clock.advance(1000)) hold.release();
  expect(await world.left()).toEqual([0, 0]);
  const ended = world.clock.now();
  await world.clock.runUntilIdle();
  expect(world.clock.now()).toBe(ended);
});
