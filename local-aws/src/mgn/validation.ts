import { invalid } from './errors';

const serverId = /^s-[0-9a-zA-Z]{17}$/;
const groupIds = { application: /^app-[0-9a-zA-Z]{17}$/, wave: /^wave-[0-9a-zA-Z]{17}$/ };
const jobId = /^mgnjob-[0-9a-zA-Z]{17}$/;
const MOST_IDS = 200;

export type GroupKind = keyof typeof groupIds;

export const isServerId = (value: unknown): value is string => typeof value === 'string' && serverId.test(value);

export const isGroupId = (kind: GroupKind, value: unknown): value is string =>
  typeof value === 'string' && groupIds[kind].test(value);

export const requireServerId = (field: string, value: unknown) => requireId(field, value, serverId);
export const requireGroupId = (field: string, kind: GroupKind, value: unknown) =>
  requireId(field, value, groupIds[kind]);
export const requireJobId = (field: string, value: unknown) => requireId(field, value, jobId);

function requireId(field: string, value: unknown, pattern: RegExp): string {
  if (value === undefined || value === null) throw invalid(field, 'Member must not be null');
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw invalid(field, `Member must satisfy regular expression pattern: ${pattern.source}`);
}

export function optionalAccountId(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^\d{12}$/.test(value)) return value;
  throw invalid('accountID', 'Member must be an account id of 12 digits');
}

export function serverIdFilter(ids: unknown): readonly string[] | undefined {
  return ids === undefined ? undefined : idList('filters.sourceServerIDs', ids, serverId);
}

/** What StartTest, StartCutover and TerminateTargetInstances take: 1 to 200 servers. */
export const requireServerIds = (ids: unknown) => requireIds('sourceServerIDs', 'server', ids);

export function requireIds(field: string, kind: 'server' | 'application', ids: unknown): readonly string[] {
  if (ids === undefined || ids === null) throw invalid(field, 'Member must not be null');
  const list = idList(field, ids, kind === 'server' ? serverId : groupIds[kind]);
  if (list.length === 0) throw invalid(field, 'Member must have length greater than or equal to 1');
  return [...new Set(list)];
}

export function groupIdFilter(kind: GroupKind, ids: unknown): readonly string[] | undefined {
  return ids === undefined ? undefined : idList(`filters.${kind}IDs`, ids, groupIds[kind]);
}

function idList(field: string, ids: unknown, pattern: RegExp): readonly string[] {
  if (!Array.isArray(ids)) throw invalid(field, 'Member must be a list');
  if (ids.length > MOST_IDS) throw invalid(field, `Member must have length less than or equal to ${MOST_IDS}`);
  return ids.map((id, index) => requireId(`${field}.${index + 1}.member`, id, pattern));
}

export function tagMap(tags: unknown): Record<string, string> {
  if (typeof tags !== 'object' || tags === null) throw invalid('tags', 'Member must not be null');
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > 256) throw invalid('tags', 'Keys must have 1 to 256 characters');
    if (typeof value !== 'string' || value.length > 256) throw invalid('tags', 'Values must have 0 to 256 characters');
  }
  return tags as Record<string, string>;
}
