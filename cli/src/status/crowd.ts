import type { StatusEntry } from './classify';

/** Up to this many servers in the same situation have a row each. */
const MOST = 10;

/** Servers in the same situation. */
export interface EntryCrowd {
  readonly entries: readonly StatusEntry[];
  /** How many are in each life cycle state. */
  readonly states: readonly (readonly [state: string, servers: number])[];
  /** Only for connected servers. */
  readonly soFar?: number;
}

/**
 * The rows for people. If many servers are in the same situation, it gives their number. A failed clean-up is always
 * named.
 */
export function crowdsOfEntries(entries: readonly StatusEntry[]): { single: StatusEntry[]; crowds: EntryCrowd[] } {
  const groups = new Map<string, StatusEntry[]>();
  for (const entry of entries) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  const many = [...groups].filter(([key, group]) => key !== '' && group.length > MOST).map(([, group]) => group);
  const hidden = new Set(many.flat());
  return { single: entries.filter((entry) => !hidden.has(entry)), crowds: many.map(crowdOf) };
}

function keyOf({ condition, region, stacks, notes, repair }: StatusEntry): string {
  return condition === 'clean-up-failed' ? '' : JSON.stringify([region, stacks, notes, repair]);
}

function crowdOf(entries: readonly StatusEntry[]): EntryCrowd {
  const states = new Map<string, number>();
  for (const { host } of entries) states.set(host.lifeCycleState, (states.get(host.lifeCycleState) ?? 0) + 1);
  const costs = entries.flatMap(({ cost }) => cost?.soFar ?? []);
  const soFar = costs.length > 0 ? costs.reduce((sum, one) => sum + one, 0) : undefined;
  return { entries, states: [...states], soFar };
}
