import {
  ConflictException,
  Mgn,
  paginateDescribeSourceServers,
  ResourceNotFoundException,
  UninitializedAccountException,
  ValidationException,
} from '@aws-sdk/client-mgn';
import { type LocalAws, startLocalAws } from '../../src';
import { fleetOf } from './world';

const id = 's-0000000000000000a';
let aws: LocalAws;
let client: Mgn;

beforeEach(async () => {
  aws = await startLocalAws({ servers: [{ sourceServerID: id, tags: { team: 'blue' } }] });
  client = new Mgn({
    endpoint: aws.url,
    region: aws.environment().AWS_REGION,
    credentials: { accessKeyId: 'AKIALOCALOPERATOR', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await aws.stop();
});

test('a server is disconnected, archived, deleted and gone', async () => {
  const disconnected = await client.disconnectFromService({ sourceServerID: id });
  expect(disconnected.dataReplicationInfo?.dataReplicationState).toBe('DISCONNECTED');
  const archived = await client.markAsArchived({ sourceServerID: id });
  expect(archived).toMatchObject({ isArchived: true, lifeCycle: { state: 'DISCONNECTED' } });
  const deleted = await client.deleteSourceServer({ sourceServerID: id });
  expect(deleted.$metadata.httpStatusCode).toBe(204);
  expect((await client.describeSourceServers({})).items).toEqual([]);
});

test('a cutover is finalized', async () => {
  aws.servers.startJob(id, 'START_CUTOVER');
  const jobs = await client.describeJobs({});
  expect(jobs.items).toMatchObject([{ initiatedBy: 'START_CUTOVER', status: 'STARTED' }]);
  expect(await client.finalizeCutover({ sourceServerID: id })).toMatchObject({
    lifeCycle: { state: 'CUTOVER' },
  });
});

test('what MGN has gained since version 3.523.0 of its client, the newest, is passed on all the same', async () => {
  await client.startTest({ sourceServerIDs: [id] });
  await aws.advance(11 * 60);
  const { items = [] } = await client.describeSourceServers({});
  expect(items[0]).toMatchObject({
    launchedInstance: { firstBoot: 'SUCCEEDED', lastKnownChecks: [{ type: 'EC2', status: 'PASSED' }] },
    dataReplicationInfo: { replicatorId: expect.stringMatching(/^i-/) },
  });
});

test('errors arrive as the typed exceptions of the SDK, with their members', async () => {
  const missing = await failureOf(client.disconnectFromService({ sourceServerID: `${id.slice(0, -1)}b` }));
  expect(missing).toBeInstanceOf(ResourceNotFoundException);
  expect(missing).toMatchObject({ resourceType: 'SourceServer', $metadata: { httpStatusCode: 404 } });
  const replicating = await failureOf(client.deleteSourceServer({ sourceServerID: id }));
  expect(replicating).toBeInstanceOf(ConflictException);
  expect(replicating).toMatchObject({ resourceId: id, $metadata: { httpStatusCode: 409 } });
  const invalid = await failureOf(client.describeSourceServers({ maxResults: 5000 }));
  expect(invalid).toBeInstanceOf(ValidationException);
  expect(invalid).toMatchObject({ reason: 'fieldValidationFailed', fieldList: [{ name: 'maxResults' }] });
  aws.mgnBehaviour.initialized = false;
  expect(await failureOf(client.describeSourceServers({}))).toBeInstanceOf(UninitializedAccountException);
});

test('a throttled call is a ThrottlingException with status 429, which the SDK retries by itself', async () => {
  aws.mgnBehaviour.requestsPerSecond = 1;
  await client.listManagedAccounts({});
  expect(await failureOf(client.listManagedAccounts({}))).toMatchObject({
    name: 'ThrottlingException',
    $metadata: { httpStatusCode: 429 },
  });
});

test('tags are listed, added and removed by ARN', async () => {
  const resourceArn = aws.servers.get(id)?.arn;
  await client.tagResource({ resourceArn, tags: { wave: '1', name: 'web' } });
  await client.untagResource({ resourceArn, tagKeys: ['wave', 'name'] });
  expect((await client.listTagsForResource({ resourceArn })).tags).toEqual({ team: 'blue' });
});

test("the SDK's paginator reads the whole fleet", async () => {
  aws.servers.seed(fleetOf(25));
  let [pages, servers] = [0, 0];
  for await (const page of paginateDescribeSourceServers({ client, pageSize: 10 }, { filters: {} })) {
    pages++;
    servers += page.items?.length ?? 0;
  }
  expect([pages, servers]).toEqual([3, 25]);
});

const failureOf = (sent: Promise<unknown>): Promise<Error> =>
  sent.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );
