import { Mgn } from '@aws-sdk/client-mgn';
import { type LocalAws, startLocalAws, VirtualClock } from '../../src';

const ID = 's-3053c1c3b7d8bd4e0';
let aws: LocalAws;
let client: Mgn;
beforeEach(async () => {
  aws = await startLocalAws({ clock: new VirtualClock(), servers: [{ sourceServerID: ID }] });
  const credentials = { accessKeyId: 'A', secretAccessKey: 'B' };
  client = new Mgn({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await aws.stop();
});

test('a client needs nothing but the environment', () => {
  expect(aws.environment()).toMatchObject({
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: expect.any(String),
    AWS_SECRET_ACCESS_KEY: expect.any(String),
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
  });
});

test('the journal shows each call and can be filtered', async () => {
  await client.describeSourceServers({});
  await client.disconnectFromService({ sourceServerID: ID });
  const [, calls] = await control('GET', 'calls?operation=DisconnectFromService');
  expect(calls).toEqual([
    {
      requestId: expect.any(String),
      time: '2026-01-01T00:00:00.000Z',
      service: 'mgn',
      operation: 'DisconnectFromService',
      input: { sourceServerID: ID },
      caller: 'arn:aws:iam::123456789012:user/operator',
      outcome: 'ok',
      status: 200,
    },
  ]);
  expect(await control('GET', 'calls?service=s3')).toEqual([200, []]);
  expect(aws.calls()).toHaveLength(2);
});

test('the operations served are told, service by service', async () => {
  const [, operations] = await control('GET', 'operations');
  expect(operations).toMatchObject({
    sts: ['AssumeRole', 'GetCallerIdentity'],
    mgn: expect.arrayContaining(['DescribeSourceServers', 'DisconnectFromService']),
    cloudformation: expect.arrayContaining(['CreateStack', 'DescribeStackEvents']),
  });
});

test('faults are armed, shown and cleared', async () => {
  const fault = { service: 'mgn', operation: 'DescribeSourceServers', error: 'InternalFailure', times: -1 };
  expect(await control('POST', 'faults', fault)).toEqual([200, {}]);
  expect(await control('GET', 'faults')).toEqual([200, [fault]]);
  await expect(client.describeSourceServers({})).rejects.toThrow('Injected fault InternalFailure');
  await control('DELETE', 'faults');
  await expect(client.describeSourceServers({})).resolves.toBeDefined();
});

test('the clock is moved', async () => {
  expect(await control('POST', 'clock', { advanceSeconds: 90 })).toEqual([200, { now: '2026-01-01T00:01:30.000Z' }]);
  await aws.advance(30);
  expect(await control('GET', 'health')).toEqual([200, { status: 'ok', now: '2026-01-01T00:02:00.000Z' }]);
});

test('servers are replaced, and a wrong one changes nothing', async () => {
  const message = expect.stringContaining('sourceServerID');
  expect(await control('POST', 'servers', [{ sourceServerID: 5 }])).toEqual([400, { message }]);
  expect(aws.servers.list()).toMatchObject([{ sourceServerID: ID }]);
  await control('POST', 'servers', { servers: [{ sourceServerID: 's-00000000000000001' }] });
  expect(aws.servers.list()).toMatchObject([{ sourceServerID: 's-00000000000000001' }]);
});

test('a reset brings everything back to the start', async () => {
  await client.disconnectFromService({ sourceServerID: ID });
  aws.fault({ service: 'mgn', operation: 'DescribeSourceServers', error: 'InternalFailure' });
  await control('POST', 'reset');
  expect(aws.calls()).toEqual([]);
  const { items } = await client.describeSourceServers({});
  expect(items?.[0]?.dataReplicationInfo?.dataReplicationState).not.toBe('DISCONNECTED');
});

test.each([
  [
    'faults',
    { service: 'mgn', operation: 'X', erorr: 'Y' },
    "Unknown member 'erorr'; there is: service, operation, error",
  ],
  ['faults', { service: 'mgn', operation: 'X', times: '2', error: 'Y' }, `'times' must be a number, not "2"`],
  ['faults', { service: 'mgn', error: 'Y' }, "'service' and 'operation' are required"],
  ['faults', { service: 'mgn', operation: 'X' }, "One of 'error', 'status' and 'latencyMs' is required"],
  ['faults', { service: 'mgn', operation: 'X', status: 42 }, "'status' must be an HTTP status from 400 to 599, not 42"],
  ['clock', { advanceSeconds: -1 }, "'advanceSeconds' must be a number of at least 0, not -1"],
  ['clock', {}, "'advanceSeconds' must be a number of at least 0, not undefined"],
  ['servers', { fleet: [] }, 'The servers must be a JSON array of source servers'],
  ['clock', '{', 'The request body is not JSON'],
])('POST %s with %j is refused with the reason', async (path, body, message) => {
  const [status, answer] = await control('POST', path, body);
  expect([status, answer.message]).toEqual([400, expect.stringContaining(message)]);
});

test('what the control plane does not have is answered with what it has', async () => {
  expect(await control('GET', 'nope')).toEqual([404, { message: expect.stringContaining('GET calls') }]);
});

test('a request without a socket takes the same path', async () => {
  const request = {
    method: 'GET',
    path: '/_local/health',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
  };
  expect(await aws.handle(request)).toMatchObject({ status: 200 });
  const quiet = await startLocalAws({ listen: false });
  expect(await quiet.handle(request)).toMatchObject({ status: 200 });
  await quiet.stop();
});

test('two run side by side', async () => {
  const other = await startLocalAws({ servers: [] });
  expect(other.url).not.toBe(aws.url);
  expect([other.servers.list().length, aws.servers.list().length]).toEqual([0, 1]);
  await other.stop();
});

async function control(method: string, path: string, body?: unknown): Promise<[number, any]> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${aws.url}/_local/${path}`, { method, body: text });
  return [response.status, await response.json()];
}
