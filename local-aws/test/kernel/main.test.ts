import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ID = 's-00000000000000001';
const folder = mkdtempSync(join(tmpdir(), 'local-aws-'));
/** In one file, which starts much sooner than the sources. */
const MAIN = join(folder, 'main.js');
const running: ChildProcess[] = [];
const blocker = createServer();

beforeAll(() => {
  const source = join(__dirname, '../../src/main.ts');
  buildSync({ entryPoints: [source], outfile: MAIN, bundle: true, platform: 'node', mainFields: ['module', 'main'] });
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  blocker.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(['SIGTERM', 'SIGINT'] as const)(
  'it says when it serves, and %s ends it and frees the port',
  async (signal) => {
    const run = start('--port', '0', '--servers', file('fleet.json', '[{"sourceServerID":"s-00000000000000001"}]'));
    const url = await run.ready;
    expect(run.out()).toBe(`ready ${url}\n`);
    expect(run.err()).toContain(`export AWS_ENDPOINT_URL=${url}\n`);
    expect(await (await fetch(`${url}/_local/servers`)).json()).toMatchObject([
      { sourceServerID: 's-00000000000000001' },
    ]);
    run.child.kill(signal);
    expect(await run.exit).toBe(0);
    expect(run.out()).toBe(`ready ${url}\n`);
    await expect(fetch(url)).rejects.toThrow();
  },
);

const answer = {
  items: [
    { sourceServerID: ID, arn: `arn:aws:mgn:eu-west-3:210987654321:source-server/${ID}`, tags: { Name: 'Zürich' } },
  ],
};
const text = JSON.stringify(answer);

test.each([
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16, as Windows PowerShell redirects', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
  ['UTF-16 with the high byte first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('an answer of describe-source-servers in %s is taken, and its account and Region', async (encoding, content) => {
  const run = start('--port', '0', '--servers', file(`${encoding}.json`, content));
  const url = await run.ready;
  expect(await (await fetch(`${url}/_local/servers`)).json()).toMatchObject([
    { ...answer.items[0], _local: { accountId: '210987654321' } },
  ]);
  expect(run.err()).toContain('# account 210987654321, Region eu-west-3\n');
  expect(run.err()).toContain('export CDK_DEFAULT_ACCOUNT=210987654321\n');
  expect(run.err()).toContain('export AWS_REGION=eu-west-3\n');
});

test('a taken port is an error that says what to do', async () => {
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const { port } = blocker.address() as { port: number };
  const run = start('--port', String(port));
  expect(await run.exit).toBe(1);
  expect(run.err()).toBe(
    `Port ${port} on 127.0.0.1 is taken. Choose another with --port, or --port 0 for any free one.\n`,
  );
});

test('--help explains the arguments', async () => {
  const run = start('--help');
  expect(await run.exit).toBe(0);
  expect(run.out()).toContain('--servers FILE.json');
});

test.each([
  [['--port', 'x'], "--port must be a number from 0 to 65535, not 'x'"],
  [['--port', '70000'], "--port must be a number from 0 to 65535, not '70000'"],
  [['--prot', '1'], "Unknown option '--prot'"],
  [['extra'], "Unexpected argument 'extra'"],
  [['--servers', '/nowhere.json'], '/nowhere.json: cannot be read (ENOENT)'],
  [['--servers', file('half.json', '[{')], 'half.json: is not JSON'],
  [['--servers', file('object.json', '{}')], 'object.json: The servers must be a JSON array of source servers'],
  [
    ['--servers', file('misspelt.json', '{"items":[],"wave":[]}')],
    'misspelt.json: The fleet has the unknown member "wave"',
  ],
  [
    ['--servers', file('latin.json', Buffer.from('[{"tags":{"Name":"M\xfcnchen"}}]', 'latin1'))],
    'latin.json: is not JSON',
  ],
  [['--servers', file('wrong.json', '[{"sourceServerID":"s-1"}]')], 'wrong.json: servers[0].sourceServerID is "s-1"'],
])('the arguments %j are refused with the reason', async (args, message) => {
  const run = start('--port', '0', ...args);
  expect(await run.exit).toBe(2);
  expect(run.err()).toContain(message);
  expect(run.err()).not.toMatch(/\n {4}at /);
  expect(run.out()).toBe('');
});

function start(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let [out, err] = ['', ''];
  const ready = new Promise<string>((resolve, reject) => {
    child.on('close', (code) => reject(new Error(`it ended with ${code}: ${err}`)));
    child.stdout.on('data', (data) => {
      out += data;
      const url = /^ready (\S+)\n/.exec(out)?.[1];
      if (url) resolve(url);
    });
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  ready.catch(() => {}); // most of these processes are to end
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, ready, exit, out: () => out, err: () => err };
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
