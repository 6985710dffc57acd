import { invalid } from './errors';

const serverId = /^s-[0-9a-zA-Z]{17}$/;

export const isServerId = (value: unknown): value is string => typeof value === 'string' && serverId.test(value);

export function requireServerId(field: string, value: unknown): string {
  if (value === undefined || value === null) throw invalid(field, 'Member must not be null');
  if (!isServerId(value)) throw invalid(field, `Member must satisfy regular expression pattern: ${serverId.source}`);
  return value;
}

export function optionalAccountId(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^\d{12}$/.test(value)) return value;
  throw invalid('accountID', 'Member must be an account id of 12 digits');
}

export function serverIdFilter(ids: unknown): readonly string[] | undefined {
  if (ids === undefined) return undefined;
  if (!Array.isArray(ids)) throw invalid('filters.sourceServerIDs', 'Member must be a list');
  if (ids.length > 200) throw invalid('filters.sourceServerIDs', 'Member must have length less than or equal to 200');
  return ids.map((id, index) => requireServerId(`filters.sourceServerIDs.${index + 1}.member`, id));
}

export function tagMap(tags: unknown): Record<string, string> {
  if (typeof tags !== 'object' || tags === null) throw invalid('tags', 'Member must not be null');
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > 256) throw invalid('tags', 'Keys must have 1 to 256 characters');
    if (typeof value !== 'string' || value.length > 256) throw invalid('tags', 'Values must have 0 to 256 characters');
  }
  return tags as Record<string, string>;
}
