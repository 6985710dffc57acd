import type { Facts } from './facts';

/* What the states of a stack and of its root mean for a Delete. Pure, as the rules are. */

export const DELETING = 'DELETE_IN_PROGRESS';
export const CLEANING_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';

/** An operation of a stack begins. A rollback is no operation of its own. */
export const BEGINS = /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/;

/**
 * The two states in which CloudFormation deletes what a completed deployment, or the deletion of the stack, gives up.
 */
export function isGivingUp(status: string): boolean {
  return status === DELETING || status === CLEANING_UP;
}

/** A completed update of the whole tree deletes what it has removed or replaced. */
export function isCleanUp({ own, root }: Facts): boolean {
  return isGivingUp(own) && (root ?? own) === CLEANING_UP;
}

/** A nested stack gives up what its root does not: a person deletes or updates it by itself. */
export function isAlone({ own, root, history }: Facts): boolean {
  if (root === undefined || !isGivingUp(own)) return false;
  const together = root === CLEANING_UP || (root === DELETING && own === DELETING);
  return !together || history?.explained === false;
}

/** A new deployment follows a rollback that is over; its continuation or a deletion follows one that failed. */
export function isRollingBack(status: string): boolean {
  return status.includes('ROLLBACK') && !isAtRest(status);
}

/** States that may be the last thing CloudFormation showed before the phase to which this Delete belongs. */
export function mayLag(status: string): boolean {
  return /^(CREATE|UPDATE|IMPORT)_IN_PROGRESS$/.test(status) || (isAtRest(status) && status !== 'DELETE_COMPLETE');
}

export function isAtRest(status: string): boolean {
  return !status.endsWith('_IN_PROGRESS');
}
