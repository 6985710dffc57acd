import { failures } from './failures';
import { nestedStacks } from './nested-stacks';
import { removals } from './removals';
import type { ProbeRow } from './row';
import type { Scenario } from './scenario';
import { withoutRollbacks } from './without-rollback';

export const SCENARIOS: readonly Scenario[] = [...removals, ...failures, ...withoutRollbacks, ...nestedStacks];

/** What the promise rests on. */
export const ROWS: readonly ProbeRow[] = SCENARIOS.flatMap(({ id: scenario, rows }) =>
  Object.entries(rows).map(([id, row]) => ({ id, scenario, ...row })),
);
