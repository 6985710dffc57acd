import { VirtualClock } from '../../src/kernel/clock';
import { CredentialBook } from '../../src/kernel/credentials';
import type { CallContext, Environment, Properties, ResourceType, Service } from '../../src/kernel/types';
import { createLogs } from '../../src/logs';
import { LogStore } from '../../src/logs/store';
import { createSns } from '../../src/sns';
import { createSsm } from '../../src/ssm';
import { createSts } from '../../src/sts';

const clock = new VirtualClock();
const env: Environment = {
  clock,
  region: 'us-east-1',
  accountId: '123456789012',
  partition: 'aws',
  endpoint: () => '',
};
const operator = { accountId: env.accountId, arn: 'arn:aws:iam::123456789012:user/operator' };

describe('STS', () => {
  const book = new CredentialBook(operator);
  const { service } = createSts(env, book);

  test('the session of an assumed role is named by it and may do what the operator may', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/path/cdk-deploy';
    const { Credentials, AssumedRoleUser } = await call(service, 'AssumeRole', { RoleArn, RoleSessionName: 'me' });
    const caller = book.caller(Credentials.AccessKeyId);
    expect(AssumedRoleUser.Arn).toBe('arn:aws:sts::123456789012:assumed-role/cdk-deploy/me');
    expect(caller).toEqual({ accountId: '123456789012', arn: AssumedRoleUser.Arn });
    expect(Credentials.Expiration.getTime() - clock.now()).toBe(3_600_000);
    expect(await call(service, 'GetCallerIdentity', {}, { caller })).toMatchObject({
      Arn: AssumedRoleUser.Arn,
      Account: '123456789012',
    });
  });

  test('what is no role or no session name is refused', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/r';
    await expect(call(service, 'AssumeRole', { RoleArn: 'r', RoleSessionName: 'me' })).rejects.toThrow('r is invalid');
    await expect(call(service, 'AssumeRole', { RoleArn, RoleSessionName: 'a b' })).rejects.toThrow(
      'a b is not a session name',
    );
  });
});

describe('SSM', () => {
  const { service, parameters, resourceTypes } = createSsm(env);
  afterEach(() => service.reset?.());

  test('the account is bootstrapped', () => {
    expect(Number(parameters.value('/cdk-bootstrap/hnb659fds/version'))).toBeGreaterThanOrEqual(21);
  });

  test('a parameter is put, changed when asked for, read by name or ARN, and deleted', async () => {
    const put = { Name: '/a/b', Type: 'String', Value: '1' };
    expect(await call(service, 'PutParameter', put)).toMatchObject({ Version: 1 });
    await expect(call(service, 'PutParameter', put)).rejects.toMatchObject({ code: 'ParameterAlreadyExists' });
    expect(await call(service, 'PutParameter', { ...put, Value: '2', Overwrite: true })).toMatchObject({ Version: 2 });
    const ARN = 'arn:aws:ssm:us-east-1:123456789012:parameter/a/b';
    for (const Name of ['/a/b', ARN]) {
      expect(await call(service, 'GetParameter', { Name })).toMatchObject({
        Parameter: { Value: '2', Version: 2, ARN },
      });
    }
    expect(await call(service, 'GetParameters', { Names: ['/a/b', 'c'] })).toMatchObject({
      Parameters: [{ Name: '/a/b' }],
      InvalidParameters: ['c'],
    });
    await call(service, 'DeleteParameter', { Name: '/a/b' });
    await expect(call(service, 'GetParameter', { Name: '/a/b' })).rejects.toMatchObject({ code: 'ParameterNotFound' });
  });

  test('a declared parameter is made, changed in place and deleted', async () => {
    const made = await run(resourceTypes, 'AWS::SSM::Parameter', { Type: 'StringList', Value: 'a,b' });
    expect([made.physicalId, parameters.value(made.physicalId)]).toEqual(['App-It', 'a,b']);
    await made.update({ Type: 'StringList', Value: 'c' });
    expect(parameters.value(made.physicalId)).toBe('c');
    await made.remove();
    await made.remove();
    expect(parameters.value(made.physicalId)).toBeUndefined();
  });
});

describe('SNS', () => {
  const { service, resourceTypes } = createSns(env);

  test('a declared topic is there until it is deleted', async () => {
    const made = await run(resourceTypes, 'AWS::SNS::Topic', { DisplayName: 'x' });
    const TopicArn = 'arn:aws:sns:us-east-1:123456789012:App-It';
    expect(made).toMatchObject({ physicalId: TopicArn, attributes: { TopicArn, TopicName: 'App-It' } });
    const { Attributes } = await call(service, 'GetTopicAttributes', { TopicArn });
    expect(Attributes.get('DisplayName')).toBe('x');
    expect(await call(service, 'ListTopics', {})).toEqual({ Topics: [{ TopicArn }] });
    await made.remove();
    await expect(call(service, 'GetTopicAttributes', { TopicArn })).rejects.toMatchObject({
      code: 'NotFound',
      status: 404,
    });
  });
});

describe('Logs', () => {
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

  test('what a deleted group held does not count any more', () => {
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
});

async function call(
  service: Service,
  operation: string,
  input: unknown,
  context: Partial<CallContext> = {},
): Promise<any> {
  return service.operations[operation]?.(input, { caller: operator, requestId: 'r', region: 'us-east-1', ...context });
}

/** Takes a resource through its life, as CloudFormation does. */
async function run(types: Record<string, ResourceType>, type: string, properties: Properties) {
  const resourceType = types[type];
  if (!resourceType) throw new Error(`No ${type}`);
  const request = { type, logicalId: 'It', stackId: 'arn', stackName: 'App', properties, generateName: () => 'App-It' };
  const state = await resourceType.create(request);
  return {
    ...state,
    update: (next: Properties) =>
      resourceType.update?.({ ...request, ...state, properties: next, oldProperties: properties }),
    remove: () => resourceType.delete({ ...request, ...state }),
  };
}

function messages({ events }: { events: { message: string }[] }): string[] {
  return events.map(({ message }) => message);
}
