import { EC2, type Filter, paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import { type LocalAws, startLocalAws } from '../../src';
import { createEc2 } from '../../src/ec2';
import { AwsError } from '../../src/kernel/types';
import { clientOf, serve, signed } from '../fake-service';

/* What MGN has in EC2, as the SDK sees it. */

const [A, B, NEVER] = ['s-0000000000000000a', 's-0000000000000000b', 's-0000000000000000c'];
const MANAGED = { Name: 'tag-key', Values: ['AWSApplicationMigrationServiceManaged'] };
const REPLICATION_SERVER = { Name: 'tag:Name', Values: ['AWS Application Migration Service Replication *'] };
const of = (id: string): Filter => ({ Name: 'tag:AWSApplicationMigrationServiceSourceServerID', Values: [id] });

const NOTHING = {
  instances: () => [],
  volumes: () => [],
  snapshots: () => [],
  securityGroups: () => [],
  uses: () => false,
  deleteSecurityGroup: () => {},
};

let aws: LocalAws;
let client: EC2;

beforeEach(async () => {
  aws = await startLocalAws({
    servers: [
      { sourceServerID: A },
      { sourceServerID: B },
      { sourceServerID: NEVER, lifeCycle: { state: 'DISCOVERED' } },
    ],
  });
  client = new EC2(clientOf(aws));
});
afterEach(async () => {
  client.destroy();
  await aws.stop();
});

const instances = async (...Filters: Filter[]) =>
  ((await client.describeInstances({ Filters })).Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
const volumes = async (...Filters: Filter[]) => (await client.describeVolumes({ Filters })).Volumes ?? [];
const snapshots = async (...Filters: Filter[]) =>
  (await client.describeSnapshots({ Filters, OwnerIds: ['self'] })).Snapshots ?? [];
const mgn = (operation: string, input: object) =>
  fetch(`${aws.url}/${operation}`, { method: 'POST', headers: signed('mgn'), body: JSON.stringify(input) });
const counts = async (id: string) => [
  (await instances(REPLICATION_SERVER)).length,
  (await volumes(MANAGED, of(id))).length,
  (await snapshots(MANAGED, of(id))).length,
];

test('a replication server that servers share, a volume and a snapshot for each disk', async () => {
  const [server, ...others] = await instances(REPLICATION_SERVER);
  expect(others).toEqual([]);
  expect(server).toMatchObject({ State: { Name: 'running' }, LaunchTime: expect.any(Date) });
  expect(server?.InstanceId).toBe(aws.servers.get(A)?.dataReplicationInfo?.replicatorId);
  const [first] = await volumes(of(A), { Name: 'attachment.instance-id', Values: [server?.InstanceId ?? ''] });
  expect(first).toMatchObject({ Size: 40, State: 'in-use', Attachments: [{ InstanceId: server?.InstanceId }] });
  expect(first?.Tags).toContainEqual({ Key: 'AWSApplicationMigrationServiceManaged', Value: 'mgn.amazonaws.com' });
  const [copy] = await snapshots({ Name: 'volume-id', Values: [first?.VolumeId ?? ''] });
  expect(copy).toMatchObject({ VolumeSize: 40, State: 'completed', OwnerId: '123456789012' });
  expect(await counts(NEVER)).toEqual([1, 0, 0]);
});

test('they go in steps after a disconnect, the replication server with the last that uses it, then the volumes', async () => {
  await mgn('DisconnectFromService', { sourceServerID: A });
  await aws.advance(22 * 60);
  expect(await counts(A)).toEqual([1, 2, 2]);
  await aws.advance(60);
  expect(await counts(A)).toEqual([1, 1, 1]);
  await aws.advance(10 * 60);
  expect(await counts(A)).toEqual([1, 0, 0]);
  expect(await counts(B)).toEqual([1, 2, 2]);
  await mgn('DisconnectFromService', { sourceServerID: B });
  const steps = [];
  for (const minutes of [12, 1, 10, 10]) {
    await aws.advance(minutes * 60);
    steps.push(await counts(B));
  }
  expect(steps).toEqual([
    [1, 2, 2],
    [0, 2, 2],
    [0, 1, 1],
    [0, 0, 0],
  ]);
  expect(await volumes({ Name: 'attachment.instance-id', Values: ['*'] })).toEqual([]);
});

test.each([
  [600, [0, 0, 0]],
  [Number.POSITIVE_INFINITY, [1, 2, 2]],
])('how long they stay is a switch: %p seconds', async (stagingGoneAfterSeconds, expected) => {
  Object.assign(aws.mgnBehaviour, { stagingGoneAfterSeconds });
  for (const sourceServerID of [A, B]) await mgn('DisconnectFromService', { sourceServerID });
  await aws.advance(600);
  expect(await counts(A)).toEqual(expected);
});

test('whether their tags name the source server is a switch', async () => {
  aws.mgnBehaviour.stagingNamesSourceServer = false;
  expect(await counts(A)).toEqual([1, 0, 0]);
  expect(await volumes(MANAGED)).toHaveLength(4);
});

test('what is still there stays when the server has been deleted from MGN', async () => {
  await mgn('DisconnectFromService', { sourceServerID: A });
  await mgn('DeleteSourceServer', { sourceServerID: A });
  expect(await counts(A)).toEqual([1, 2, 2]);
  await aws.advance(90 * 60);
  expect(await counts(A)).toEqual([1, 0, 0]);
});

test('a launched instance has the same tag and stays after a disconnect', async () => {
  await mgn('StartTest', { sourceServerIDs: [A] });
  await aws.advance(11 * 60);
  const [instance] = await instances(MANAGED, of(A));
  expect(instance?.InstanceId).toBe(aws.servers.get(A)?.launchedInstance?.ec2InstanceID);
  expect(instance?.Tags).toContainEqual({ Key: 'mgn.amazonaws.com-source-server', Value: A });
  await mgn('DisconnectFromService', { sourceServerID: A });
  await aws.advance(90 * 60);
  expect(await instances(MANAGED, of(A))).toHaveLength(1);
});

test('the volume of a launched instance has the tags of a staging volume, without its job, and stays attached', async () => {
  await mgn('StartTest', { sourceServerIDs: [A] });
  await aws.advance(11 * 60);
  await mgn('DisconnectFromService', { sourceServerID: A });
  await aws.advance(90 * 60);
  const [volume, ...others] = await volumes(MANAGED, of(A));
  expect(others).toEqual([]);
  const InstanceId = aws.servers.get(A)?.launchedInstance?.ec2InstanceID;
  expect(volume).toMatchObject({ State: 'in-use', Attachments: [{ InstanceId }] });
  expect(volume?.Tags?.map(({ Key }) => Key)).toEqual([
    'AWSApplicationMigrationServiceManaged',
    'AWSApplicationMigrationServiceSourceServerID',
    'Name',
  ]);
  expect(volume?.CreateTime?.getTime()).toBeGreaterThan(
    Date.parse(aws.servers.get(A)?.lifeCycle?.firstByteDateTime ?? ''),
  );
});

test('a conversion server is there while a launch job runs', async () => {
  const converters = () => instances({ ...REPLICATION_SERVER, Values: ['*Conversion Server'] });
  await mgn('StartTest', { sourceServerIDs: [A] });
  expect(await converters()).toMatchObject([{ State: { Name: 'running' } }]);
  await aws.advance(11 * 60);
  expect(await converters()).toEqual([]);
});

test('the security groups that MGN has made are left, and deleted once nothing uses them', async () => {
  const groups = async () => (await client.describeSecurityGroups({ Filters: [MANAGED] })).SecurityGroups ?? [];
  const [group, ...others] = await groups();
  expect(others).toEqual([]);
  expect(group?.GroupName).toBe('AWS Application Migration Service default Replication Server Security Group');
  const { GroupId } = group ?? {};
  const [server] = await instances(REPLICATION_SERVER);
  expect(server?.VpcId).toBe(group?.VpcId);
  const deletion = () => client.deleteSecurityGroup({ GroupId });
  await expect(deletion()).rejects.toMatchObject({ name: 'DependencyViolation' });
  for (const sourceServerID of [A, B]) await mgn('DisconnectFromService', { sourceServerID });
  await aws.advance(90 * 60);
  expect(await groups()).toHaveLength(1);
  await deletion();
  expect(await groups()).toEqual([]);
  await expect(deletion()).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
});

test('filters are joined with and, values with or, and may have wildcards', async () => {
  expect(await volumes({ ...of(A), Values: [A, B] })).toHaveLength(4);
  expect(await volumes({ ...of(A), Values: ['s-*?'] })).toHaveLength(4);
  expect(await volumes(of(A), of(B))).toEqual([]);
  expect(await volumes({ Name: 'tag:Nobody', Values: ['*'] })).toEqual([]);
  await expect(volumes({ Name: 'colour', Values: ['red'] })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('ids, pages and errors are as in EC2', async () => {
  const [{ VolumeId = '' } = {}] = await volumes();
  const { Volumes } = await client.describeVolumes({ VolumeIds: [VolumeId] });
  expect(Volumes).toHaveLength(1);
  await expect(client.describeVolumes({ VolumeIds: ['vol-0'] })).rejects.toMatchObject({
    name: 'InvalidVolume.NotFound',
    message: "The volume 'vol-0' does not exist.",
    $metadata: { httpStatusCode: 400 },
  });
  let pages = 0;
  for await (const { Volumes = [] } of paginateDescribeVolumes({ client, pageSize: 3 }, {}))
    pages += Volumes.length ? 1 : 0;
  expect(pages).toBe(2);
});

test('nothing else can be changed', async () => {
  const run = client.runInstances({ MinCount: 1, MaxCount: 1 });
  await expect(run).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('a function without the permission is refused in the words of EC2', async () => {
  const { service } = createEc2({ partition: 'aws', region: 'us-east-1' }, NOTHING);
  const denied = new AwsError('AccessDenied', 'User: f is not authorized to perform: ec2:DescribeVolumes', 403);
  const served = await serve([service], {
    iam: {
      authorize(_caller, needs) {
        expect(needs).toEqual([{ action: 'ec2:DescribeVolumes', resource: '*' }]);
        throw denied;
      },
    },
  });
  const function_ = served.credentials.issue({ accountId: '1', arn: 'f', roleName: 'r' });
  const refused = new EC2(clientOf(served, function_.accessKeyId));
  await expect(refused.describeVolumes({})).rejects.toMatchObject({
    name: 'UnauthorizedOperation',
    message: denied.message,
    $metadata: { httpStatusCode: 403 },
  });
  refused.destroy();
  await served.listening.close();
});
