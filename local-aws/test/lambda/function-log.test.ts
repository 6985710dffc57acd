import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { eachLine } from '../../src/lambda/lines';
import { running, start } from './running-lambda';

beforeEach(() => start());
afterEach(() => running.close());

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

test.each([
  ['logs:PutLogEvents', 'nothing is written', 0],
  ['logs:CreateLogStream', 'a new environment has no stream', 0],
  ['logs:CreateLogGroup', 'a group that was deleted does not come back', 0],
  ['logs:DescribeLogGroups', 'everything is written', 5],
])('the log is written with the role of the function: without %s %s', async (action, _what, lines) => {
  const name = await running.declare('exports.handler = async () => console.log("hello")');
  running.denied.add(action);
  const { log } = await running.invoke(name);
  expect(log).toContain('hello');
  expect(running.logs).toHaveLength(lines);
});

test('a stream that is there is written to by a role that may not create one', async () => {
  const name = await running.declare('exports.handler = async () => 1');
  await running.invoke(name);
  const before = running.logs.length;
  for (const action of ['logs:CreateLogGroup', 'logs:CreateLogStream']) running.denied.add(action);
  await running.invoke(name);
  expect(running.logs.length).toBeGreaterThan(before);
});

test('a line without end comes in pieces, so that it is not kept as a whole', () => {
  const [stream, lines] = [new PassThrough(), [] as string[]];
  eachLine(stream, (line) => lines.push(line));
  for (let i = 0; i < 10; i++) stream.write('x'.repeat(100_000));
  stream.end('y\nlast');
  return once(stream, 'end').then(() => {
    expect(lines.map(({ length }) => length)).toEqual([262_144, 262_144, 262_144, 213_569, 4]);
    expect(lines.at(-2)).toMatch(/xy$/);
  });
});
