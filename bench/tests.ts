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

interface Run {
  /** How many assertions have passed in each test, by its full name. */
  readonly assertions: ReadonlyMap<string, number>;
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

  /** Runs the tests of these names and no others. */
  run(names: readonly string[]): Run {
    writeFileSync(join(this.folder, 'only.json'), JSON.stringify(names));
    const jest = 'npx jest --env ./only.cjs --json --outputFile results.json';
    const times = this.shell(`TIMEFORMAT='%R %U %S'; { time ${jest} 2>/dev/null; } 2>&1`).trim();
    const [wall = 0, user = 0, system = 0] = (times.match(/.*$/)?.[0] ?? '').split(' ').map(Number);
    const { testResults, numFailedTests } = JSON.parse(this.read('results.json'));
    const results: any[] = testResults.flatMap(({ assertionResults }: any) => assertionResults);
    const own = results.map(({ fullName, numPassingAsserts }) => [fullName, numPassingAsserts] as const);
    console.log(`${this.commit}: ${names.length} of ${own.length} tests, ${numFailedTests} failed, ${wall} s`);
    return { assertions: new Map(own), failed: numFailedTests, wall, cpu: user + system };
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
  const [old, today] = clones.map((clone) => [...clone.run([]).assertions.keys()]) as [string[], string[]];
  const common = old.filter((name) => today.includes(name));
  const [before, after] = clones.map((clone) => clone.run(common)) as [Run, Run];
  const fewer = common.filter((name) => (after.assertions.get(name) ?? 0) < (before.assertions.get(name) ?? 0));
  const row = (what: string, one: number, other: number, goal: number) =>
    `${what}: ${one.toFixed(0)} s, ${other.toFixed(0)} s: ${(other / one).toFixed(2)} (goal ${goal})`;
  console.log(`tests: ${old.length}, ${today.length}; by the same name ${common.length}`);
  console.log(row('wall', before.wall, after.wall, 0.33));
  console.log(row('CPU', before.cpu, after.cpu, 0.5));
  console.log(`failed: ${before.failed}, ${after.failed}`);
  console.log(['tests that assert less often than before:', ...fewer].join('\n  '));
}

const folder = mkdtempSync(join(tmpdir(), 'bench-tests-'));
try {
  compare(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
