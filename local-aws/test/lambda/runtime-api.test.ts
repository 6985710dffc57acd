import { running, start } from './running-lambda';

/* The Runtime API as a function's own process sees it: what its runtime is told with an event, and what it tells. */

beforeEach(() => start());
afterEach(() => running.close());

/** Listens in on the runtime: the answers that it gets, by the last parts of the paths. */
const LISTEN = `
const http = require('node:http');
const heard = [];
const { request } = http;
http.request = (options, callback) => request(options, (response) => {
  heard.push({ path: options.path.split('/').slice(-2).join('/'), status: response.statusCode, headers: response.headers });
  callback(response);
});
`;

test('an event comes with its request id, its deadline on the local clock, the ARN of the function and a trace', async () => {
  const name = await running.declare(
    `${LISTEN} exports.handler = async (event, { awsRequestId }) => ({ ...heard.at(-1), awsRequestId, trace: process.env._X_AMZN_TRACE_ID })`,
    { Timeout: 20 },
  );
  const { result } = await running.invoke(name);
  expect(result).toMatchObject({
    path: 'invocation/next',
    status: 200,
    headers: {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      'lambda-runtime-deadline-ms': String(running.clock.now() + 20_000),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
      'lambda-runtime-trace-id': expect.stringMatching(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
      ),
    },
  });
  expect(result.awsRequestId).toBe(result.headers['lambda-runtime-aws-request-id']);
  expect(result.trace).toBe(result.headers['lambda-runtime-trace-id']);
});

test('the time of a trace is when its event came', async () => {
  const name = await running.declare('exports.handler = async () => process.env._X_AMZN_TRACE_ID', { Timeout: 900 });
  const [, hex = ''] = /^Root=1-([0-9a-f]{8})-/.exec((await running.invoke(name)).result) ?? [];
  expect(Number.parseInt(hex, 16)).toBe(Math.floor(running.clock.now() / 1000));
});

test('a response and an error are each answered with 202', async () => {
  const name = await running.declare(
    `${LISTEN} exports.handler = async ({ fail }) => { if (fail) throw new Error('x'); return heard.map(({ path, status }) => path.split('/').at(-1) + ' ' + status); }`,
  );
  await running.invoke(name);
  await running.invoke(name, { fail: true });
  const { result } = await running.invoke(name);
  expect(result).toEqual(['next 200', 'response 202', 'next 200', 'error 202', 'next 200']);
});

test('an unknown path is a 404, and an environment that is not there a 403', async () => {
  const code = `exports.handler = async ({ method, path, id }) => {
    const api = process.env.AWS_LAMBDA_RUNTIME_API.replace(/[^/]+$/, id ?? '$&');
    return (await fetch('http://' + api + '/2018-06-01/runtime/' + path, { method })).status;
  }`;
  const name = await running.declare(code);
  const status = async (event: object) => (await running.invoke(name, event)).result;
  expect(await status({ method: 'GET', path: 'invocation/last' })).toBe(404);
  expect(await status({ method: 'GET', path: 'init/error' })).toBe(404);
  expect(await status({ method: 'GET', path: 'invocation/next', id: 'nobody' })).toBe(403);
});

test('the context has the members that AWS documents, and no others', async () => {
  const name = await running.declare(
    `exports.handler = async (event, context) => Object.keys(context).map((key) => key + ' ' + typeof context[key]).sort()`,
  );
  expect((await running.invoke(name)).result).toEqual([
    'awsRequestId string',
    'callbackWaitsForEmptyEventLoop boolean',
    'clientContext undefined',
    'done function',
    'fail function',
    'functionName string',
    'functionVersion string',
    'getRemainingTimeInMillis function',
    'identity undefined',
    'invokedFunctionArn string',
    'logGroupName string',
    'logStreamName string',
    'memoryLimitInMB string',
    'succeed function',
  ]);
});
