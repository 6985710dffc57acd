import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { S3 } from '@aws-sdk/client-s3';
import { paginateGetParametersByPath, SSM } from '@aws-sdk/client-ssm';
import { type LocalAws, startLocalAws } from '../../src';
import { clientOf } from '../fake-service';

/* What scripts and the CDK's own custom resources call before and beside a deployment. */

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ servers: [] });
});
afterAll(() => aws.stop());

test('a bucket is made, listed, and deleted when it is empty', async () => {
  const s3 = new S3({ ...clientOf(aws), region: 'eu-west-1', forcePathStyle: true });
  const [Bucket, Key] = ['my-bucket', 'a'];
  await s3.createBucket({ Bucket });
  await expect(s3.createBucket({ Bucket })).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
  await expect(s3.createBucket({ Bucket: 'My_Bucket' })).rejects.toMatchObject({
    name: 'InvalidBucketName',
  });
  await s3.putObject({ Bucket, Key, Body: 'x' });
  expect((await s3.listBuckets({})).Buckets).toContainEqual({ Name: Bucket });
  await expect(s3.deleteBucket({ Bucket })).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  await s3.deleteObject({ Bucket, Key });
  await s3.deleteBucket({ Bucket });
  await expect(s3.putObject({ Bucket, Key, Body: 'x' })).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

test('in the oldest Region a bucket can be made again', async () => {
  const s3 = new S3({ ...clientOf(aws), forcePathStyle: true });
  for (let i = 0; i < 2; i++) await s3.createBucket({ Bucket: 'again-and-again' });
});

test('the retention of a log group is put and deleted; a number of days that does not exist is refused', async () => {
  const logs = new CloudWatchLogs(clientOf(aws));
  const logGroupName = '/aws/lambda/mine';
  const retention = async () =>
    (await logs.describeLogGroups({ logGroupNamePrefix: logGroupName })).logGroups?.[0]?.retentionInDays;
  await logs.createLogGroup({ logGroupName });
  await logs.putRetentionPolicy({ logGroupName, retentionInDays: 14 });
  expect(await retention()).toBe(14);
  await expect(logs.putRetentionPolicy({ logGroupName, retentionInDays: 15 })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await logs.deleteRetentionPolicy({ logGroupName });
  expect(await retention()).toBeUndefined();
});

test('parameters by path and in number, and the tags by which the CDK knows who reads them', async () => {
  const ssm = new SSM(clientOf(aws));
  for (const Name of ['/x/b', '/x/a', '/x/deep/c', '/y'])
    await ssm.putParameter({ Name, Value: Name, Type: 'String', Tags: [{ Key: 'by', Value: 'me' }] });
  const names: unknown[] = [];
  for await (const { Parameters = [] } of paginateGetParametersByPath({ client: ssm, pageSize: 1 }, { Path: '/x' }))
    names.push(...Parameters.map(({ Name }) => Name));
  expect(names).toEqual(['/x/a', '/x/b']);
  expect((await ssm.getParametersByPath({ Path: '/x', Recursive: true })).Parameters).toHaveLength(3);
  const parameter = { ResourceType: 'Parameter', ResourceId: '/x/a' } as const;
  await ssm.addTagsToResource({ ...parameter, Tags: [{ Key: 'aws-cdk:strong-ref:B', Value: 'true' }] });
  await ssm.removeTagsFromResource({ ...parameter, TagKeys: ['by'] });
  expect((await ssm.listTagsForResource(parameter)).TagList).toEqual([{ Key: 'aws-cdk:strong-ref:B', Value: 'true' }]);
  expect(await ssm.deleteParameters({ Names: ['/x/a', '/none'] })).toMatchObject({
    DeletedParameters: ['/x/a'],
    InvalidParameters: ['/none'],
  });
  await expect(ssm.listTagsForResource(parameter)).rejects.toMatchObject({ name: 'InvalidResourceId' });
});
