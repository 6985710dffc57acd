import type { ObjectStore } from '../../kernel/types';
import { validationError } from '../../template';

export const templateFromUrl = (objects: ObjectStore, url: unknown): string =>
  objectFromUrl(objects, url, 'TemplateURL');

/** An object in S3, by a path-style URL (as for our own endpoint) or a virtual-hosted one. */
export function objectFromUrl(objects: ObjectStore, url: unknown, name: string): string {
  const { bucket, key } = s3Location(String(url), name);
  try {
    return objects.get(bucket, key).toString('utf8');
  } catch (error) {
    throw validationError(`S3 error: ${(error as Error).message}`);
  }
}

function s3Location(url: string, name: string): { bucket: string; key: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw validationError(`${name} must be a supported URL.`);
  const path = decodeURIComponent(parsed.pathname.slice(1));
  const [, virtualHost] = /^(.+)\.s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?$/.exec(parsed.hostname) ?? [];
  if (virtualHost) return { bucket: virtualHost, key: path };
  const slash = path.indexOf('/');
  if (slash < 1) throw validationError(`${name} must reference a valid S3 object to which you have access.`);
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
