import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mgnDefaults } from '../src/mgn';

/* USAGE.md: its commands are run as they stand, in one shell, and its tables hold what there is. */

// a busy machine takes its time to start a process and to compile it
const page = readFileSync(join(__dirname, '../USAGE.md'), 'utf8');
const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, commands = '']) => commands);
const folder = mkdtempSync(join(tmpdir(), 'usage-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `npm run local` as in the checkout, from a folder that may be written to. */
function writeManifest(): void {
  const root = join(__dirname, '../..');
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const local = scripts.local
    .replace('--import tsx', `--import ${join(root, 'node_modules/tsx/dist/loader.mjs')}`)
    .replace('local-aws/src/main.ts', join(root, 'local-aws/src/main.ts'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts: { local } }));
}

async function bash(script: string): Promise<{ code: number; output: string }> {
  const child = spawn('bash', ['-euc', script], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
}

test('every command of USAGE.md works, one after the other', async () => {
  writeManifest();
  const numbered = blocks.map((commands, index) => `echo "block ${index}"\n${commands}`);
  const { code, output } = await bash(`trap 'kill $(jobs -p)' EXIT\n${numbered.join('\necho\n')}`);
  expect([code, output]).toEqual([0, expect.stringContaining(`block ${blocks.length - 1}`)]);
  const answers = output.split(/block \d+\n/);
  const answerTo = (part: string) => answers[1 + blocks.findIndex((commands) => commands.includes(part))];
  expect(answerTo('/_local/health')).toContain('"status":"ok"');
  expect(answerTo('# account')).toBe('# account 210987654321, Region eu-west-1\n\n');
  expect(answerTo('wave-22222222222222201')).toContain('"applicationID":"app-22222222222222201"');
  expect(answerTo('ThrottlingException')).toContain('"times":3');
  expect(answerTo('secondDisconnect')).toMatch(/"secondDisconnect":"ok".*"secondDisconnect":"conflict"/s);
});

test('the page names every switch of MGN, and no other', () => {
  const table = page.slice(page.indexOf('| Switch of MGN'), page.indexOf('The switches of CloudFormation'));
  const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(named.toSorted()).toEqual([...Object.keys(mgnDefaults), 'managedAccounts'].toSorted());
});
