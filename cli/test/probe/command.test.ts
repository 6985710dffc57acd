import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LocalAws, startLocalAws } from '../../../local-aws/src';
import { PERMISSIONS, policyDocument } from '../../src/probe/policy';
import { Tool } from '../tool';

/* The tool itself, in a folder that is nobody's, against a local AWS whose function is a process and whose clock is real. */

/** A local AWS of one test's own: they mostly wait, and wait side by side. */
class Account {
  static async open(): Promise<Account> {
    return new Account(await startLocalAws({ servers: [], onNotice: () => {} }));
  }

  readonly tool: Tool;

  private constructor(readonly aws: LocalAws) {
    this.tool = new Tool(aws);
  }

  get made() {
    return this.aws.calls().filter(({ operation }) => /^(Create|Put)/.test(operation));
  }

  /** Ends a probe by a signal as soon as it has made something. Returns its exit code. */
  async endedBy(signal: NodeJS.Signals, ...args: string[]): Promise<unknown> {
    const child = this.tool.start('probe', '--yes', '--only', 'R12', ...args);
    const ended = new Promise((resolve) => child.on('close', resolve));
    while (this.made.length < 2) await pause(100);
    child.kill(signal);
    return ended;
  }

  cleanUp() {
    return this.tool.run('probe', '--clean-up');
  }

  async close(): Promise<void> {
    await this.aws.stop();
    rmSync(this.tool.folder, { recursive: true, force: true });
  }
}

let accounts: Account[];
let first: ReturnType<Tool['json']>;
let other: ReturnType<Tool['run']>;
let interrupted: Promise<unknown>;
let kept: Promise<unknown>;

beforeAll(async () => {
  accounts = await Promise.all([1, 2, 3, 4, 5].map(() => Account.open()));
  const [one, two, three, four] = accounts as [Account, Account, Account, Account, Account];
  two.aws.cloudFormationBehaviour.answersReadAfterMs = 500;
  first = one.tool.json('probe', '--yes', '--only', 'R12');
  other = two.tool.run('probe', '--yes', '--only', 'R12');
  interrupted = three.endedBy('SIGINT');
  kept = four.endedBy('SIGTERM', '--keep');
  await Promise.allSettled([first, other, interrupted, kept]);
});

afterAll(() => Promise.all(accounts.map((account) => account.close())));

const account = (index: number): Account => accounts[index] as Account;

test('without a terminal and without --yes it makes nothing, and says what it would make, where and at what price', async () => {
  const { code, stderr } = await account(4).tool.run('probe');
  expect([code, account(4).made]).toEqual([1, []]);
  expect(stderr).toMatch(/In account 123456789012, Region us-east-1, this makes, and deletes again:/);
  expect(stderr).toMatch(/costs about one US cent[\s\S]*give --yes/);
});

test.each([
  [['--only', 'P99'], /--only P99: there is C1, /],
  [['--clean-up', '--only', 'P60'], /mutually exclusive/],
])('%j exits with 1 and says what to write', async (args, message) => {
  const { code, stderr } = await account(4).tool.run('probe', '--yes', ...args);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
});

test('it asks the account, prints one JSON, leaves nothing and calls nothing of MGN', async () => {
  const { code, report } = await first;
  expect(report.rows).toMatchObject([{ id: 'R12', verdict: 'as relied on', seen: 'CREATE_COMPLETE' }]);
  expect(report.recordings[0].requests.map(({ shown }: any) => shown?.status)).toEqual([
    'CREATE_IN_PROGRESS',
    'DELETE_IN_PROGRESS',
  ]);
  expect([code, report.exit_code]).toEqual([0, 0]);
  expect((await account(0).cleanUp()).stdout).toBe('Probes that had left something: 0. What is left now: 0.\n');
  expect(
    account(0)
      .aws.calls()
      .filter(({ service }) => service === 'mgn'),
  ).toEqual([]);
});

test('what differs is told with what that would do, and exits with 2', async () => {
  const { code, stdout } = await other;
  expect(stdout).toMatch(/differs[\s\S]*ROLLBACK_COMPLETE[\s\S]*relied on: CREATE_COMPLETE[\s\S]*then: nothing/);
  expect(code).toBe(2);
});

test('Ctrl-C puts away what was made, and exits with 130', async () => {
  expect(await interrupted).toBe(130);
  expect((await account(2).cleanUp()).stdout).toMatch(/^Probes that had left something: 0\./);
});

test('--keep leaves the function, which --clean-up finds and deletes', async () => {
  expect(await kept).toBe(143);
  expect(await account(3).cleanUp()).toMatchObject({
    code: 0,
    stdout: 'Probes that had left something: 1. What is left now: 0.\n',
  });
});

test('--print-policy prints the document, and the page has all its actions', async () => {
  const { code, stdout } = await account(4).tool.run('probe', '--print-policy');
  expect([code, JSON.parse(stdout)]).toEqual([0, policyDocument()]);
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'probe.md'), 'utf8');
  const table = [...page.matchAll(/^\| (`[^|]*`) \| [^|]* \| (probe|CloudFormation) \|$/gm)].flatMap(
    ([, actions = '', by]) => actions.split(', ').map((action) => `${action.replaceAll('`', '')} ${by}`),
  );
  expect(table.sort()).toEqual(PERMISSIONS.flatMap(({ actions, by }) => actions.map((one) => `${one} ${by}`)).sort());
});
