import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isKnown, isRunning, until } from './processes';
import { role, running, start } from './running-lambda';

beforeEach(() => start());
afterEach(() => running.close());

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

test('an environment whose process ended while it was idle is not used again', async () => {
  const name = await running.declare('exports.handler = async () => process.pid');
  const first = (await running.invoke(name)).result;
  process.kill(first, 'SIGKILL');
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
