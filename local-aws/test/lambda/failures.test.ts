import { isRunning } from './processes';
import { running, start } from './running-lambda';

beforeEach(() => start());
afterEach(() => running.close());

test('the error of a handler is described as Node.js on Lambda describes it', async () => {
  const name = await running.declare('exports.handler = async () => { throw new TypeError("not so") }');
  const { result, error, log } = await running.invoke(name);
  expect(error).toBe('Unhandled');
  expect(result).toMatchObject({ errorType: 'TypeError', errorMessage: 'not so' });
  expect(result.trace[0]).toBe('TypeError: not so');
  expect(log).toMatch(/\tERROR\tInvoke Error \t\{"errorType":"TypeError"/);
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

test('code that takes longer than 10 seconds to load: the log says so, and the rest counts as the invocation', async () => {
  const name = await running.declare({ 'index.mjs': 'await new Promise((r) => setInterval(r, 9e6))' }, { Timeout: 3 });
  const pending = running.invoke(name);
  await running.logged(/^INIT_START/);
  await running.clock.advance(9_999);
  expect(running.logs.filter((line) => /^INIT_REPORT|^START/.test(line))).toEqual([]);
  await running.clock.advance(1);
  await running.logged(/^INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout/);
  await running.logged(/^START/);
  await running.clock.advance(3_000);
  expect((await pending).result.errorMessage).toMatch(/Task timed out after 3.00 seconds$/);
});
