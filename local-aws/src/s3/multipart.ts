import { randomUUID } from 'node:crypto';
import { AwsError } from '../kernel/types';
import { objectBody } from './chunked';
import type { S3Input, S3Output } from './protocol';
import type { Buckets } from './store';

type Upload = Map<number, Buffer>;
type S3Operation = (input: S3Input) => S3Output;

/** Uploads in parts, which the cdk CLI and `aws s3 cp` use for more than a few megabytes. */
export function multipartOperations(buckets: Buckets, uploads: Map<string, Upload>): Record<string, S3Operation> {
  return {
    CreateMultipartUpload({ Bucket, Key }) {
      buckets.bucket(Bucket);
      const UploadId = randomUUID();
      uploads.set(UploadId, new Map());
      return { document: { root: 'InitiateMultipartUploadResult', content: { Bucket, Key, UploadId } } };
    },
    UploadPart({ request }) {
      const part = objectBody(request);
      const number = request.query.get('partNumber') ?? '';
      uploadOf(uploads, request.query).set(Number(number), part);
      return { headers: { etag: `"${number.padStart(32, '0')}"` } };
    },
    CompleteMultipartUpload({ Bucket, Key, request }) {
      const upload = uploadOf(uploads, request.query);
      const { etag } = buckets.put(Bucket, Key, Buffer.concat(partsAskedFor(upload, request.body.toString('utf8'))));
      uploads.delete(request.query.get('uploadId') ?? '');
      return { document: { root: 'CompleteMultipartUploadResult', content: { Bucket, Key, ETag: etag } } };
    },
    AbortMultipartUpload({ request }) {
      uploads.delete(request.query.get('uploadId') ?? '');
      return { status: 204 };
    },
  };
}

function uploadOf(uploads: ReadonlyMap<string, Upload>, query: URLSearchParams): Upload {
  const upload = uploads.get(query.get('uploadId') ?? '');
  if (!upload) throw new AwsError('NoSuchUpload', 'The specified upload does not exist.', 404);
  return upload;
}

function partsAskedFor(upload: Upload, xml: string): Buffer[] {
  return [...xml.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => {
    const part = upload.get(Number(number));
    if (!part) throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.');
    return part;
  });
}
