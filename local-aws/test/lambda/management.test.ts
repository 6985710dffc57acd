import {
  Lambda,
  ResourceConflictException,
  ResourceNotFoundException,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { type LocalAws, startLocalAws } from '../../src';
import { clientOf } from '../fake-service';
import { zip } from './running-lambda';

/* Functions made and changed by the API, as `cdk deploy --hotswap` and scripts do. */

const FunctionName = 'report';
const Role = 'arn:aws:iam::123456789012:role/report';
const answering = (value: string) => zip({ 'index.js': `exports.handler = async () => ${value}` });
const created = { FunctionName, Role, Runtime: 'nodejs20.x', Handler: 'index.handler' } as const;

let aws: LocalAws;
let client: Lambda;
beforeEach(async () => {
  aws = await startLocalAws();
  client = new Lambda(clientOf(aws));
  await client.createFunction({ ...created, Code: { ZipFile: answering('1') }, Tags: { Team: 'blue' } });
});
afterEach(async () => {
  client.destroy();
  await aws.stop();
});

const result = async () => Buffer.from((await client.invoke({ FunctionName })).Payload ?? []).toString();
const update = (changes: object) => client.updateFunctionConfiguration({ FunctionName, ...changes });

test('new code is what runs next; the waiter of an update ends', async () => {
  expect(await result()).toBe('1');
  const before = await client.getFunction({ FunctionName });
  await client.updateFunctionCode({ FunctionName, ZipFile: answering('process.env.WHO ?? 2') });
  await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 10 }, { FunctionName });
  expect(await result()).toBe('2');
  const after = await client.getFunction({ FunctionName });
  expect(after.Configuration?.CodeSha256).not.toBe(before.Configuration?.CodeSha256);
  await update({ Environment: { Variables: { WHO: 'me' } } });
  expect(await result()).toBe('"me"');
});

test('what an update of the configuration does not name stays', async () => {
  await update({ Timeout: 9, Description: 'reports' });
  const { Configuration, Tags } = await client.getFunction({ FunctionName });
  expect(Configuration).toMatchObject({
    Timeout: 9,
    Description: 'reports',
    Handler: 'index.handler',
    MemorySize: 128,
  });
  expect(Tags).toEqual({ Team: 'blue' });
  await expect(update({ Timeout: 901 })).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

test('code that is only tried is checked, and not taken', async () => {
  await client.updateFunctionCode({ FunctionName, ZipFile: answering('3'), DryRun: true });
  expect(await result()).toBe('1');
});

test.each([
  [{ Publish: true, ZipFile: new Uint8Array(1) }, 'has no versions'],
  [{ ImageUri: 'x' }, 'runs no container images'],
  [{ ZipFile: new Uint8Array([1, 2, 3]) }, 'Could not unzip'],
  [{ S3Bucket: 'cdk-hnb659fds-assets-123456789012-us-east-1', S3Key: 'no' }, 'key does not exist'],
])('the code %j is refused', async (code, message) => {
  await expect(client.updateFunctionCode({ FunctionName, ...code })).rejects.toThrow(message);
  expect(await result()).toBe('1');
});

test('a name that is taken, an invalid name, and a function that is gone', async () => {
  const again = { ...created, Code: { ZipFile: answering('2') } };
  await expect(client.createFunction(again)).rejects.toBeInstanceOf(ResourceConflictException);
  await expect(client.createFunction({ ...again, FunctionName: 'a b' })).rejects.toThrow('function name');
  await client.deleteFunction({ FunctionName });
  await expect(client.getFunction({ FunctionName })).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('concurrency, what becomes of events, and tags', async () => {
  await client.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 });
  await expect(result()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  const config = await client.putFunctionEventInvokeConfig({ FunctionName, MaximumRetryAttempts: 0 });
  expect(config).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 21_600 });
  const Resource = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`;
  expect((await client.listTags({ Resource })).Tags).toEqual({ Team: 'blue' });
});
