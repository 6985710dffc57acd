import { failures } from './failures';
import { nestedStacks } from './nested-stacks';
import { removals } from './removals';
import type { Row } from './row';
import { withoutRollback } from './without-rollback';

export type { Row } from './row';

/** What the promise rests on. */
export const ROWS: readonly Row[] = [...removals, ...failures, ...withoutRollback, ...nestedStacks];
