import type { CloudFormationBehaviour } from '../../src/cloudformation';
import { cloudFormation, custom, failure, success, thing, type World } from './harness';
import { child, K, nested } from './nested';

/* When CloudFormation tells what: times of events, and the pauses between them. */

const start = (behaviour: Partial<CloudFormationBehaviour>) => cloudFormation({ behaviour });

async function eventsOf(aws: World, StackName: string): Promise<{ name: string; time: number; id: string }[]> {
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName });
  return StackEvents.reverse().map(({ LogicalResourceId, ResourceStatus, Timestamp, EventId }: any) => ({
    name: `${LogicalResourceId} ${ResourceStatus}`,
    time: Timestamp.getTime(),
    id: EventId,
  }));
}

test.each(['apart', 'equal'] as const)(
  'siblingTimes %s: siblings that go the same step side by side',
  async (siblingTimes) => {
    const aws = start({ siblingTimes });
    const Resources = { A: custom(), B: custom(), C: custom({}, { DependsOn: 'A' }) };
    const { StackId } = await aws.create('App', { Resources });
    await aws.delete('App');
    const events = await eventsOf(aws, StackId);
    const timeOf = (name: string) => events.find((event) => event.name === name)?.time ?? 0;
    expect(timeOf('A CREATE_IN_PROGRESS') === timeOf('B CREATE_IN_PROGRESS')).toBe(siblingTimes === 'equal');
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  },
);

test('siblingTimes equal: what waits for something is later than that', async () => {
  const aws = start({ siblingTimes: 'equal' });
  const chain = (N: number) => ({ A: custom({ N }), B: custom({ N }, { DependsOn: 'A' }), C: custom({ N }) });
  const Child = (N: number) => nested(aws, { Resources: chain(N) });
  const { StackId } = await aws.create('App', { Resources: { ...chain(1), Child: Child(1) } });
  await aws.update('App', { Resources: { ...chain(2), Child: Child(2) } });
  await aws.update('App', { Resources: { K } });
  const events = await eventsOf(aws, StackId);
  for (const [index, event] of events.slice(1).entries()) {
    const before = events[index] as (typeof events)[number];
    expect(event.time).toBeGreaterThanOrEqual(before.time);
    if (event.time > before.time) continue;
    const [names, statuses] = [0, 1].map((part) => [before, event].map(({ name }) => name.split(' ')[part])) as [
      any,
      any,
    ];
    expect(statuses[0]).toBe(statuses[1]);
    expect(names.toSorted().join()).not.toMatch(/^A,B$|App/);
  }
});

test('deletionsBeginAfterMs: a clean-up and a deletion begin a while after they are told of', async () => {
  const aws = start({ deletionsBeginAfterMs: 1_500 });
  await aws.create('App', { Resources: { A: custom(), B: custom() } });
  expect((await aws.update('App', { Resources: { A: custom() } })).StackStatus).toBe(
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  );
  expect(aws.sent().filter((one) => one.startsWith('Delete'))).toEqual([]);
  await aws.clock.advance(1_500);
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_COMPLETE');
  const { StackId } = await aws.delete('App');
  expect((await aws.describe(StackId)).StackStatus).toBe('DELETE_IN_PROGRESS');
  expect(aws.sent().filter((one) => one.startsWith('Delete A'))).toEqual([]);
  await aws.clock.advance(1_500);
  expect((await aws.settle(StackId)).StackStatus).toBe('DELETE_COMPLETE');
});

test('parentLearnsAfterMs: a parent tells the end of a nested stack a while after that', async () => {
  const aws = start({ parentLearnsAfterMs: 5_000 });
  const Child = nested(aws, { Resources: { A: custom() } });
  await aws.create('App', { Resources: { K, Child } });
  expect((await child(aws, 'App')).StackStatus).toBe('CREATE_COMPLETE');
  expect((await aws.describe('App')).StackStatus).toBe('CREATE_IN_PROGRESS');
  await aws.clock.advance(5_000);
  expect((await aws.settle('App')).StackStatus).toBe('CREATE_COMPLETE');
  const { StackId } = await child(aws, 'App');
  await aws.update('App', { Resources: { K } });
  expect((await aws.describe(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect((await aws.describe('App')).StackStatus).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  await aws.clock.advance(5_000);
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_COMPLETE');
});

test.each([
  ['at its end', ['UPDATE_COMPLETE']],
  ['at its beginning too', ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE']],
] as const)('nestedCleanUpTold %s: the root tells of it as %j', async (nestedCleanUpTold, expected) => {
  const aws = start({ nestedCleanUpTold });
  const Child = (...names: string[]) =>
    nested(aws, { Resources: Object.fromEntries(names.map((name) => [name, custom()])) });
  await aws.create('App', { Resources: { Child: Child('A', 'B') } });
  await aws.update('App', { Resources: { Child: Child('A') } });
  const names = (await eventsOf(aws, 'App')).map(({ name }) => name);
  const inCleanUp = names.slice(names.indexOf('App UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') + 1, -1);
  expect(inCleanUp).toEqual(expected.map((status) => `Child ${status}`));
});

test('a custom resource that fails with an id tells that first, one without an id does not', async () => {
  const aws = start({});
  aws.answer((event) =>
    event.RequestType === 'Delete'
      ? success(event)
      : failure(event, 'no', event.LogicalResourceId === 'A' ? {} : { PhysicalResourceId: undefined }),
  );
  for (const name of ['A', 'B']) await aws.create(`Of${name}`, { Resources: { [name]: custom() } });
  expect((await aws.events('OfA')).slice(1, 3)).toEqual([
    'A CREATE_IN_PROGRESS',
    'A CREATE_IN_PROGRESS Resource creation Initiated',
  ]);
  expect((await aws.events('OfB'))[2]).toMatch(/^B CREATE_FAILED Invalid PhysicalResourceId/);
});

test.each(['', '  '])('an export of %j fails the operation: Exported values must not be empty', async (Name) => {
  const aws = start({});
  const Outputs = { O: { Value: { Ref: 'Empty' }, Export: { Name: 'it' } } };
  const template = { Parameters: { Empty: { Type: 'String', Default: Name } }, Resources: { A: thing() }, Outputs };
  expect(await aws.create('App', template)).toMatchObject({
    StackStatus: 'ROLLBACK_COMPLETE',
  });
  expect(await aws.events('App')).toContainEqual(
    'App ROLLBACK_IN_PROGRESS Cannot export output O. Exported values must not be empty or whitespace-only. Rollback requested by user.',
  );
});
