import { ACCESS_TAG_VARIABLE } from '../../lib/private/contract';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The tag by which the role may disconnect servers; undefined where it may disconnect the servers that are declared. */
export function accessTag(): Tag | undefined {
  const text = process.env[ACCESS_TAG_VARIABLE];
  if (!text) return undefined;
  const [key, value] = JSON.parse(text) as [string, string];
  return { key, value };
}
