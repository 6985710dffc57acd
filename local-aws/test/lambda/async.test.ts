import { running, start } from './running-lambda';

beforeEach(() => start({ mostEnvironments: 4 }));
afterEach(() => running.close());

const minute = 60_000;
const failing =
  'exports.handler = async (event, { awsRequestId }) => { console.log("try", awsRequestId, event.id); throw new Error("no") }';

test('the event of a failing function is tried again after one minute and after two more, with the same request id', async () => {
  const name = await running.declare(failing);
  running.lambda.functions.invokeAsync(name, { id: 'e1' });
  await running.logged(/REPORT/, 1);
  await running.clock.advance(minute - 1);
  expect(tries()).toHaveLength(1);
  await running.clock.advance(1);
  await running.logged(/REPORT/, 2);
  await running.clock.advance(2 * minute - 1);
  expect(tries()).toHaveLength(2);
  await running.clock.advance(1);
  await running.logged(/REPORT/, 3);
  await running.clock.advance(60 * minute);
  expect(tries()).toHaveLength(3);
  expect(new Set(tries()).size).toBe(1);
});

test('MaximumRetryAttempts 0 means one try', async () => {
  const name = await running.declare(failing);
  await running.resource('AWS::Lambda::EventInvokeConfig', {
    FunctionName: name,
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 0,
  });
  running.lambda.functions.invokeAsync(name, {});
  await running.logged(/REPORT/);
  await running.clock.advance(10 * minute);
  expect(tries()).toHaveLength(1);
});

test('an event older than MaximumEventAgeInSeconds is not tried again', async () => {
  const name = await running.declare(failing);
  await running.resource('AWS::Lambda::EventInvokeConfig', {
    FunctionName: name,
    Qualifier: '$LATEST',
    MaximumEventAgeInSeconds: 100,
  });
  running.lambda.functions.invokeAsync(name, {});
  await running.logged(/REPORT/, 1);
  await running.clock.advance(minute);
  await running.logged(/REPORT/, 2);
  await running.clock.advance(10 * minute);
  expect(tries()).toHaveLength(2);
});

test('a timed-out event is tried again as one that failed', async () => {
  const name = await running.declare(
    'exports.handler = async () => { console.log("try"); await new Promise((r) => setTimeout(r, 9e4)) }',
    {
      Timeout: 3,
    },
  );
  running.lambda.functions.invokeAsync(name, {});
  await running.logged(/\ttry/);
  await running.clock.advance(3000);
  await running.logged(/Status: timeout/);
  await running.clock.advance(minute);
  await running.logged(/\ttry/, 2);
});

test('a throttled event is tried until it gets through, and no try is used up', async () => {
  const name = await running.declare(
    'exports.handler = async (e) => { console.log("try"); await new Promise((r) => setTimeout(r, e.ms)) }',
    {
      ReservedConcurrentExecutions: 1,
    },
  );
  running.lambda.functions.invokeAsync(name, { ms: 100 });
  await expect(running.invoke(name)).rejects.toMatchObject({
    code: 'TooManyRequestsException',
    status: 429,
    members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  });
  running.lambda.functions.invokeAsync(name, { ms: 0 });
  await running.logged(/REPORT/, 1);
  await running.clock.advance(1000);
  await running.logged(/REPORT/, 2);
});

test('reset drops the events of the functions it forgets, also those that run just then', async () => {
  const code = 'exports.handler = async () => { console.log("try"); await new Promise((r) => setTimeout(r, 9e4)) }';
  const name = await running.declare(code, { FunctionName: 'same', Timeout: 300 });
  running.lambda.functions.invokeAsync(name, {});
  await running.logged(/\ttry/);
  await running.lambda.service.reset?.();
  await running.declare(code, { FunctionName: 'same' });
  await running.clock.advance(10 * minute);
  expect(running.logs.filter((line) => line.startsWith('INIT_START'))).toHaveLength(1);
});

test('a function with a reserved concurrency of 0 never runs, and its events end with their age', async () => {
  const name = await running.declare(failing, { ReservedConcurrentExecutions: 0 });
  running.lambda.functions.invokeAsync(name, {});
  await running.clock.advance(7 * 60 * minute);
  expect(tries()).toHaveLength(0);
});

test('50 events at once all run, in no more environments than allowed', async () => {
  const name = await running.declare('exports.handler = async ({ id }) => console.log("pid", process.pid, id)');
  for (let id = 0; id < 50; id++) running.lambda.functions.invokeAsync(name, { id });
  await running.logged(/REPORT/, 50);
  const lines = running.logs.filter((line) => line.includes('\tpid '));
  expect(new Set(lines.map((line) => line.split(' ').at(-1))).size).toBe(50);
  expect(new Set(lines.map((line) => line.split(' ').at(-2))).size).toBeLessThanOrEqual(4);
});

test('functions that need an environment get one although others keep theirs warm', async () => {
  for (let i = 0; i < 6; i++) {
    const name = await running.declare(`exports.handler = async () => ${i}`);
    expect((await running.invoke(name)).result).toBe(i);
  }
});

test('an event may be delivered more than once', async () => {
  running.lambda.functions.duplicateDeliveries = 1;
  const name = await running.declare(
    'exports.handler = async (event, { awsRequestId }) => console.log("try", awsRequestId)',
  );
  running.lambda.functions.invokeAsync(name, {});
  await running.logged(/REPORT/, 2);
  expect(new Set(tries()).size).toBe(1);
});

test('an event for a function that does not exist is refused, and those of a deleted one are dropped', async () => {
  expect(() => running.lambda.functions.invokeAsync('nobody', {})).toThrow(
    'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nobody',
  );
  const name = await running.declare(failing);
  running.lambda.functions.invokeAsync(name, {});
  await running.logged(/REPORT/);
  await running.lambda.resourceTypes['AWS::Lambda::Function'].delete({ ...({} as any), physicalId: name });
  await running.clock.advance(minute);
  expect(tries()).toHaveLength(1);
});

const tries = () => running.logs.filter((line) => /\ttry/.test(line)).map((line) => line.split(' ')[1]);
