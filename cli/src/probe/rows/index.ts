import { failures } from './failures';
import { nestedStacks } from './nested-stacks';
import { removals } from './removals';
import type { ProbeRow } from './row';
import { withoutRollback } from './without-rollback';

export type { ProbeRow, ReliedOn } from './row';

/** What the promise rests on. */
export const ROWS: readonly ProbeRow[] = [...removals, ...failures, ...withoutRollback, ...nestedStacks];
