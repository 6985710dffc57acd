import type { Environment, ObjectStore, Operation, Service } from '../kernel/types';
import { objectBody } from './chunked';
import { listObjects } from './list';
import { multipartOperations } from './multipart';
import { checkContentType, checkExpiry } from './presign';
import { type S3Input, type S3Output, s3Protocol } from './protocol';
import { partOf } from './range';
import { Buckets, isResponseBucket, type StoredObject } from './store';

/** S3: the bootstrap bucket, CloudFormation's response bucket, and what clients do with them. */
export function createS3(env: Environment): { objects: ObjectStore; service: Service } {
  const buckets = new Buckets(env);
  const uploads = new Map<string, Map<number, Buffer>>();
  const uploading = multipartOperations(buckets, uploads);
  const all = { ...bucketOperations(buckets), ...objectOperations(buckets), ...uploading };
  const operations = Object.entries(all).map(([name, operation]) => {
    const inTime: Operation = (input: S3Input, context) => {
      checkExpiry(input.request.query, env.clock.now());
      return operation(input, context.region);
    };
    return [name, inTime];
  });
  return {
    objects: buckets,
    service: {
      signingName: 's3',
      protocol: s3Protocol(),
      operations: Object.fromEntries(operations),
      authorizations: (operation, input) => authorizations(env, operation, input),
      reset() {
        buckets.clear();
        uploads.clear();
      },
    },
  };
}

type S3Operation = (input: S3Input, region: string) => S3Output;

function bucketOperations(buckets: Buckets): Record<string, S3Operation> {
  return {
    ListObjectsV2: ({ Bucket, request }) => listObjects(Bucket, buckets.bucket(Bucket), request.query),
    GetBucketLocation({ Bucket }, region) {
      buckets.bucket(Bucket);
      // the oldest region has no name here
      return { document: { root: 'LocationConstraint', content: region === 'us-east-1' ? '' : region } };
    },
    GetBucketEncryption({ Bucket }) {
      buckets.bucket(Bucket);
      const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'AES256' };
      return {
        document: {
          root: 'ServerSideEncryptionConfiguration',
          content: { Rule: [{ ApplyServerSideEncryptionByDefault }] },
        },
      };
    },
    CreateBucket({ Bucket }, region) {
      buckets.create(Bucket, region);
      return { headers: { location: `/${Bucket}` } };
    },
    DeleteBucket({ Bucket }) {
      buckets.remove(Bucket);
      return { status: 204 };
    },
    ListBuckets: () => ({
      document: {
        root: 'ListAllMyBucketsResult',
        content: { Buckets: { Bucket: buckets.names().map((Name) => ({ Name })) } },
      },
    }),
    HeadBucket({ Bucket }, region) {
      buckets.bucket(Bucket);
      return { headers: { 'x-amz-bucket-region': region } };
    },
  };
}

function objectOperations(buckets: Buckets): Record<string, S3Operation> {
  return {
    GetObject({ Bucket, Key, request }) {
      const object = buckets.object(Bucket, Key);
      return partOf(object.body, request.headers.range, headersOf(object));
    },
    HeadObject({ Bucket, Key }) {
      const object = buckets.object(Bucket, Key);
      return { headers: { ...headersOf(object), 'content-length': String(object.body.length) } };
    },
    PutObject({ Bucket, Key, request }) {
      if (isResponseBucket(Bucket)) checkContentType(request);
      const { etag } = buckets.put(Bucket, Key, objectBody(request), request.headers['content-type'] || undefined);
      return { headers: { etag } };
    },
    DeleteObject({ Bucket, Key }) {
      buckets.bucket(Bucket).delete(Key);
      return { status: 204 };
    },
  };
}

function headersOf({ etag, modified, contentType }: StoredObject): Record<string, string> {
  return { etag, 'content-type': contentType, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes' };
}

const ACTIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket',
  HeadBucket: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
  HeadObject: 'GetObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
};

function authorizations({ partition }: Environment, operation: string, { Bucket, Key }: S3Input) {
  const resource = Bucket === '' ? '*' : `arn:${partition}:s3:::${Bucket}${Key === '' ? '' : `/${Key}`}`;
  return [{ action: `s3:${ACTIONS[operation] ?? operation}`, resource }];
}
