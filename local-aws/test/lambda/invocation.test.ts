import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { running, start } from './running-lambda';

beforeEach(() => start());
afterEach(() => running.close());

test('inline code answers with what its handler returns', async () => {
  const name = await running.declare('exports.handler = async (event) => ({ twice: event.n * 2 })');
  expect(await running.invoke(name, { n: 21 })).toMatchObject({ result: { twice: 42 }, error: undefined });
});

test('code from S3 may be split over files and folders', async () => {
  const name = await running.declare(
    { 'src/app.js': "exports.main = async () => require('./other/part')", 'src/other/part.js': 'module.exports = 7' },
    { Handler: 'src/app.main' },
  );
  expect((await running.invoke(name)).result).toBe(7);
});

test.each([
  ['an .mjs file', { 'index.mjs': 'export const handler = async () => import.meta.url.slice(-9)' }, 'index.mjs'],
  [
    'a package of type module',
    { 'index.js': 'await 0; export const handler = async () => "esm"', 'package.json': '{"type":"module"}' },
    'esm',
  ],
])('an ECMAScript module is loaded: %s', async (_what, files, expected) => {
  expect((await running.invoke(await running.declare(files))).result).toBe(expected);
});

test.each([
  ['callback', 'exports.handler = (event, context, callback) => setTimeout(() => callback(null, "late"), 10)', 'late'],
  [
    'context.done',
    'exports.handler = (event, context) => { setTimeout(() => context.done(null, "done"), 10) }',
    'done',
  ],
  ['context.succeed', 'exports.handler = (event, context) => { context.succeed("yes") }', 'yes'],
  ['nothing at all', 'exports.handler = () => {}', null],
])('a handler that is not async answers by %s', async (_style, code, expected) => {
  expect((await running.invoke(await running.declare(code))).result).toBe(expected);
});

test('a callback waits for the event loop to be empty unless the handler says otherwise', async () => {
  const code = (wait: boolean) => `exports.handler = (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = ${wait};
    setTimeout(() => { console.log('work is done') }, ${wait ? 50 : 3_600_000});
    callback(null, 'answer');
  }`;
  expect((await running.invoke(await running.declare(code(true)))).log).toContain('work is done');
  expect((await running.invoke(await running.declare(code(false)))).log).not.toContain('work is done');
});

test('the context holds what AWS documents, and the remaining time is the function timeout in real time', async () => {
  const name = await running.declare(
    `exports.handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() })`,
    { Timeout: 20, MemorySize: 256, FunctionName: 'my-function' },
  );
  const { result } = await running.invoke(name);
  expect(result).toMatchObject({
    functionName: 'my-function',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:my-function',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/my-function',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    logStreamName: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/),
    callbackWaitsForEmptyEventLoop: true,
  });
  expect(result.remaining).toBeGreaterThan(15_000);
  expect(result.remaining).toBeLessThanOrEqual(20_000);
});

test('a function sees its own environment variables and nothing of the host but PATH', async () => {
  process.env.HOST_SECRET = 'do not leak';
  const name = await running.declare('exports.handler = async () => process.env', {
    Environment: { Variables: { TABLE: 'orders' } },
  });
  delete process.env.HOST_SECRET;
  const { result } = await running.invoke(name);
  expect(Object.keys(result).sort()).toEqual([
    'AWS_ACCESS_KEY_ID',
    'AWS_DEFAULT_REGION',
    'AWS_ENDPOINT_URL',
    'AWS_EXECUTION_ENV',
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
    'AWS_LAMBDA_FUNCTION_NAME',
    'AWS_LAMBDA_FUNCTION_VERSION',
    'AWS_LAMBDA_INITIALIZATION_TYPE',
    'AWS_LAMBDA_LOG_FORMAT',
    'AWS_LAMBDA_LOG_GROUP_NAME',
    'AWS_LAMBDA_LOG_STREAM_NAME',
    'AWS_LAMBDA_RUNTIME_API',
    'AWS_REGION',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'LAMBDA_TASK_ROOT',
    'LANG',
    'NODE_PATH',
    'PATH',
    'TABLE',
    'TZ',
    '_HANDLER',
    '_X_AMZN_TRACE_ID',
  ]);
  expect(result).toMatchObject({
    AWS_REGION: 'eu-west-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
    TABLE: 'orders',
  });
});

test('https.request to the local endpoint is sent there as plain HTTP, as answers to CloudFormation are', async () => {
  const name = await running.declare(`const https = require('https');
    exports.handler = () => new Promise((resolve, reject) => {
      const { hostname } = new URL(process.env.AWS_ENDPOINT_URL);
      https.request({ hostname, path: '/_lambda/x', method: 'PUT' }, (response) => resolve(response.statusCode)).on('error', reject).end();
    })`);
  expect((await running.invoke(name)).result).toBe(403);
});

test('the AWS SDK is there as in the runtimes of Lambda, but no other module of the project', async () => {
  const name = await running.declare(`exports.handler = async (event) => typeof require(event.module)`);
  expect((await running.invoke(name, { module: '@aws-sdk/client-mgn' })).result).toBe('object');
  expect((await running.invoke(name, { module: 'fflate' })).result.errorMessage).toContain(
    "Cannot find module 'fflate'",
  );
});

test('a module of ECMAScript imports the AWS SDK too', async () => {
  const files = {
    'index.mjs': `import { MgnClient } from '@aws-sdk/client-mgn'; export const handler = async () => typeof MgnClient`,
  };
  expect((await running.invoke(await running.declare(files))).result).toBe('function');
});

const MISSING = 'On Lambda, @aws-sdk/client-eks is part of the Node runtime. Here functions have what your project has';

test.each([
  ['while it loads', { 'index.js': `require('@aws-sdk/client-eks'); exports.handler = async () => 1` }],
  ['by import', { 'index.mjs': `import '@aws-sdk/client-eks'; export const handler = async () => 1` }],
  ['during an event', { 'index.js': `exports.handler = async () => require('@aws-sdk/client-eks')` }],
])('a client of the SDK that is missing %s is named, with what to do', async (_when, files) => {
  const { result } = await running.invoke(await running.declare(files));
  expect(result.errorMessage).toContain(MISSING);
  expect(result.errorMessage).toContain('npm install --save-dev @aws-sdk/client-eks');
});

test('it is named in the log where the function hides the error', async () => {
  const name = await running.declare(
    `exports.handler = async () => { try { require('@aws-sdk/client-eks') } catch { throw new Error('no such package') } }`,
  );
  const { log } = await running.invoke(name);
  expect(log).toContain(MISSING);
});

test("inline code has CloudFormation's response module", async () => {
  const received: { method?: string; url?: string; type?: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    received.push({ method: request.method, url: request.url, type: request.headers['content-type'], body });
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const name = await running.declare(`const response = require('cfn-response');
    exports.handler = (event, context) => { response.send(event, context, response.SUCCESS, { Answer: 42 }, 'the-id') }`);
  const ResponseURL = `http://127.0.0.1:${port}/answer?signed=1`;
  await running.invoke(name, { ResponseURL, StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Thing' });
  server.close();
  expect(received).toMatchObject([{ method: 'PUT', url: '/answer?signed=1', type: '' }]);
  expect(JSON.parse(received[0].body)).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: 'the-id',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Thing',
    Data: { Answer: 42 },
  });
});
