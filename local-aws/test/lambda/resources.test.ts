import { existsSync } from 'node:fs';
import type { HttpRequest } from '../../src/kernel/types';
import { request, role, running, start, zip } from './running-lambda';

beforeEach(() => start());
afterEach(() => running.close());

const code = 'exports.handler = async () => 1';

test('a function is known by its name, its ARN and its partial ARN', async () => {
  const name = await running.declare(code);
  const arn = `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
  for (const FunctionName of [name, arn, `${arn}:$LATEST`, `123456789012:function:${name}`])
    expect(await running.call('GetFunctionConfiguration', { FunctionName })).toMatchObject({ FunctionArn: arn });
  expect((await running.call('ListFunctions', {})).Functions).toHaveLength(1);
  await expect(running.call('GetFunction', { FunctionName: `${arn}:7` })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    status: 404,
  });
});

test('GetAtt gives the ARN, Ref the name, and what was declared is shown', async () => {
  const type = running.lambda.resourceTypes['AWS::Lambda::Function'];
  const properties = {
    Code: { ZipFile: code },
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Role: role,
    Timeout: '30',
    ReservedConcurrentExecutions: 2,
    VpcConfig: { SubnetIds: ['subnet-1'] },
    Tags: [{ Key: 'team', Value: 'blue' }],
  };
  expect(await type.create(request('AWS::Lambda::Function', properties, 'fn'))).toEqual({
    physicalId: 'fn',
    attributes: { Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:fn' },
  });
  expect(await running.call('GetFunction', { FunctionName: 'fn' })).toMatchObject({
    Configuration: { Runtime: 'nodejs22.x', Timeout: 30, MemorySize: 128, VpcConfig: { SubnetIds: ['subnet-1'] } },
    Concurrency: { ReservedConcurrentExecutions: 2 },
    Tags: { team: 'blue' },
  });
});

test.each([
  [
    'another runtime',
    { Runtime: 'python3.12' },
    'runs Node.js functions only (nodejs20.x, nodejs22.x, …), not the runtime python3.12',
  ],
  ['a container image', { PackageType: 'Image' }, 'runs no container images'],
  ['no handler', { Handler: undefined }, 'Runtime and Handler are mandatory'],
  ['a timeout over 15 minutes', { Timeout: 901 }, "'Timeout' must be a whole number from 1 to 900"],
  ['a role that is no ARN', { Role: 'app-role' }, "Value 'app-role' at 'role'"],
  [
    'a reserved variable',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'Reserved keys used in this request: AWS_REGION',
  ],
  ['no code', { Code: {} }, 'Please provide a source for function code'],
  ['an S3 object that does not exist', { Code: { S3Bucket: 'b', S3Key: 'k' } }, 'The specified key does not exist'],
])('a function with %s is refused', async (_what, properties, message) => {
  await expect(running.declare(code, properties)).rejects.toThrow(message);
});

test('a second function of the same name is refused', async () => {
  await running.declare(code, { FunctionName: 'mine' });
  await expect(running.declare(code, { FunctionName: 'mine' })).rejects.toMatchObject({
    code: 'ResourceConflictException',
  });
});

test.each(['../evil.js', `/tmp/evil-${process.pid}.js`, 'a/../../evil.js', 'a\\..\\evil.js'])(
  'an archive that names a file outside of its folder is refused: %s',
  async (path) => {
    const slipped = running.declare({ 'index.js': code, [path]: '' });
    await expect(slipped).rejects.toThrow('outside of the function');
    expect(existsSync(`/tmp/evil-${process.pid}.js`)).toBe(false);
  },
);

test('something that is no archive is refused', async () => {
  running.objects.set('assets/bad.zip', Buffer.from('not a zip'));
  await expect(running.declare(code, { Code: { S3Bucket: 'assets', S3Key: 'bad.zip' } })).rejects.toThrow(
    'Could not unzip uploaded file.',
  );
  expect(zip({ a: '' }).length).toBeGreaterThan(0);
});

test('an EventInvokeConfig is shown, changed and removed', async () => {
  const name = await running.declare(code);
  const type = running.lambda.resourceTypes['AWS::Lambda::EventInvokeConfig'];
  const properties = {
    FunctionName: name,
    Qualifier: '$LATEST',
    MaximumRetryAttempts: '1',
    MaximumEventAgeInSeconds: 600,
  };
  const state = await type.create(request('', properties));
  expect(await running.call('GetFunctionEventInvokeConfig', { FunctionName: name })).toMatchObject({
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 600,
  });
  await expect(type.create(request('', { ...properties, MaximumRetryAttempts: 3 }))).rejects.toThrow('from 0 to 2');
  await type.delete({ ...request('', properties), ...state });
  await expect(running.call('GetFunctionEventInvokeConfig', { FunctionName: name })).rejects.toThrow(
    "doesn't have an EventInvokeConfig",
  );
});

test('a permission needs a function', async () => {
  const permission = { FunctionName: 'nobody', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
  await expect(running.resource('AWS::Lambda::Permission', permission)).rejects.toThrow('Function not found');
});

test('Invoke takes the payload as it is and says what happened in headers', async () => {
  const name = await running.declare(
    'exports.handler = async (event) => { if (event.fail) throw new Error("x"); return event }',
  );
  expect(await http(name, '{"a":1}')).toMatchObject({ status: 200, body: '{"a":1}' });
  const failed = await http(name, '{"fail":true}', { 'x-amz-log-type': 'Tail' });
  expect(failed.headers['x-amz-function-error']).toBe('Unhandled');
  expect(Buffer.from(failed.headers['x-amz-log-result'], 'base64').toString()).toContain('Invoke Error');
  expect(await http(name, '', { 'x-amz-invocation-type': 'DryRun' })).toMatchObject({ status: 204, body: '' });
  expect(await http(name, '{}', { 'x-amz-invocation-type': 'Event' })).toMatchObject({ status: 202, body: '' });
  await expect(http(name, '{broken')).rejects.toMatchObject({ code: 'InvalidRequestContentException' });
  const large = JSON.stringify('x'.repeat(2 ** 20));
  await expect(http(name, large, { 'x-amz-invocation-type': 'Event' })).rejects.toMatchObject({ status: 413 });
});

test('a call asks IAM for the function by its ARN', () => {
  const needs = (operation: string, input: unknown) =>
    running.lambda.service.authorizations?.(operation, input, {} as any);
  const resource = 'arn:aws:lambda:eu-west-1:123456789012:function:fn';
  expect(needs('Invoke', { FunctionName: 'fn' })).toEqual([{ action: 'lambda:InvokeFunction', resource }]);
  expect(needs('GetFunction', { FunctionName: resource })).toEqual([{ action: 'lambda:GetFunction', resource }]);
  expect(needs('ListFunctions', {})).toEqual([{ action: 'lambda:ListFunctions', resource: '*' }]);
});

async function http(name: string, body: string, headers: Record<string, string> = {}) {
  const { protocol } = running.lambda.service;
  const request: HttpRequest = {
    method: 'POST',
    path: `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
    query: new URLSearchParams(),
    headers,
    body: Buffer.from(body),
  };
  const call = protocol.parse(request);
  const response = protocol.serialize(call, await running.call(call.operation, call.input), 'r');
  return { ...response, body: response.body.toString() };
}

test.each(['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DeleteNetworkInterface'])(
  'a function in a VPC whose role lacks ec2:%s is refused in the words of Lambda, and one outside is not',
  async (action) => {
    running.denied.add(`ec2:${action}`);
    const inVpc = running.declare(code, { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } });
    await expect(inVpc).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
      message: `The provided execution role does not have permissions to call ${action} on EC2`,
    });
    await running.declare(code, { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } });
  },
);
