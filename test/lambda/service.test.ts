import { sign } from 'aws4';
import { Deadline, DeadlineExceeded } from '../../lambda/aws/deadline';
import { callMgn } from '../../lambda/aws/mgn';
import { type Received, ServiceServer } from './service-server';

/* How the function calls a service: what it sends, signs and makes of a refusal. */

const server = new ServiceServer();
const deadlines: Deadline[] = [];
beforeAll(() => server.start());
afterAll(() => server.stop());
afterEach(() => {
  for (const deadline of deadlines.splice(0)) deadline.close();
});

test('a call is a POST of JSON to the path of its operation', async () => {
  server.answer({ body: '{"items":[]}' });
  expect(await describeServers({ filters: { sourceServerIDs: ['s-1'] }, accountID: undefined })).toEqual({ items: [] });
  expect(server.received).toMatchObject([
    {
      method: 'POST',
      path: '/DescribeSourceServers',
      body: '{"filters":{"sourceServerIDs":["s-1"]}}',
      headers: { 'content-type': 'application/json' },
    },
  ]);
});

test('an endpoint with a path of its own keeps it', async () => {
  server.answer({ body: '{}' });
  const { AWS_ENDPOINT_URL } = process.env;
  process.env.AWS_ENDPOINT_URL = `${AWS_ENDPOINT_URL}/aws/`;
  await describeServers({}).finally(() => {
    process.env.AWS_ENDPOINT_URL = AWS_ENDPOINT_URL;
  });
  expect(server.received[0]?.path).toBe('/aws/DescribeSourceServers');
});

test.each(['token', undefined])('a call is signed as another signer signs it, with session token %s', async (token) => {
  server.answer({ body: '{}' });
  if (token) process.env.AWS_SESSION_TOKEN = token;
  else delete process.env.AWS_SESSION_TOKEN;
  await describeServers({ filters: { sourceServerIDs: ['s-ü'] } });
  const [request] = server.received as [Received];
  expect(request.headers['x-amz-security-token']).toBe(token);
  expect(request.headers.authorization).toBe(signatureOf(request, { accessKeyId: 'key', secretAccessKey: 'secret' }));
});

test('credentials are read at each call', async () => {
  server.answer({ body: '{}' });
  await describeServers({});
  process.env.AWS_SECRET_ACCESS_KEY = 'renewed';
  await describeServers({});
  const [first, second] = server.received as [Received, Received];
  expect(first.headers.authorization).toBe(signatureOf(first, { accessKeyId: 'key', secretAccessKey: 'secret' }));
  expect(second.headers.authorization).toBe(signatureOf(second, { accessKeyId: 'key', secretAccessKey: 'renewed' }));
});

test('an answer is passed on as it came, also with members that no model knows', async () => {
  const answer = { sourceServerID: 's-1', launchedInstance: { firstBoot: 'NEW', ofTomorrow: [{ a: 1 }] }, more: null };
  server.answer({ body: JSON.stringify(answer) });
  expect(await describeServers({})).toEqual(answer);
});

test.each([
  ['in a header', { 'x-amzn-errortype': 'ConflictException' }, '{"message":"a job runs"}'],
  [
    'in a header with its page',
    { 'x-amzn-errortype': 'ConflictException:http://amazon.com/' },
    '{"message":"a job runs"}',
  ],
  ['in the body', {}, '{"code":"ConflictException","message":"a job runs"}'],
  [
    'in the body, beside a code of its own',
    {},
    '{"__type":"ConflictException","code":"JOB_RUNNING","message":"a job runs"}',
  ],
  ['in the body with its namespace', {}, '{"__type":"com.amazonaws.mgn#ConflictException","Message":"a job runs"}'],
])('a refusal that says its kind %s has it as its name', async (_, headers, body) => {
  server.answer({ status: 409, headers, body });
  await expect(describeServers({})).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'a job runs',
    $metadata: { httpStatusCode: 409 },
  });
});

test('a refusal says in milliseconds how long the service wants to be left alone', async () => {
  server.answer({ status: 429, headers: { 'x-amz-retry-after': '7000' }, body: '{}' });
  await expect(describeServers({})).rejects.toMatchObject({ retryAfter: 7_000 });
  server.answer({ status: 429, headers: { 'x-amz-retry-after': 'soon' }, body: '{}' });
  await expect(describeServers({})).rejects.toMatchObject({ retryAfter: 0 });
});

test.each(['', 'null', '"text"', '<html>Bad Gateway</html>'])('a refusal of %j is told by its status', async (body) => {
  server.answer({ status: 502, body });
  await expect(describeServers({})).rejects.toMatchObject({
    message: 'HTTP status 502',
    $metadata: { httpStatusCode: 502 },
  });
});

test('an answer without a body is an error, unless its status says that there is none', async () => {
  server.answer({ body: '' });
  await expect(describeServers({})).rejects.toThrow();
  server.answer({ status: 204, body: '' });
  expect(await describeServers({})).toEqual({});
});

test('an answer that breaks off is an error', async () => {
  server.answer({ body: '{}', cut: true });
  await expect(describeServers({})).rejects.toThrow();
});

test('a call ends with the deadline', async () => {
  server.answer({ body: '', held: true });
  const deadline = new Deadline(60_000);
  const called = callMgn('DescribeSourceServers', {}, deadline);
  deadline.close();
  await expect(called).rejects.toThrow('given up');
});

test('no call begins after the deadline, and no pause lasts longer', async () => {
  server.answer({ body: '{}' });
  const deadline = new Deadline(60_000);
  const paused = deadline.pause(30_000);
  deadline.close();
  await expect(paused).rejects.toThrow(DeadlineExceeded);
  await expect(callMgn('DescribeSourceServers', {}, deadline)).rejects.toThrow(DeadlineExceeded);
  await expect(deadline.pause(1)).rejects.toThrow(DeadlineExceeded);
  expect(server.received).toEqual([]);
});

test('when the time is up all open calls and pauses end', async () => {
  server.answer({ body: '', held: true });
  const deadline = new Deadline(100);
  const called = [1, 2].map(() => callMgn('DescribeSourceServers', {}, deadline));
  const ended = await Promise.allSettled(called);
  expect(ended.map((end: any) => end.reason?.message)).toEqual(['given up', 'given up']);
  expect(deadline.isOver).toBe(true);
});

function describeServers(input: object): Promise<unknown> {
  const deadline = new Deadline(60_000);
  deadlines.push(deadline);
  return callMgn('DescribeSourceServers', input, deadline);
}

/** The Authorization header that the request should have, by its other headers. */
function signatureOf({ path, headers, body }: Received, credentials: { accessKeyId: string; secretAccessKey: string }) {
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const request = {
    service: 'mgn',
    region: 'eu-west-1',
    method: 'POST',
    path,
    body,
    headers: Object.fromEntries(signed.map((name) => [name, headers[name] as string])),
    extraHeadersToInclude: Object.fromEntries(signed.map((name) => [name, true])),
    extraHeadersToIgnore: { 'content-length': true },
  };
  const { headers: expected } = sign(request, credentials);
  expect(signed).toEqual(expect.arrayContaining(['content-type', 'host', 'x-amz-date']));
  return expected?.Authorization;
}
