import type { Since } from './deployed';

/** As much of a stack's event as its history needs. */
export interface StackEvent {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly status: string;
  readonly time: number;
}

/** The end of a rollback is not among them: it completes nothing. */
const COMPLETED = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

/**
 * When a deployment of the stack last completed; Infinity if none ever did. CloudFormation keeps events for 90 days: a
 * stack whose creation is no longer among them has stood that long.
 */
export function lastCompletion(stackId: string, newestFirst: readonly StackEvent[]): number {
  const own = newestFirst.filter(({ physicalId }) => physicalId === stackId);
  const completed = own.find(({ status }) => COMPLETED.test(status));
  if (completed) return completed.time;
  return own.some(({ status }) => /^(REVIEW|CREATE)_IN_PROGRESS$/.test(status)) ? Number.POSITIVE_INFINITY : 0;
}

/** What has become of each logical id since then. */
export function sinceCompletion(newestFirst: readonly StackEvent[], completed: number): Map<string, Since> {
  const since = new Map<string, Since>();
  for (const { logicalId, physicalId, status, time } of newestFirst) {
    if (time <= completed) break;
    // the newest event says what has become of it, the oldest what was there before: a Create begins without an id
    const newest = since.get(logicalId) ?? { deleted: status === 'DELETE_COMPLETE' };
    since.set(logicalId, { ...newest, before: physicalId || undefined });
  }
  return since;
}

/** After these nothing else has happened since the last completed deployment. */
export const isSettled = (status: string): boolean => COMPLETED.test(status);
