import type { S3Output } from './protocol';
import type { StoredObject } from './store';

const MOST_KEYS = 1000;

/** ListObjectsV2; the continuation token is the last key given. */
export function listObjects(
  bucket: string,
  objects: ReadonlyMap<string, StoredObject>,
  query: URLSearchParams,
): S3Output {
  const prefix = query.get('prefix') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? MOST_KEYS), MOST_KEYS);
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const found = [...objects]
    .filter(([key]) => key.startsWith(prefix) && key > after)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const given = found.slice(0, most);
  const truncated = found.length > given.length;
  const content = {
    Name: bucket,
    Prefix: prefix,
    MaxKeys: most,
    KeyCount: given.length,
    IsTruncated: truncated,
    NextContinuationToken: truncated ? given.at(-1)?.[0] : undefined,
    Contents: given.map(([Key, { etag, modified, body }]) => ({
      Key,
      LastModified: modified,
      ETag: etag,
      Size: body.length,
      StorageClass: 'STANDARD',
    })),
  };
  return { document: { root: 'ListBucketResult', content } };
}
