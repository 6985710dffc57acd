import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeSecurityGroupsCommand, EC2Client, type SecurityGroup } from '@aws-sdk/client-ec2';
import Ajv from 'ajv';
import { type FaultSpec, type LocalAws, startLocalAws } from '../../local-aws/src';
import { serverIds } from '../../testing/server-ids';

/* The built function, asked as the waiter of CDK's provider framework asks it. */

const ACCOUNT = '123456789012';
const STACK_ID = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/Staging/0b1c`;
const [A, B] = ['s-0000000000000000a', 's-0000000000000000b'];
const HOUR = 3_600;
const REQUEST = {
  RequestId: 'request',
  StackId: STACK_ID,
  LogicalResourceId: 'Drained',
  ResourceProperties: { Servers: [], TimeoutSeconds: '3300' },
};
const OPERATOR = { accessKeyId: 'operator', secretAccessKey: 'secret' };

const environment = { ...process.env };
let aws: LocalAws;
/** Of the record. */
let lines: string[];
let staging: typeof import('../../lambda/staging');

beforeEach(async () => {
  aws = await startLocalAws({ servers: [A, B].map((sourceServerID) => ({ sourceServerID })) });
  Object.assign(process.env, aws.environment(), { AWS_MAX_ATTEMPTS: '1' });
  jest.resetModules();
  staging = require('../../dist/staging/index.js');
  jest.spyOn(console, 'log').mockImplementation(() => {});
  lines = [];
  // jest's own takes no callback
  jest.spyOn(process.stdout, 'write').mockImplementation(((text: string, done: () => void) => {
    lines.push(text);
    done();
    return true;
  }) as typeof process.stdout.write);
});
afterEach(async () => {
  jest.restoreAllMocks();
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

test('where the tags do not name the server, what is attached to an unused replication server counts', async () => {
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
  expect(Buffer.byteLength(reason)).toBeLessThan(900);
});

describe('what is not proven to be of these servers alone is told, and not waited for', () => {
  test.each([true, false])(
    'a replication server that another server may use, since MGN names none for that',
    async (areTagged) => {
      aws.mgnBehaviour.stagingNamesSourceServer = areTagged;
      alter('mgn', 'items', (server) => (server.sourceServerID === B ? without(server, 'replicatorId') : server));
      const { replicatorId } = (aws.servers.get(B)?.dataReplicationInfo ?? {}) as { replicatorId?: string };
      await disconnect(A);
      expect(await remainingOf([A])).toMatch(areTagged ? /still has (snap-\w+, ){2}vol-\w+, vol-\w+; MGN/ : /^$/);
      expect(logged()).toContain(areTagged ? '"unproven":[]' : `"unproven":["${replicatorId}"]`);
      await aws.advance(1.5 * HOUR);
      expect(await asked([A])).toBe(true);
    },
  );

  test('the reason of a failure names it, and advises to delete nothing by hand', async () => {
    const Name = { Key: 'Name', Value: 'AWS Application Migration Service Replication Server' };
    addTo('Reservations', [{ Instances: [{ InstanceId: 'i-1', Tags: [...tagged(A).slice(0, 1), Name] }] }]);
    await disconnect(A);
    const reason = await remainingOf([A]);
    expect(reason).toMatch(/again to wait on\. Not waited for, since they may be of other servers: i-1\. The clean-up/);
    expect(reason).not.toMatch(/by hand/);
  });

  test('a server without an agent uses none', async () => {
    aws.servers.seed([{ sourceServerID: A }, { sourceServerID: B, lifeCycle: { state: 'DISCOVERED' } }]);
    await disconnect(A);
    expect(await remainingOf([A])).toMatch(/still has i-\w+, /);
  });

  test.each([
    [
      'a volume that a launched instance has left behind',
      { Attachments: [], State: 'available' },
      /"unproven":\["vol-1"\]/,
    ],
    ['a volume of a launched instance', { Attachments: [{ InstanceId: 'i-launched' }] }, /"unproven":\[\]/],
  ])('%s', async (_, given, expected) => {
    addTo('Volumes', [{ VolumeId: 'vol-1', CreateTime: new Date(), Tags: tagged(A), ...given }]);
    await disconnect(A);
    expect(await asked([A])).toBe(false);
    await aws.advance(1.5 * HOUR);
    expect(await asked([A])).toBe(true);
    expect(logged()).toMatch(expected);
  });

  test('a backup of a launched volume, with the tags of that', async () => {
    addTo('Snapshots', [{ SnapshotId: 'snap-1', VolumeId: 'vol-launched', Tags: tagged(A) }]);
    await disconnect(A);
    await aws.advance(1.5 * HOUR);
    expect(await asked([A])).toBe(true);
    expect(logged()).toContain('"unproven":["snap-1"]');
  });

  test('a server that another stack disconnects keeps no replication server that is shared with it alone', async () => {
    for (const id of [A, B]) await disconnect(id);
    expect(await remainingOf([A])).toMatch(/still has i-\w+, (snap-\w+, ){2}vol-\w+, vol-\w+; MGN/);
  });
});

test('staging volumes are waited for when their replication server has gone before them', async () => {
  alter('ec2', 'Volumes', (volume) => ({ ...volume, Attachments: [], State: 'available' }));
  alter('ec2', 'Reservations', () => undefined);
  await disconnect(A);
  expect(await remainingOf([A])).toMatch(/still has (snap-\w+, ){2}vol-\w+, vol-\w+; MGN/);
});

test.each([
  ['AWSApplicationMigrationServiceSourceServerID', 'Dedicated Replication Server'],
  ['AwsApplicationMigrationService-SourceServerID', 'Replication Server'],
  ['AwsApplicationMigrationService-SourceServerID', 'Conversion Server'],
])('by the tag %s a %s is known', async (key, name) => {
  const Name = { Key: 'Name', Value: `AWS Application Migration Service ${name}` };
  const instance = (id: string, server: string) => ({ InstanceId: id, Tags: [...tagged(server, key), Name] });
  addTo('Reservations', [{ Instances: [instance('i-1', A), instance('i-2', B)] }]);
  await disconnect(A);
  await aws.advance(1.5 * HOUR);
  expect(await remainingOf([A])).toMatch(/still has i-1; MGN/);
});

describe('a Delete of an id that CloudFormation has invented, for a Create that was cancelled', () => {
  test('waits for nothing, and keeps the id', async () => {
    await disconnect(A);
    const before = aws.calls().length;
    expect(await asked([A], { PhysicalResourceId: 'Staging-Drained-1ABC2DEF3GHIJ' })).toBe(true);
    expect(aws.calls().length).toBe(before);
    const request = { RequestType: 'Delete' as const, PhysicalResourceId: 'Staging-Drained-1ABC2DEF3GHIJ' };
    expect(await staging.onEvent({ ...REQUEST, ...request })).toEqual({
      PhysicalResourceId: request.PhysicalResourceId,
    });
  });

  test('only a Delete begins to wait', async () => {
    for (const RequestType of ['Create', 'Update'] as const)
      expect(await staging.onEvent({ ...REQUEST, RequestType })).toEqual({ PhysicalResourceId: '0b1c-Drained' });
  });
});

describe("MGN's own security groups", () => {
  const NAMES = ['Conversion', 'Replication'].map(
    (kind) => `AWS Application Migration Service default ${kind} Server Security Group`,
  );
  let vpc: string;
  beforeEach(async () => {
    await mgn('StartTest', { sourceServerIDs: [A] });
    await aws.advance(11 * 60);
    expect((await groups()).map(({ GroupName }) => GroupName).sort()).toEqual(NAMES);
    vpc = (await groups())[0]?.VpcId ?? '';
  });

  test('are deleted when asked for, after all that uses them', async () => {
    for (const id of [A, B]) await disconnect(id);
    expect(await asked([A, B], { vpc })).toBe(false);
    expect(await groups()).toHaveLength(2);
    await aws.advance(1.5 * HOUR);
    expect(await asked([A, B], { vpc })).toBe(true);
    expect(await groups()).toEqual([]);
  });

  test.each([
    ['without being asked for', [A, B], [A, B], undefined],
    ['in another VPC', [A, B], [A, B], 'vpc-other'],
    ['while one of the servers is connected', [A], [A, B], 'same'],
  ])('stay %s', async (_, disconnected, declared, given) => {
    for (const id of disconnected) await disconnect(id);
    await aws.advance(1.5 * HOUR);
    expect(await asked(declared, { vpc: given === 'same' ? vpc : given })).toBe(true);
    expect(await groups()).toHaveLength(2);
  });

  test('are named when another server uses them to the end', async () => {
    await disconnect(A);
    await aws.advance(1.5 * HOUR);
    expect(await asked([A], { vpc })).toBe(false);
    const [left] = await groups();
    expect(await remainingOf([A], vpc)).toContain(`still has ${left?.GroupId}; MGN`);
  });

  async function groups(): Promise<SecurityGroup[]> {
    const client = new EC2Client({ region: aws.region, endpoint: aws.url, credentials: OPERATOR });
    const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({}));
    client.destroy();
    return SecurityGroups;
  }
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

  test('since a page token is good no more, it is asked again', async () => {
    aws.fault({ service: 'mgn', operation: 'DescribeSourceServers', error: 'ValidationException', status: 400 });
    expect(await asked([A])).toBe(false);
  });

  test('since it may not be asked, that is said at once', async () => {
    aws.fault({ service: 'ec2', operation: 'DescribeSnapshots', error: 'UnauthorizedOperation', status: 403 });
    const refused = asked([A]);
    await expect(refused).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(refused).rejects.toThrow(/ three times, then CloudFormation forgets this: /);
  });
});

describe('a failure', () => {
  beforeEach(() => disconnect(A));

  test('says what CloudFormation forgets in a clean-up, and that it tries three times before', async () => {
    expect(await remainingOf([A])).toMatch(
      /delete the stack again to wait on\. The clean-up of an update tries three times, then CloudFormation forgets this: a network or key that is left then is yours to delete$/,
    );
  });

  test('is a line of the record, and counted where the failures of connections are', async () => {
    expect(await asked([A])).toBe(false);
    expect(lines).toEqual([]);
    const reason = (await remainingOf([A])).replace(/^Error: /, '');
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '');
    const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/record.schema.json'), 'utf8'));
    const ajv = new Ajv({ allErrors: true, strict: false, formats: { 'date-time': true } });
    expect([ajv.validate(schema, line), ajv.errors]).toEqual([true, null]);
    expect(line).toMatchObject({ record: 'decision', decision: 'failed', logicalId: 'Drained', reason, Failed: 1 });
    expect(line.StackName).toBe('Staging');
  });
});

interface Given {
  readonly RequestType?: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly others?: { Server: string; AccountId: string }[];
  readonly vpc?: string;
  readonly ago?: number;
}

async function asked(
  servers: string[],
  { RequestType = 'Delete', PhysicalResourceId, others = [], vpc, ago = 0 }: Given = {},
): Promise<boolean> {
  const Servers = [...servers.map((Server) => ({ Server })), ...others];
  const ResourceProperties = { Servers, TimeoutSeconds: '3300', DeleteSecurityGroupsIn: vpc };
  const request = { ...REQUEST, RequestType, PhysicalResourceId, ResourceProperties };
  const begun: { Began?: number } & typeof request = { ...request, ...(await staging.onEvent(request)) };
  const Began = begun.Began === undefined ? undefined : begun.Began - ago;
  return (await staging.isComplete({ ...begun, Began })).IsComplete;
}

/** What CloudFormation shows when the time is over: the framework takes the stack of the error. */
async function remainingOf(servers: string[], vpc?: string): Promise<string> {
  const error = await asked(servers, { ago: 3_300_000, vpc }).then(
    () => undefined,
    (error: Error) => error,
  );
  return error?.stack ?? '';
}

/** Lets the function see other items in what AWS answers. */
function alter(service: 'ec2' | 'mgn', member: string, change: (item: any) => unknown): void {
  changed(service, member, (items) => items.map(change).filter((item) => item !== undefined));
}

function addTo(member: string, more: object[]): void {
  changed('ec2', member, (items) => [...items, ...more]);
}

function changed(service: 'ec2' | 'mgn', member: string, change: (items: any[]) => unknown[]): void {
  // of the modules as they are since the reset, which the function has
  const { prototype } =
    service === 'ec2' ? require('@aws-sdk/client-ec2').EC2Client : require('@aws-sdk/client-mgn').MgnClient;
  const send = jest.isMockFunction(prototype.send) ? prototype.send.getMockImplementation() : prototype.send;
  jest.spyOn(prototype, 'send').mockImplementation(async function (this: unknown, ...args: unknown[]) {
    const answer = await send.apply(this, args);
    return answer[member] ? { ...answer, [member]: change(answer[member]) } : answer;
  });
}

function without(server: any, member: string): unknown {
  const { [member]: _, ...dataReplicationInfo } = server.dataReplicationInfo;
  return { ...server, dataReplicationInfo };
}

function tagged(server: string, key = 'AWSApplicationMigrationServiceSourceServerID') {
  return [
    { Key: 'AWSApplicationMigrationServiceManaged', Value: 'mgn.amazonaws.com' },
    { Key: key, Value: server },
  ];
}

/** What the function has written. */
const logged = () => jest.mocked(console.log).mock.calls.join('\n');

const disconnect = (sourceServerID: string) => mgn('DisconnectFromService', { sourceServerID });

async function mgn(operation: string, input: object): Promise<void> {
  const authorization = 'AWS4-HMAC-SHA256 Credential=operator/20260101/us-east-1/mgn/aws4_request, Signature=0';
  const body = JSON.stringify(input);
  const { ok, status } = await fetch(`${aws.url}/${operation}`, { method: 'POST', headers: { authorization }, body });
  if (!ok) throw new Error(`${operation}: ${status}`);
}
