import { createHash } from 'node:crypto';
import { AwsError, type Environment, type ObjectStore } from '../kernel/types';
import { presignPut } from './presign';

export interface StoredObject {
  readonly body: Buffer;
  readonly etag: string;
  readonly modified: Date;
  readonly contentType: string;
}

type Bucket = Map<string, StoredObject>;
type PutListener = (key: string, body: Buffer) => void;

/** `cdk bootstrap` creates the first in each Region; CloudFormation itself owns the second. */
const GIVEN = /^(cdk-hnb659fds-assets-\d{12}-|cloudformation-custom-resource-response-)[a-z0-9-]+$/;

const OWNED = 'Your previous request to create the named bucket succeeded and you already own it.';

export function isResponseBucket(bucket: string): boolean {
  return bucket.startsWith('cloudformation-custom-resource-response-');
}

export class Buckets implements ObjectStore {
  private readonly buckets = new Map<string, Bucket>();
  private readonly listeners = new Map<string, Set<PutListener>>();

  constructor(private readonly env: Environment) {}

  bucket(name: string): Bucket {
    const known = this.buckets.get(name);
    if (known) return known;
    if (!GIVEN.test(name))
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
    const made: Bucket = new Map();
    this.buckets.set(name, made);
    return made;
  }

  /** To create one's own bucket again is an error, except in the oldest Region. */
  create(name: string, region: string): void {
    const owned = this.buckets.has(name) || GIVEN.test(name);
    if (owned && region === 'us-east-1') return;
    if (owned) throw new AwsError('BucketAlreadyOwnedByYou', OWNED, 409, { BucketName: name });
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
    this.buckets.set(name, new Map());
  }

  remove(name: string): void {
    if (this.bucket(name).size > 0)
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: name });
    this.buckets.delete(name);
  }

  names(): string[] {
    return [...this.buckets.keys()].sort();
  }

  object(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).get(key);
    if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
    return object;
  }

  get(bucket: string, key: string): Buffer {
    return this.object(bucket, key).body;
  }

  put(bucket: string, key: string, body: Buffer, contentType = 'binary/octet-stream'): StoredObject {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const object = { body, etag, contentType, modified: new Date(this.env.clock.now()) };
    const kept = this.bucket(bucket);
    // answers to CloudFormation are only for its ears; kept, they would pile up while the local AWS runs
    if (!isResponseBucket(bucket)) kept.set(key, object);
    for (const listener of [...(this.listeners.get(bucket) ?? [])]) listener(key, body);
    return object;
  }

  presignPut(bucket: string, key: string, expiresInSeconds: number): string {
    return presignPut(this.env, bucket, key, expiresInSeconds);
  }

  onPut(bucket: string, listener: PutListener): () => void {
    const listeners = this.listeners.get(bucket) ?? new Set();
    this.listeners.set(bucket, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  clear(): void {
    this.buckets.clear();
  }
}
