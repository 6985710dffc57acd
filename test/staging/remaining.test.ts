import { type FaultSpec, type LocalAws, startLocalAws } from '../../local-aws/src';
import { serverIds } from '../../testing/server-ids';

/* The built function, asked as the waiter of CDK's provider framework asks it. */

const ACCOUNT = '123456789012';
const STACK_ID = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/Staging/0b1c`;
const [A, B] = ['s-0000000000000000a', 's-0000000000000000b'];
const HOUR = 3_600;

const environment = { ...process.env };
let aws: LocalAws;
let staging: typeof import('../../lambda/staging');

beforeEach(async () => {
  aws = await startLocalAws({ servers: [A, B].map((sourceServerID) => ({ sourceServerID })) });
  Object.assign(process.env, aws.environment(), { AWS_MAX_ATTEMPTS: '1' });
  jest.resetModules();
  staging = require('../../dist/staging/index.js');
  jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(async () => {
  process.env = { ...environment };
  await aws.stop();
});

test('Create and Update wait for nothing', async () => {
  await disconnect(A);
  for (const RequestType of ['Create', 'Update'] as const) expect(await asked([A], { RequestType })).toBe(true);
});

test('nothing of servers that are connected, as after a rollback, is waited for', async () => {
  expect(await asked([A, B])).toBe(true);
});

test('volumes and snapshots of a disconnected server are waited for, and not a replication server that others use', async () => {
  await disconnect(A);
  expect(await asked([A])).toBe(false);
  expect(await remainingOf([A])).toMatch(/still has snap-\w+, snap-\w+, vol-\w+, vol-\w+; MGN/);
  await aws.advance(1.5 * HOUR);
  expect(await asked([A])).toBe(true);
});

test('the replication server of the last is waited for', async () => {
  for (const id of [A, B]) await disconnect(id);
  expect(await remainingOf([A, B])).toMatch(/still has i-\w+, (snap-\w+, ){4}(vol-\w+[,;] ){4}MGN/);
  await aws.advance(1.5 * HOUR);
  expect(await asked([A, B])).toBe(true);
});

test('a server whose record is deleted from MGN is waited for like one that is disconnected', async () => {
  await disconnect(A);
  await mgn('DeleteSourceServer', { sourceServerID: A });
  expect(await asked([A])).toBe(false);
});

test('where the tags do not name the server, what is attached to a replication server that nobody uses counts', async () => {
  aws.mgnBehaviour.stagingNamesSourceServer = false;
  await disconnect(A);
  expect(await asked([A])).toBe(true);
  await disconnect(B);
  expect(await remainingOf([A, B])).toMatch(/still has i-\w+, (snap-\w+, ){4}(vol-\w+[,;] ){4}MGN/);
});

test('a launched instance has the same tag, stays, and does not count', async () => {
  await mgn('StartTest', { sourceServerIDs: [A] });
  await aws.advance(11 * 60);
  for (const id of [A, B]) await disconnect(id);
  await aws.advance(1.5 * HOUR);
  expect(aws.servers.get(A)?.launchedInstance?.ec2InstanceID).toMatch(/^i-/);
  expect(await asked([A, B])).toBe(true);
});

test('servers of other accounts are not waited for, and those of its own are, however declared', async () => {
  await disconnect(A);
  expect(await asked([], { others: [{ Server: A, AccountId: '210987654321' }] })).toBe(true);
  expect(await asked([], { others: [{ Server: A, AccountId: ACCOUNT }] })).toBe(false);
});

test('a reason of many servers names some, counts the others, and is short', async () => {
  const many = serverIds(300);
  await aws.stop();
  aws = await startLocalAws({ servers: many.map((sourceServerID) => ({ sourceServerID })) });
  Object.assign(process.env, aws.environment());
  jest.resetModules();
  staging = require('../../dist/staging/index.js');
  for (const id of many) await disconnect(id);
  const reason = await remainingOf(many);
  expect(reason).toMatch(
    /^Error: after 55 minutes the staging area still has i-\w+, .* and \d+ more; MGN deletes them/,
  );
  expect(Buffer.byteLength(reason)).toBeLessThan(800);
});

describe('when AWS does not tell', () => {
  beforeEach(() => disconnect(A));

  test.each<Partial<FaultSpec>>([
    { service: 'mgn', operation: 'DescribeSourceServers', error: 'ThrottlingException' },
    { service: 'mgn', operation: 'DescribeSourceServers', error: 'InternalServerException', status: 500 },
    { service: 'ec2', operation: 'DescribeVolumes', error: 'RequestLimitExceeded', status: 503 },
  ])('for a while ($service $error), it is asked again', async (fault) => {
    aws.fault(fault as FaultSpec);
    expect(await asked([A])).toBe(false);
    aws.fault(fault as FaultSpec);
    expect(await remainingOf([A])).toContain(fault.error);
  });

  test('since it may not be asked, that is said at once', async () => {
    aws.fault({ service: 'ec2', operation: 'DescribeSnapshots', error: 'UnauthorizedOperation', status: 403 });
    await expect(asked([A])).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

interface Given {
  readonly RequestType?: 'Create' | 'Update' | 'Delete';
  readonly others?: { Server: string; AccountId: string }[];
  readonly ago?: number;
}

async function asked(
  servers: string[],
  { RequestType = 'Delete', others = [], ago = 0 }: Given = {},
): Promise<boolean> {
  const Servers = [...servers.map((Server) => ({ Server })), ...others];
  const request = {
    RequestType,
    StackId: STACK_ID,
    LogicalResourceId: 'Drained',
    ResourceProperties: { Servers, TimeoutSeconds: '3300' },
  };
  const begun = { ...request, ...((await staging.onEvent(request)) as { Began: number }) };
  return (await staging.isComplete({ ...begun, Began: begun.Began - ago })).IsComplete;
}

/** What CloudFormation shows when the time is over: the framework takes the stack of the error. */
async function remainingOf(servers: string[]): Promise<string> {
  const error = await asked(servers, { ago: 3_300_000 }).then(
    () => undefined,
    (error: Error) => error,
  );
  return error?.stack ?? '';
}

const disconnect = (sourceServerID: string) => mgn('DisconnectFromService', { sourceServerID });

async function mgn(operation: string, input: object): Promise<void> {
  const authorization = 'AWS4-HMAC-SHA256 Credential=operator/20260101/us-east-1/mgn/aws4_request, Signature=0';
  const body = JSON.stringify(input);
  const { ok, status } = await fetch(`${aws.url}/${operation}`, { method: 'POST', headers: { authorization }, body });
  if (!ok) throw new Error(`${operation}: ${status}`);
}
