import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { type RunningLambda, role, runLambda } from './running-lambda';

let running: RunningLambda;
beforeEach(async () => {
  running = await runLambda();
});
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
    setTimeout(() => { console.log('work is done') }, 50);
    callback(null, 'answer');
  }`;
  expect((await running.invoke(await running.declare(code(true)))).log).toContain('work is done');
  expect((await running.invoke(await running.declare(code(false)))).log).not.toContain('work is done');
});

test('the error of a handler is described as Node.js on Lambda describes it', async () => {
  const name = await running.declare('exports.handler = async () => { throw new TypeError("not so") }');
  const { result, error, log } = await running.invoke(name);
  expect(error).toBe('Unhandled');
  expect(result).toMatchObject({ errorType: 'TypeError', errorMessage: 'not so' });
  expect(result.trace[0]).toBe('TypeError: not so');
  expect(log).toMatch(/\tERROR\tInvoke Error \t\{"errorType":"TypeError"/);
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

test('an environment is reused for the next event, and replaced when the function changes', async () => {
  const code = (answer: string) => `let n = 0; exports.handler = async () => '${answer}' + ++n`;
  const name = await running.declare(code('a'));
  expect((await running.invoke(name)).result).toBe('a1');
  expect((await running.invoke(name)).result).toBe('a2');
  const properties = {
    Code: { ZipFile: code('b') },
    Handler: 'index.handler',
    Runtime: 'nodejs20.x',
    Role: role,
  };
  await running.lambda.resourceTypes['AWS::Lambda::Function'].update?.({
    ...({} as any),
    physicalId: name,
    properties,
  });
  expect((await running.invoke(name)).result).toBe('b1');
});

test('a function that takes longer than its timeout is killed, and the next event gets a new environment', async () => {
  const name = await running.declare(
    `let n = 0; exports.handler = async (event) => { n++; console.log('pid', process.pid); if (event.hang) await new Promise((r) => setTimeout(r, 60_000)); return n }`,
    { Timeout: 5 },
  );
  const hanging = running.invoke(name, { hang: true });
  await running.logged(/pid \d+/);
  await running.clock.advance(5000);
  const { result, error, log } = await hanging;
  expect(error).toBe('Unhandled');
  expect(result).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 5.00 seconds$/),
  });
  expect(log).toMatch(/Z [0-9a-f-]{36} Task timed out after 5.00 seconds\n/);
  expect(log).toMatch(/Duration: 5000.00 ms\t.*\tStatus: timeout/);
  expect(isRunning(Number(/pid (\d+)/.exec(log)?.[1]))).toBe(false);
  expect((await running.invoke(name)).result).toBe(1);
});

test.each([
  ['exits', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
  [
    'is killed',
    'process.kill(process.pid, "SIGKILL"); await new Promise(() => setInterval(() => {}, 9))',
    'Runtime exited with error: signal: killed',
  ],
  ['exits with 0', 'process.exit(0)', 'Runtime exited without providing a reason'],
])(
  'a process that %s during an event is a Runtime.ExitError, and the next event is served',
  async (_how, how, text) => {
    const name = await running.declare(
      `exports.handler = async (event) => { if (event.end) { ${how} } return 'fine' }`,
    );
    const { result, error } = await running.invoke(name, { end: true });
    expect(error).toBe('Unhandled');
    expect(result.errorType).toBe('Runtime.ExitError');
    expect(result.errorMessage).toContain(text);
    expect((await running.invoke(name)).result).toBe('fine');
  },
);

test.each([
  ['thrown outside of the promise', 'setTimeout(() => { throw new RangeError("stray") }, 1)', 'RangeError', 'stray'],
  ['an unhandled rejection', 'Promise.reject(new Error("lost"))', 'Runtime.UnhandledPromiseRejection', 'Error: lost'],
])('an error that is %s fails the invocation', async (_what, code, errorType, errorMessage) => {
  const name = await running.declare(
    `exports.handler = async (event) => { ${code}; await new Promise((r) => setTimeout(r, 5000)) }`,
  );
  expect((await running.invoke(name)).result).toMatchObject({ errorType, errorMessage });
});

test.each([
  ['code that throws while it loads', 'throw new Error("no config")', {}, 'Error', 'no config'],
  ['a handler that is not exported', 'exports.other = 1', {}, 'Runtime.HandlerNotFound', 'index.handler is undefined'],
  ['a module that is missing', 'require("nowhere")', {}, 'Runtime.ImportModuleError', "Cannot find module 'nowhere'"],
  ['a syntax error', 'exports.handler = (', {}, 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
  ['a file that is missing', '', { Handler: 'app.handler' }, 'Runtime.ImportModuleError', "Cannot find module 'app'"],
  ['a name without a dot', '', { Handler: 'handler' }, 'Runtime.MalformedHandlerName', 'Bad handler'],
])('%s is an init error', async (_what, code, properties, errorType, text) => {
  const { result, error, log } = await running.invoke(await running.declare(code, properties));
  expect(error).toBe('Unhandled');
  expect(result.errorType).toBe(errorType);
  expect(result.errorMessage).toContain(text);
  expect(log).toMatch(/INIT_REPORT Init Duration: .* ms\tPhase: init\tStatus: error/);
});

test('the log has the lines of Lambda around those of the function', async () => {
  const name = await running.declare(
    'exports.handler = async () => { console.warn("two\\nlines"); process.stdout.write("raw\\n") }',
    {
      LoggingConfig: { LogGroup: 'app-logs' },
    },
  );
  await running.invoke(name);
  expect(running.logs).toEqual([
    expect.stringMatching(/^INIT_START Runtime Version: nodejs20\.x/),
    expect.stringMatching(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/),
    expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\tWARN\ttwo\nlines$/),
    'raw',
    expect.stringMatching(/^END RequestId: [0-9a-f-]{36}$/),
    expect.stringMatching(
      /^REPORT RequestId: [0-9a-f-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9]\d* MB\tInit Duration: [\d.]+ ms$/,
    ),
  ]);
  expect([...running.streams]).toEqual([expect.stringMatching(/^app-logs 2026\/01\/01\/stack-fn1-X\[\$LATEST\]/)]);
});

test('with the JSON log format every line is a JSON object', async () => {
  const name = await running.declare('exports.handler = async () => console.info({ order: 1 })', {
    LoggingConfig: { LogFormat: 'JSON' },
  });
  await running.invoke(name);
  const lines = running.logs.map((line) => JSON.parse(line));
  expect(lines.map(({ type, level }) => type ?? level)).toEqual([
    'platform.initStart',
    'platform.start',
    'INFO',
    'platform.report',
  ]);
  expect(lines[2].message).toEqual({ order: 1 });
});

test('an environment whose process ended while it was idle is not used again', async () => {
  const name = await running.declare(
    'exports.handler = async () => { setTimeout(() => process.exit(1), 100).unref(); return process.pid }',
  );
  const first = (await running.invoke(name)).result;
  await until(() => !isKnown(first));
  expect((await running.invoke(name)).error).toBeUndefined();
});

test('a function changed during an event does not keep the old environment', async () => {
  const code =
    'exports.handler = async () => { console.log("here"); await new Promise((r) => setTimeout(r, 50)); return process.pid }';
  const name = await running.declare(code);
  const old = running.invoke(name);
  await running.logged(/here/);
  const properties = { Code: { ZipFile: code }, Handler: 'index.handler', Runtime: 'nodejs20.x', Role: role };
  await running.lambda.resourceTypes['AWS::Lambda::Function'].update?.({
    ...({} as any),
    physicalId: name,
    properties,
  });
  const pid = (await old).result;
  await until(() => !isRunning(pid));
});

test.each([
  ['exits', 'process.exit(1)'],
  ['answers', 'return 1'],
])('what a function prints before it %s is in the log before END', async (_what, end) => {
  const name = await running.declare(
    `exports.handler = async () => { for (let i = 0; i < 5000; i++) console.log("line", i); ${end} }`,
  );
  await running.invoke(name);
  const lines = running.logs.filter((line) => /^END|\tline \d+$/.test(line));
  expect(lines).toHaveLength(5001);
  expect(lines.at(-1)).toMatch(/^END/);
});

test('the log tail is the last 4 KB', async () => {
  const name = await running.declare('exports.handler = async () => console.log("x".repeat(9000))');
  const { log } = await running.invoke(name);
  expect(log).toHaveLength(4096);
  expect(log).toMatch(/REPORT .*\n$/);
});

test('idle environments end after a while, and all of them with their code at stop', async () => {
  const code = 'exports.handler = async () => ({ pid: process.pid, root: process.env.LAMBDA_TASK_ROOT })';
  const name = await running.declare(code);
  const first = (await running.invoke(name)).result;
  await running.clock.advance(5 * 60_000);
  await until(() => !isRunning(first.pid));
  const second = (await running.invoke(name)).result;
  expect(second.pid).not.toBe(first.pid);
  await running.lambda.stop();
  expect(isRunning(second.pid)).toBe(false);
  expect(existsSync(dirname(second.root))).toBe(false);
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

test.each([
  ['times out', 'await new Promise(() => setInterval(() => {}, 9))'],
  ['exits', 'process.exit(1)'],
])('what a function starts ends with it when it %s', async (_what, end) => {
  const name = await running.declare(`const { spawn } = require('child_process');
    exports.handler = async () => { const child = spawn('sleep', ['600']); console.log('pid', child.pid); ${end} }`);
  const hanging = running.invoke(name);
  await running.logged(/pid/);
  await running.clock.advance(3000);
  const pid = Number(/pid (\d+)/.exec((await hanging).log)?.[1]);
  await until(() => !isRunning(pid));
});

test('reset ends what runs and forgets the functions; new ones can be declared', async () => {
  const name = await running.declare(
    'exports.handler = async () => { console.log("here"); await new Promise((r) => setTimeout(r, 6e4)) }',
  );
  const hanging = running.invoke(name);
  await running.logged(/here/);
  await running.lambda.service.reset?.();
  expect((await hanging).result.errorType).toBe('Runtime.ExitError');
  await expect(running.invoke(name)).rejects.toThrow('Function not found');
  expect((await running.invoke(await running.declare('exports.handler = async () => 5'))).result).toBe(5);
});

/** Also a process that has ended is known until its parent has noticed. */
const isKnown = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A zombie whose parent is gone waits for init and does not run. */
const isRunning = (pid: number) => {
  try {
    if (existsSync('/proc/self/stat')) return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 5));
}
