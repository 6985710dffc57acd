import { ACCOUNT, arn, bytes, including, matching, type Step, time, typed } from './call';

/* S3, SSM, SNS, STS, CloudTrail. */

const Bucket = `cdk-hnb659fds-assets-${ACCOUNT}-us-east-1`;
const Key = 'a table/ü+&?#.txt';
const upload = { Bucket, Key: 'table-parts', UploadId: '{upload}' };

const bucketCalls: Step[] = [
  { on: 's3 CreateBucket', input: { Bucket: 'table-bucket' } },
  { on: 's3 ListBuckets', gives: { Buckets: including({ Name: 'table-bucket' }) } },
  { on: 's3 PutObject', input: { Bucket: 'table-bucket', Key: 'a', Body: bytes('a') } },
  {
    on: 's3 DeleteBucket',
    input: { Bucket: 'table-bucket' },
    refused: { code: 'BucketNotEmpty', message: 'is not empty' },
  },
  { on: 's3 DeleteObject', input: { Bucket: 'table-bucket', Key: 'a' } },
  { on: 's3 DeleteBucket', input: { Bucket: 'table-bucket' } },
];

const s3Calls: Step[] = [
  {
    on: 's3 PutObject',
    input: { Bucket, Key, Body: bytes('hello <ü>'), ContentType: 'text/plain' },
    gives: { ETag: matching('^"[0-9a-f]{32}"$') },
    keep: { etag: 'ETag' },
  },
  {
    on: 's3 GetObject',
    input: { Bucket, Key },
    gives: { Body: 'hello <ü>', ETag: '{etag}', ContentType: 'text/plain', ContentLength: 10, LastModified: time },
  },
  { on: 's3 GetObject', input: { Bucket, Key, Range: 'bytes=1-3' }, gives: { Body: 'ell', ContentLength: 3 } },
  {
    on: 's3 GetObject',
    input: { Bucket, Key: 'none' },
    refused: typed('NoSuchKey', 'The specified key does not exist.'),
  },
  { on: 's3 HeadObject', input: { Bucket, Key }, gives: { ContentLength: 10, ETag: '{etag}' } },
  { on: 's3 HeadBucket', input: { Bucket } },
  { on: 's3 GetBucketLocation', input: { Bucket } },
  {
    on: 's3 GetBucketEncryption',
    input: { Bucket },
    gives: {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    },
  },
  {
    on: 's3 ListObjectsV2',
    input: { Bucket, Prefix: 'a table/' },
    gives: { Contents: [{ Key, ETag: '{etag}', Size: 10, LastModified: time }] },
  },
  {
    on: 's3 ListObjectsV2',
    input: { Bucket: 'no-such-bucket' },
    refused: typed('NoSuchBucket', 'The specified bucket does not exist'),
  },
  { on: 's3 DeleteObject', input: { Bucket, Key } },
  {
    on: 's3 CreateMultipartUpload',
    input: { Bucket, Key: upload.Key },
    gives: { Bucket, Key: upload.Key },
    keep: { upload: 'UploadId' },
  },
  {
    on: 's3 UploadPart',
    input: { ...upload, PartNumber: 1, Body: bytes('one') },
    gives: { ETag: matching('"') },
    keep: { part: 'ETag' },
  },
  {
    on: 's3 CompleteMultipartUpload',
    input: { ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '{part}' }] } },
    gives: { Bucket, Key: upload.Key, ETag: matching('"') },
  },
  { on: 's3 GetObject', input: { Bucket, Key: upload.Key }, gives: { Body: 'one' } },
  {
    on: 's3 CompleteMultipartUpload',
    input: { ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '{part}' }] } },
    refused: { code: 'NoSuchUpload', message: 'The specified upload does not exist.' },
  },
  {
    on: 's3 CreateMultipartUpload',
    input: { Bucket, Key: 'table-never' },
    keep: { upload: 'UploadId' },
  },
  { on: 's3 AbortMultipartUpload', input: { ...upload, Key: 'table-never' } },
];

const parameter = { Name: '/table/one', Value: 'v & <w>', Type: 'String' };
const tagged = { ResourceType: 'Parameter', ResourceId: parameter.Name };
const ssmCalls: Step[] = [
  { on: 'ssm PutParameter', input: parameter, gives: { Version: 1 } },
  {
    on: 'ssm PutParameter',
    input: parameter,
    refused: typed('ParameterAlreadyExists'),
  },
  {
    on: 'ssm GetParameter',
    input: { Name: parameter.Name },
    gives: { Parameter: { ...parameter, LastModifiedDate: time } },
  },
  {
    on: 'ssm GetParameters',
    input: { Names: [parameter.Name, '/table/none'] },
    gives: { Parameters: [{ Name: parameter.Name }], InvalidParameters: ['/table/none'] },
  },
  {
    on: 'ssm GetParametersByPath',
    input: { Path: '/table', Recursive: true },
    gives: { Parameters: [{ Name: parameter.Name, Version: 1 }] },
  },
  { on: 'ssm AddTagsToResource', input: { ...tagged, Tags: [{ Key: 'Team', Value: 'blue & red' }] } },
  {
    on: 'ssm ListTagsForResource',
    input: tagged,
    gives: { TagList: [{ Key: 'Team', Value: 'blue & red' }] },
  },
  { on: 'ssm RemoveTagsFromResource', input: { ...tagged, TagKeys: ['Team'] } },
  { on: 'ssm DeleteParameter', input: { Name: parameter.Name } },
  {
    on: 'ssm ListTagsForResource',
    input: tagged,
    refused: typed('InvalidResourceId'),
  },
  { on: 'ssm PutParameter', input: { ...parameter, Name: '/table/two' } },
  {
    on: 'ssm DeleteParameters',
    input: { Names: ['/table/two', '/table/none'] },
    gives: { DeletedParameters: ['/table/two'], InvalidParameters: ['/table/none'] },
  },
  {
    on: 'ssm GetParameter',
    input: { Name: parameter.Name },
    refused: typed('ParameterNotFound'),
  },
];

const TopicArn = arn('sns', 'table-topic');
const snsCalls: Step[] = [
  {
    on: 'sns CreateTopic',
    input: { Name: 'table-topic', Attributes: { DisplayName: 'Mine & yours' } },
    gives: { TopicArn },
  },
  {
    on: 'sns GetTopicAttributes',
    input: { TopicArn },
    gives: { Attributes: { TopicArn, DisplayName: 'Mine & yours', Owner: ACCOUNT } },
  },
  { on: 'sns ListTopics', gives: { Topics: including({ TopicArn }) } },
  { on: 'sns DeleteTopic', input: { TopicArn } },
  {
    on: 'sns GetTopicAttributes',
    input: { TopicArn },
    refused: { code: 'NotFound', exception: 'NotFoundException', message: 'Topic does not exist' },
  },
  {
    on: 'sns CreateTopic',
    input: { Name: 'not a name' },
    refused: { code: 'InvalidParameter', exception: 'InvalidParameterException' },
  },
];

const RoleArn = `arn:aws:iam::${ACCOUNT}:role/any`;
const stsCalls: Step[] = [
  {
    on: 'sts GetCallerIdentity',
    gives: { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/operator`, UserId: matching('.') },
  },
  {
    on: 'sts AssumeRole',
    input: { RoleArn, RoleSessionName: 'me' },
    gives: {
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/any/me` },
      Credentials: { AccessKeyId: matching('^ASIA'), Expiration: time },
    },
  },
  {
    on: 'sts AssumeRole',
    input: { RoleArn: 'arn:of:nothing:at:all', RoleSessionName: 'me' },
    refused: { code: 'ValidationError', message: 'is invalid' },
  },
];

const named = { AttributeKey: 'EventName', AttributeValue: 'AddTagsToResource' };
const cloudTrailCalls: Step[] = [
  { local: 'clock', body: { advanceSeconds: 300 } },
  {
    on: 'cloudtrail LookupEvents',
    input: { LookupAttributes: [named], MaxResults: 1 },
    gives: {
      Events: [
        {
          EventName: 'AddTagsToResource',
          EventSource: 'ssm.amazonaws.com',
          ReadOnly: 'false',
          EventTime: time,
          CloudTrailEvent: matching('"eventSource":"ssm.amazonaws.com","eventName":"AddTagsToResource"'),
        },
      ],
    },
  },
  {
    on: 'cloudtrail LookupEvents',
    input: { LookupAttributes: [named, named] },
    refused: typed('InvalidLookupAttributesException'),
  },
];

export const smallCalls: Step[] = [
  ...bucketCalls,
  ...s3Calls,
  ...ssmCalls,
  ...snsCalls,
  ...stsCalls,
  ...cloudTrailCalls,
];
