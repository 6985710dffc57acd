import type { S3Output } from './protocol';
import type { StoredObject } from './store';

const MOST_KEYS = 1000;

/** ListObjectsV2; the continuation token is the last key or common prefix given. */
export function listObjects(
  bucket: string,
  objects: ReadonlyMap<string, StoredObject>,
  query: URLSearchParams,
): S3Output {
  const prefix = query.get('prefix') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? MOST_KEYS), MOST_KEYS);
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const found = [...folded(objects, prefix, delimiter)]
    .filter(([key]) => key > after)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const given = found.slice(0, most);
  const truncated = found.length > given.length;
  const content = {
    Name: bucket,
    Prefix: prefix,
    Delimiter: delimiter || undefined,
    MaxKeys: most,
    KeyCount: given.length,
    IsTruncated: truncated,
    NextContinuationToken: truncated ? given.at(-1)?.[0] : undefined,
    Contents: given.flatMap(([Key, object]) => (object ? [{ Key, ...shown(object) }] : [])),
    CommonPrefixes: given.flatMap(([Prefix, object]) => (object ? [] : [{ Prefix }])),
  };
  return { document: { root: 'ListBucketResult', content } };
}

/**
 * The keys with the prefix and their objects. Keys that share a part up to the delimiter are one common prefix,
 * without an object.
 */
function folded(
  objects: ReadonlyMap<string, StoredObject>,
  prefix: string,
  delimiter: string,
): ReadonlyMap<string, StoredObject | undefined> {
  const entries = [...objects].filter(([key]) => key.startsWith(prefix));
  return new Map(
    entries.map(([key, object]) => {
      const fold = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return fold < 0 ? [key, object] : [key.slice(0, fold + delimiter.length), undefined];
    }),
  );
}

const shown = ({ etag, modified, body }: StoredObject) => ({
  LastModified: modified,
  ETag: etag,
  Size: body.length,
  StorageClass: 'STANDARD',
});
