import { crowded, type StateCounts, stateCounts } from '../model/crowd';
import type { StatusEntry } from './classify';

/** Servers in the same situation. */
export interface EntryCrowd {
  readonly entries: readonly StatusEntry[];
  readonly states: StateCounts;
  /** Only for connected servers. */
  readonly soFar?: number;
}

/**
 * The rows for people. If many servers are in the same situation, it gives their number. A failed clean-up is always
 * named.
 */
export function crowdsOfEntries(entries: readonly StatusEntry[]): { single: StatusEntry[]; crowds: EntryCrowd[] } {
  const { single, groups } = crowded(entries, keyOf);
  return { single, crowds: groups.map(crowdOf) };
}

function keyOf({ condition, region, stacks, notes, repair }: StatusEntry): string | undefined {
  return condition === 'clean-up-failed' ? undefined : JSON.stringify([region, stacks, notes, repair]);
}

function crowdOf(entries: readonly StatusEntry[]): EntryCrowd {
  const costs = entries.flatMap(({ cost }) => cost?.soFar ?? []);
  const soFar = costs.length > 0 ? costs.reduce((sum, one) => sum + one, 0) : undefined;
  return { entries, states: stateCounts(entries), soFar };
}
