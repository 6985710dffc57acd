import { createLogs } from '../../src/logs';
import { LogStore } from '../../src/logs/store';
import { call, clock, env, run } from './world';

const { service, logs, resourceTypes } = createLogs(env);
const group = { logGroupName: '/aws/lambda/f' };
afterEach(() => service.reset?.());

test('what is appended makes its group and stream, and is found by time, stream and words', async () => {
  logs.append('/aws/lambda/f', 's1', 'ERROR one');
  await clock.advance(1_000);
  const startTime = clock.now();
  logs.append('/aws/lambda/f', 's2', 'ERROR two');
  logs.append('/aws/lambda/f', 's1', 'fine');
  expect(messages(await call(service, 'FilterLogEvents', group))).toEqual(['ERROR one', 'ERROR two', 'fine']);
  expect(messages(await call(service, 'FilterLogEvents', { ...group, startTime }))).toEqual(['ERROR two', 'fine']);
  expect(messages(await call(service, 'FilterLogEvents', { ...group, filterPattern: 'ERROR "o' }))).toEqual([]);
  expect(messages(await call(service, 'FilterLogEvents', { ...group, filterPattern: '"ERROR t"' }))).toEqual([
    'ERROR two',
  ]);
  expect(messages(await call(service, 'FilterLogEvents', { ...group, logStreamNames: ['s1'] }))).toEqual([
    'ERROR one',
    'fine',
  ]);
  expect(
    await call(service, 'DescribeLogStreams', { ...group, orderBy: 'LastEventTime', descending: true, limit: 1 }),
  ).toMatchObject({
    logStreams: [{ logStreamName: expect.any(String), lastEventTimestamp: startTime }],
  });
});

test('a filter is paged without loss', async () => {
  for (let i = 0; i < 25; i++) logs.append('/aws/lambda/f', 's', String(i));
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await call(service, 'FilterLogEvents', { ...group, limit: 10, nextToken });
    found.push(...messages(answer));
    nextToken = answer.nextToken;
  } while (nextToken);
  expect(found).toEqual(Array.from({ length: 25 }, (_, i) => String(i)));
});

test('a stream is read from its head until the token stays the same', async () => {
  for (let i = 0; i < 5; i++) logs.append('/aws/lambda/f', 's', String(i));
  const read = (nextToken?: string) =>
    call(service, 'GetLogEvents', { ...group, logStreamName: 's', startFromHead: true, limit: 3, nextToken });
  const first = await read();
  const second = await read(first.nextForwardToken);
  const third = await read(second.nextForwardToken);
  expect([first, second, third].map(messages)).toEqual([['0', '1', '2'], ['3', '4'], []]);
  expect(third.nextForwardToken).toBe(second.nextForwardToken);
  expect(messages(await read(second.nextBackwardToken))).toEqual(['0', '1', '2']);
});

test('without startFromHead the newest come', async () => {
  for (let i = 0; i < 5; i++) logs.append('/aws/lambda/f', 's', String(i));
  const answer = await call(service, 'GetLogEvents', { ...group, logStreamName: 's', limit: 2 });
  expect(messages(answer)).toEqual(['3', '4']);
});

test('all streams together hold so much, the newest events', () => {
  const store = new LogStore(env, 30_000);
  const kept = () => [...(store.groups.get('g')?.streams.values() ?? [])].flatMap(({ events }) => events);
  for (let i = 0; i < 200; i++) {
    store.append('g', `s${i % 2}`, `${i} ${'x'.repeat(1_000)}`);
    expect(kept().reduce((sum, { message }) => sum + message.length, 0)).toBeLessThan(35_000);
  }
  const numbers = kept().map(({ message }) => Number(message.split(' ')[0]));
  expect(numbers.length).toBeGreaterThan(20);
  expect(Math.min(...numbers)).toBe(200 - numbers.length);
});

test('what a deleted group held no longer counts', () => {
  const store = new LogStore(env, 30_000);
  for (let i = 0; i < 20; i++) store.append('gone', 's', 'x'.repeat(1_000));
  store.groups.delete('gone');
  for (let i = 0; i < 20; i++) store.append('g', 's', 'x'.repeat(1_000));
  expect(store.stream('g', 's').events).toHaveLength(20);
});

test('a stream holds its newest events, and an event no more than AWS takes', () => {
  const store = new LogStore(env);
  for (let i = 0; i < 12_000; i++) store.append('g', 's', String(i));
  const { events } = store.stream('g', 's');
  expect(events.length).toBeLessThanOrEqual(11_000);
  expect(events.at(-1)?.message).toBe('11999');
  store.append('g', 's', 'x'.repeat(3 * 2 ** 20));
  expect(store.stream('g', 's').events.at(-1)?.message).toHaveLength(2 ** 20);
});

test('a declared group has its retention, exists once, and is deleted with its events', async () => {
  const made = await run(resourceTypes, 'AWS::Logs::LogGroup', { ...{ LogGroupName: '/x' }, RetentionInDays: '7' });
  expect(made.attributes.Arn).toBe('arn:aws:logs:us-east-1:123456789012:log-group:/x:*');
  expect(await call(service, 'DescribeLogGroups', {})).toMatchObject({
    logGroups: [{ logGroupName: '/x', retentionInDays: 7 }],
  });
  await expect(call(service, 'CreateLogGroup', { logGroupName: '/x' })).rejects.toMatchObject({
    code: 'ResourceAlreadyExistsException',
  });
  await made.remove();
  await expect(call(service, 'FilterLogEvents', { logGroupName: '/x' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

test('a log group is found by its tags and by a pattern of its name', async () => {
  const tags = { team: 'web' };
  await call(service, 'CreateLogGroup', { logGroupName: '/a', tags });
  await call(service, 'CreateLogGroup', { logGroupName: '/b', tags: { team: 'data' } });
  const resourceArn = 'arn:aws:logs:us-east-1:123456789012:log-group:/b';
  await call(service, 'TagResource', { resourceArn, tags: { stage: 'test' } });
  expect(await call(service, 'ListTagsForResource', { resourceArn })).toEqual({
    tags: { team: 'data', stage: 'test' },
  });
  const names = async (input: object) =>
    (await call(service, 'ListLogGroups', input)).logGroups.map(({ logGroupName }: any) => logGroupName);
  expect(await names({})).toEqual(['/a', '/b']);
  expect(await names({ logGroupTags: [{ key: 'team' }] })).toEqual(['/a', '/b']);
  expect(await names({ logGroupTags: [{ key: 'team', values: ['web', 'ops'] }] })).toEqual(['/a']);
  expect(await names({ logGroupTags: [{ key: 'team' }, { key: 'stage', values: ['test'] }] })).toEqual(['/b']);
  expect(await names({ logGroupNamePattern: '^/a|x$' })).toEqual(['/a']);
});

test('a log group with deletion protection cannot be deleted until that is disabled', async () => {
  const made = await run(resourceTypes, 'AWS::Logs::LogGroup', {
    LogGroupName: '/kept',
    DeletionProtectionEnabled: true,
    Tags: [{ Key: 'team', Value: 'web' }],
  });
  const refusal = { code: 'ValidationException', message: expect.stringContaining('deletion protection enabled') };
  await expect(call(service, 'DeleteLogGroup', { logGroupName: '/kept' })).rejects.toMatchObject(refusal);
  await expect(made.remove()).rejects.toMatchObject(refusal);
  expect(await call(service, 'DescribeLogGroups', {})).toMatchObject({
    logGroups: [{ logGroupName: '/kept', deletionProtectionEnabled: true }],
  });
  const off = { logGroupIdentifier: '/kept', deletionProtectionEnabled: false };
  await call(service, 'PutLogGroupDeletionProtection', off);
  await made.remove();
  expect(await call(service, 'DescribeLogGroups', {})).toMatchObject({ logGroups: [] });
});

function messages({ events }: { events: { message: string }[] }): string[] {
  return events.map(({ message }) => message);
}
