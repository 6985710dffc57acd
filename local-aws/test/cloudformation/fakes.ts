import { AwsError, type ResourceRequest, type ResourceType } from '../../src/kernel/types';

/* What CloudFormation needs of other services, in memory. */

/** Test::Thing: `Name` replaces it, `Fail` makes an operation of that name fail, `Hang` makes it wait for `release`. */
export function nativeTypes() {
  const calls: string[] = [];
  const held = new Map<string, () => void>();
  const run = async (operation: string, { logicalId, properties }: ResourceRequest, physicalId = '') => {
    calls.push(`${operation} ${logicalId} ${physicalId}`.trim());
    if (properties.Hang === operation) await new Promise<void>((resolve) => held.set(logicalId, resolve));
    if (properties.Fail === operation) throw new Error(`${operation} of ${logicalId} refused`);
  };
  const physicalIdOf = ({ logicalId, properties }: ResourceRequest) => properties.Name ?? `thing-${logicalId}`;
  const Thing: ResourceType = {
    replaceOn: ['Name'],
    async create(request) {
      await run('create', request);
      return { physicalId: physicalIdOf(request), attributes: { Arn: `arn:${physicalIdOf(request)}` } };
    },
    async update(request) {
      await run('update', request, request.physicalId);
      return { physicalId: request.physicalId, attributes: request.attributes };
    },
    delete: (request) => run('delete', request, request.physicalId),
  };
  return {
    calls,
    types: { 'Test::Thing': Thing } as Record<string, ResourceType>,
    release: (logicalId: string) => held.get(logicalId)?.(),
  };
}

/** A parameter store in which each value that is set is one version more. */
export function versions() {
  const all = new Map<string, string[]>();
  return {
    set: (name: string, value: string) => void all.set(name, [...(all.get(name) ?? []), value]),
    value: (name: string, version = 0) => all.get(name)?.at(version - 1),
  };
}

export function memoryObjects() {
  const stored = new Map<string, Buffer>();
  const listeners = new Map<string, ((key: string, body: Buffer) => void)[]>();
  return {
    get(bucket: string, key: string): Buffer {
      const body = stored.get(`${bucket}/${key}`);
      if (!body) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
      return body;
    },
    put(bucket: string, key: string, body: Buffer) {
      stored.set(`${bucket}/${key}`, body);
      for (const listener of listeners.get(bucket) ?? []) listener(key, body);
    },
    presignPut: (bucket: string, key: string, seconds: number) =>
      `http://127.0.0.1:4566/${bucket}/${encodeURIComponent(key)}?X-Amz-Expires=${seconds}`,
    onPut(bucket: string, listener: (key: string, body: Buffer) => void) {
      listeners.set(bucket, [...(listeners.get(bucket) ?? []), listener]);
      return () => {
        listeners.set(
          bucket,
          (listeners.get(bucket) ?? []).filter((known) => known !== listener),
        );
      };
    },
  };
}
