import {
  ConflictException,
  DeleteSourceServerCommand,
  DescribeJobsCommand,
  DescribeSourceServersCommand,
  DisconnectFromServiceCommand,
  FinalizeCutoverCommand,
  ListManagedAccountsCommand,
  ListTagsForResourceCommand,
  MarkAsArchivedCommand,
  MgnClient,
  paginateDescribeSourceServers,
  ResourceNotFoundException,
  StartTestCommand,
  TagResourceCommand,
  UninitializedAccountException,
  UntagResourceCommand,
  ValidationException,
} from '@aws-sdk/client-mgn';
import { type LocalAws, startLocalAws } from '../../src';
import { fleetOf } from './world';

const id = 's-0000000000000000a';
let aws: LocalAws;
let client: MgnClient;

beforeEach(async () => {
  aws = await startLocalAws({ servers: [{ sourceServerID: id, tags: { team: 'blue' } }] });
  client = new MgnClient({
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
  const disconnected = await client.send(new DisconnectFromServiceCommand({ sourceServerID: id }));
  expect(disconnected.dataReplicationInfo?.dataReplicationState).toBe('DISCONNECTED');
  const archived = await client.send(new MarkAsArchivedCommand({ sourceServerID: id }));
  expect(archived).toMatchObject({ isArchived: true, lifeCycle: { state: 'DISCONNECTED' } });
  const deleted = await client.send(new DeleteSourceServerCommand({ sourceServerID: id }));
  expect(deleted.$metadata.httpStatusCode).toBe(204);
  expect((await client.send(new DescribeSourceServersCommand({}))).items).toEqual([]);
});

test('a cutover is finalized', async () => {
  aws.servers.startJob(id, 'START_CUTOVER');
  const jobs = await client.send(new DescribeJobsCommand({}));
  expect(jobs.items).toMatchObject([{ initiatedBy: 'START_CUTOVER', status: 'STARTED' }]);
  expect(await client.send(new FinalizeCutoverCommand({ sourceServerID: id }))).toMatchObject({
    lifeCycle: { state: 'CUTOVER' },
  });
});

test('what MGN has gained since version 3.523.0 of its client, the newest, is passed on all the same', async () => {
  await client.send(new StartTestCommand({ sourceServerIDs: [id] }));
  await aws.advance(11 * 60);
  const { items = [] } = await client.send(new DescribeSourceServersCommand({}));
  expect(items[0]).toMatchObject({
    launchedInstance: { firstBoot: 'SUCCEEDED', lastKnownChecks: [{ type: 'EC2', status: 'PASSED' }] },
    dataReplicationInfo: { replicatorId: expect.stringMatching(/^i-/) },
  });
});

test('errors arrive as the typed exceptions of the SDK, with their members', async () => {
  const missing = await failureOf(
    client.send(new DisconnectFromServiceCommand({ sourceServerID: `${id.slice(0, -1)}b` })),
  );
  expect(missing).toBeInstanceOf(ResourceNotFoundException);
  expect(missing).toMatchObject({ resourceType: 'SourceServer', $metadata: { httpStatusCode: 404 } });
  const replicating = await failureOf(client.send(new DeleteSourceServerCommand({ sourceServerID: id })));
  expect(replicating).toBeInstanceOf(ConflictException);
  expect(replicating).toMatchObject({ resourceId: id, $metadata: { httpStatusCode: 409 } });
  const invalid = await failureOf(client.send(new DescribeSourceServersCommand({ maxResults: 5000 })));
  expect(invalid).toBeInstanceOf(ValidationException);
  expect(invalid).toMatchObject({ reason: 'fieldValidationFailed', fieldList: [{ name: 'maxResults' }] });
  aws.mgnBehaviour.initialized = false;
  expect(await failureOf(client.send(new DescribeSourceServersCommand({})))).toBeInstanceOf(
    UninitializedAccountException,
  );
});

test('a throttled call is a ThrottlingException with status 429, which the SDK retries by itself', async () => {
  aws.mgnBehaviour.requestsPerSecond = 1;
  await client.send(new ListManagedAccountsCommand({}));
  expect(await failureOf(client.send(new ListManagedAccountsCommand({})))).toMatchObject({
    name: 'ThrottlingException',
    $metadata: { httpStatusCode: 429 },
  });
});

test('tags are listed, added and removed by ARN', async () => {
  const resourceArn = aws.servers.get(id)?.arn;
  await client.send(new TagResourceCommand({ resourceArn, tags: { wave: '1', name: 'web' } }));
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['wave', 'name'] }));
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ team: 'blue' });
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
