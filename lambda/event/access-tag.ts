import { ACCESS_TAG_VARIABLE, type AccessTag } from '../../lib/private/contract';

/** The tag by which the role may disconnect servers; undefined where it may disconnect the servers that are declared. */
export function accessTag(): AccessTag | undefined {
  const text = process.env[ACCESS_TAG_VARIABLE];
  if (!text) return undefined;
  const [key, value] = JSON.parse(text) as [string, string];
  return { key, value };
}
