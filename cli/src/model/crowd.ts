import type { Host } from './host';
import { groupedBy } from './lists';

/** Up to this many servers in the same situation have a row each. */
const MOST = 10;

/** How many servers are in each life cycle state. */
export type StateCounts = readonly (readonly [state: string, servers: number])[];

/** What is told one by one, and what in large groups of the same key. Without a key it is told by itself. */
export function crowded<T>(
  all: readonly T[],
  keyOf: (one: T) => string | undefined,
): { single: T[]; groups: (readonly T[])[] } {
  const byKey = groupedBy(all, keyOf);
  byKey.delete(undefined);
  const groups = [...byKey.values()].filter((group) => group.length > MOST);
  const hidden = new Set(groups.flat());
  return { single: all.filter((one) => !hidden.has(one)), groups };
}

export function stateCounts(servers: readonly { readonly host?: Host }[]): StateCounts {
  const counts = new Map<string, number>();
  for (const { host } of servers) {
    const state = host?.lifeCycleState ?? 'unknown';
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts];
}

export const stateTexts = (counts: StateCounts): string[] => counts.map(([state, servers]) => `${state}: ${servers}`);
