import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * npm run bench:tests: what the tests cost that two commits have in common, each in a fresh clone, one after the other.
 * Wall and CPU are those of jest and of all that it starts. `-- BEFORE AFTER` takes other commits. It needs bash.
 */

const ROOT = join(__dirname, '..');
const [BEFORE = '380f976', AFTER = 'HEAD'] = process.argv.slice(2);

interface Test {
  readonly name: string;
  readonly file: string;
  /** How many of its assertions have passed. */
  readonly assertions: number;
}

interface Run {
  readonly tests: readonly Test[];
  readonly failed: number;
  readonly wall: number;
  readonly cpu: number;
}

/** A clone of a commit in which all is built that its tests need. */
class Clone {
  private readonly folder: string;

  constructor(
    parent: string,
    private readonly commit: string,
  ) {
    this.folder = join(parent, commit);
    execFileSync('git', ['clone', '-q', ROOT, this.folder]);
    execFileSync('git', ['checkout', '-q', commit], { cwd: this.folder });
    this.shell('npm ci --no-audit --no-fund');
    const script: string = JSON.parse(this.read('package.json')).scripts.test;
    this.shell(`PATH=node_modules/.bin:$PATH; ${script.replace(/ && jest$/, '')}`);
    const [{ testEnvironment }] = JSON.parse(this.shell('npx jest --showConfig')).configs;
    writeFileSync(join(this.folder, 'only.cjs'), onlyThoseOf(testEnvironment));
  }

  /** All its tests, of which none is run. */
  list(): readonly Test[] {
    return this.run([], []).tests;
  }

  /** Runs the tests of these names and no others, in the files that have them; no file is every file. */
  run(names: readonly string[], files: readonly string[]): Run {
    writeFileSync(join(this.folder, 'only.json'), JSON.stringify(names));
    const jest = `npx jest --env ./only.cjs --json --outputFile results.json ${files.join(' ')}`;
    const times = this.shell(`TIMEFORMAT='%R %U %S'; { time ${jest} 2>/dev/null; } 2>&1`).trim();
    const [wall = 0, user = 0, system = 0] = (times.match(/.*$/)?.[0] ?? '').split(' ').map(Number);
    const { testResults, numFailedTests } = JSON.parse(this.read('results.json'));
    const tests: Test[] = testResults.flatMap(({ name: file, assertionResults }: any) =>
      assertionResults.map((one: any) => ({ file, name: one.fullName, assertions: one.numPassingAsserts })),
    );
    console.log(`${this.commit}: ${names.length} of ${tests.length} tests, ${numFailedTests} failed, ${wall} s`);
    return { tests, failed: numFailedTests, wall, cpu: user + system };
  }

  private read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  private shell(command: string): string {
    const { stdout, error } = spawnSync('bash', ['-c', command], {
      cwd: this.folder,
      encoding: 'utf8',
      maxBuffer: 1e9,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (error) throw error;
    return stdout;
  }
}

/** A test environment in which jest skips all tests but those of only.json. */
const onlyThoseOf = (environment: string) => `
const base = require(${JSON.stringify(environment)});
const names = new Set(require('./only.json'));
module.exports = class extends (base.default ?? base) {
  handleTestEvent({ name }, { rootDescribeBlock }) {
    if (name === 'run_start') skip(rootDescribeBlock, []);
  }
};
function skip(block, path) {
  for (const child of block.children) {
    const own = [...path, child.name];
    if (child.type === 'describeBlock') skip(child, own);
    else if (!names.has(own.join(' '))) child.mode = 'skip';
  }
}
`;

function compare(parent: string): void {
  const clones = [BEFORE, AFTER].map((commit) => new Clone(parent, commit));
  const lists = clones.map((clone) => clone.list());
  const [old, today] = lists.map((tests) => new Set(tests.map(({ name }) => name))) as [Set<string>, Set<string>];
  const common = [...old].filter((name) => today.has(name));
  const [before, after] = clones.map((clone, index) => {
    const files = (lists[index] ?? []).filter(({ name }) => old.has(name) && today.has(name)).map(({ file }) => file);
    return clone.run(common, [...new Set(files)]);
  }) as [Run, Run];
  const asserted = new Map(after.tests.map(({ name, assertions }) => [name, assertions]));
  const fewer = before.tests.filter(({ name, assertions }) => (asserted.get(name) ?? 0) < assertions);
  const row = (what: string, one: number, other: number, goal: number) =>
    `${what}: ${one.toFixed(0)} s, ${other.toFixed(0)} s: ${(other / one).toFixed(2)} (goal ${goal})`;
  console.log(`tests: ${old.size}, ${today.size}; by the same name ${common.length}`);
  console.log(row('wall', before.wall, after.wall, 0.33));
  console.log(row('CPU', before.cpu, after.cpu, 0.5));
  console.log(`failed: ${before.failed}, ${after.failed}`);
  console.log(['tests that assert less often than before:', ...fewer.map(({ name }) => name)].join('\n  '));
}

const folder = mkdtempSync(join(tmpdir(), 'bench-tests-'));
try {
  compare(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
