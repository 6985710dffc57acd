import { A, app, B } from '../../../testing/app';
import { World } from '../../../testing/world';
import { JumpingAccount, JumpingClock, JumpingTool } from '../jumping/aws';
import type { Result } from '../tool';

/* What the tool does not disconnect, and why. */

const ID = 's-0000000000000000a';
const OTHER = 's-0000000000000000b';

let account: JumpingAccount;
const open = async (server: object = {}) => {
  account = await JumpingAccount.open([{ sourceServerID: ID, ...server }]);
};
afterEach(() => account?.close());

const disconnections = () => account.calls.filter((call) => call === 'mgn DisconnectFromService').length;
const named = (...more: string[]) => account.tool.run('probe-server', ID, '--yes-disconnect', ID, ...more);
const refuses = async (run: Promise<Result>, why: RegExp, exitCode = 1) => {
  const { code, stderr } = await run;
  expect(stderr).toMatch(why);
  expect([code, disconnections()]).toEqual([exitCode, 0]);
};

test.each([
  [
    'is disconnected already',
    { dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' } },
    /disconnected already/,
  ],
  ['has no agent', { lifeCycle: { state: 'DISCOVERED' } }, /has no agent/],
  ['is archived', { isArchived: true }, /it is archived/],
  ['is part of a migration', { applicationID: 'app-0000000000000000a' }, /in application app-0000000000000000a of MGN/],
  [
    'has a launched instance',
    { launchedInstance: { ec2InstanceID: 'i-0000000000000000c' } },
    /i-0000000000000000c was launched.*--launched/,
  ],
  ['is being cut over', { lifeCycle: { state: 'CUTTING_OVER' } }, /it is CUTTING_OVER.*--launched/],
  [
    'is cut over',
    { lifeCycle: { state: 'CUTOVER' }, dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' } },
    /it is CUTOVER.*--launched/,
  ],
])('a server that %s', async (_, server, why) => {
  await open(server);
  await refuses(named(), why);
});

test('a server in a job, even with --launched', async () => {
  await open();
  account.aws.servers.startJob(ID);
  await refuses(named('--launched'), /job mgnjob-\w+ runs on it/);
});

test('a server that there is not in this account and Region', async () => {
  await open();
  const why = /there is no source server s-0000000000000000b in account 123456789012, Region us-east-1/;
  await refuses(account.tool.run('probe-server', OTHER, '--yes-disconnect', OTHER), why);
});

test.each([
  ['a second name that is another', ['probe-server', ID, '--yes-disconnect', OTHER], /names 's-0000000000000000b'/],
  ['--yes, which names no server', ['probe-server', ID, '--yes'], /Unknown argument: yes/],
  ['no id of a server', ['probe-server', 's-1', '--yes-disconnect', 's-1'], /'s-1' is no id of a source server/],
  ['no server', ['probe-server'], /Not enough non-option arguments/],
])('%s, before anything is called', async (_, args, why) => {
  await open();
  const { code, stderr } = await account.tool.run(...args);
  expect(stderr).toMatch(why);
  expect([code, account.calls]).toEqual([1, []]);
});

test('a server that is named once, where nobody can be asked; it says what to give', async () => {
  await open();
  const why = /Nobody can be asked here: give --yes-disconnect s-0000000000000000a to go on\./;
  await refuses(account.tool.run('probe-server', ID), why);
});

test.each([
  ['y\n', 1, /that is not s-0000000000000000a: nothing was disconnected/],
  [`${OTHER}\n`, 1, /that is not s-0000000000000000a: nothing was disconnected/],
  ['\u0004', 1, /nothing was disconnected/],
  ['\u0003', 130, /once more/],
])('%j on the terminal', async (answer, exitCode, message) => {
  await open();
  await refuses(account.tool.typing(answer, 'probe-server', ID), message, exitCode);
});

test('but the id once more on the terminal disconnects it', async () => {
  await open();
  const { code } = await account.tool.typing(`${ID}\n`, 'probe-server', ID);
  expect([code, disconnections()]).toEqual([0, 2]);
});

test('a server that came into use while it was asked for the id', async () => {
  await open();
  account.jumping.onRequest = () => {
    if (!account.calls.includes('ec2 DescribeSnapshots')) return;
    account.jumping.onRequest = () => {};
    account.aws.servers.startJob(ID);
  };
  const why = /once more[\s\S]*is not disconnected: it is CUTTING_OVER/;
  await refuses(account.tool.typing(`${ID}\n`, 'probe-server', ID), why);
});

test('a server whose first call MGN refuses is told so, and nothing more is called', async () => {
  await open();
  account.aws.fault({
    service: 'mgn',
    operation: 'DisconnectFromService',
    error: 'ConflictException',
    status: 409,
    message: 'busy',
  });
  const { code, stderr, stdout } = await named();
  expect(stderr).toMatch(/MGN refuses to disconnect it: ConflictException: busy/);
  expect([code, stdout, disconnections()]).toEqual([1, '', 1]);
});

test.each([
  ['cloudformation', 'DescribeStacks'],
  ['ec2', 'DescribeSnapshots'],
  ['cloudtrail', 'LookupEvents'],
])('where %s %s is denied, which would be needed later', async (service, operation) => {
  await open();
  account.aws.fault({ service, operation, error: 'AccessDenied', message: 'not authorized', status: 403, times: -1 });
  await refuses(named(), /not authorized.*the permissions that it needs/);
});

test('a server that a stack declares, nested or not, until the stack has let it go', async () => {
  const world = await World.start([A, B]);
  await world.deploy('Wave', app({ [A]: 'root', [B]: 'a' }));
  const jumping = await JumpingClock.serve(world.clock, (request) => world.handle(request));
  const tool = new JumpingTool(jumping);
  for (const id of [A, B]) {
    const { code, stderr } = await tool.run('probe-server', id, '--yes-disconnect', id);
    expect(stderr).toMatch(/the stack Wave.* declares it; remove it there with RemovalPolicy.RETAIN first/);
    expect([code, world.connected]).toEqual([1, [A, B]]);
  }
  await jumping.close();
  await world.stop();
});
