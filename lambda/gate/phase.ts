import { isRollingBack } from '../custody/states';

/*
 * What the states of CloudFormation say about a request to the gate. Pure. docs/guards.md has these rules with their
 * reasons, and a test walks every state through both.
 */

export interface States {
  /** The status of the gate's stack. */
  readonly own: string;
  /**
   * The status of the root. It differs from the gate's stack only if a template that the CDK does not know nests that.
   */
  readonly root: string;
}

/** What CloudFormation's events say of the gate. */
export interface GateHistory {
  /**
   * Whether the gate was there when a deployment of the whole stack last completed. Undefined where the events are older
   * than the states.
   */
  readonly held?: boolean;
  /** The gate's status by its newest event since then. */
  readonly status?: string;
}

export interface Phase {
  /** The rule: docs/guards.md has it by this id. */
  readonly rule: string;
  /**
   * `refuse`: guards that are not met fail the request. `pass`: here nothing may fail, or a failure would be useless.
   */
  readonly may: 'refuse' | 'pass';
  readonly why: string;
  /** Whether no later look can say otherwise, although CloudFormation's answers lag behind what it does. */
  readonly sure: boolean;
}

/** The phase of a Create or an Update. `completed`: whether a deployment of the stack ever has. */
export function phaseOfChange({ own, root }: States, completed = true): Phase {
  const back = [own, root].find((status) => isRollingBack(status) || status.endsWith('ROLLBACK_FAILED'));
  if (back) return passes('G3', `the stack is ${back}`);
  if (!completed) return passes('G4', 'no deployment of the stack has completed yet, so nothing is disconnected');
  return { rule: 'G5', may: 'refuse', why: `the stack is ${own}`, sure: false };
}

/** The phase of a Delete. */
export function phaseOfDelete({ own, root }: States, history?: GateHistory): Phase {
  if (isRollingBack(root)) return passes('G7', `the root is ${root}`);
  if (!mayBeDeleted(own)) return passes('G8', `the stack is ${own}: the gate alone is deleted`);
  if (history?.held === false) return passes('G9', 'no completed deployment has had these guards');
  if (/^DELETE_(COMPLETE|SKIPPED)$/.test(history?.status ?? '')) return passes('G10', 'the gate is deleted already');
  const sure = own === 'DELETE_IN_PROGRESS' && history?.status === 'DELETE_IN_PROGRESS';
  return { rule: 'G12', may: 'refuse', why: `the stack is ${own}`, sure };
}

/** The deletion of a stack at rest may not show yet. */
function mayBeDeleted(own: string): boolean {
  if (own === 'missing' || own === 'DELETE_COMPLETE') return false;
  return own === 'DELETE_IN_PROGRESS' || !own.endsWith('_IN_PROGRESS');
}

function passes(rule: string, why: string): Phase {
  return { rule, may: 'pass', why, sure: false };
}
