import { EXIT } from '../output/exit';
import type { Plan } from './plan';
import { goes, nameOf } from './rows';

/** A further limit on what a plan may disconnect. */
export interface Limit {
  readonly name: 'at-most' | 'only-in' | 'keep-guards';
  readonly met: boolean;
  readonly message: string;
}

export interface LimitOptions {
  readonly atMost?: number;
  /** Life cycle states. */
  readonly onlyIn: readonly string[];
  /** Whether removal guards must stay. */
  readonly keepGuards?: boolean;
}

export function limitsOf(plan: Plan, { atMost, onlyIn, keepGuards }: LimitOptions): Limit[] {
  const rows = plan.stacks.flatMap((stack) => stack.rows.filter(goes));
  const limits: Limit[] = [];
  if (atMost !== undefined) {
    const message = `${rows.length} servers leave, or may leave: at most ${atMost} may`;
    limits.push({ name: 'at-most', met: rows.length <= atMost, message });
  }
  if (onlyIn.length > 0) {
    const others = rows.filter(({ host }) => !onlyIn.includes(host?.lifeCycleState ?? 'unknown'));
    const told = others.map((row) => `${nameOf(row)} is ${row.host?.lifeCycleState ?? 'in an unknown state'}`);
    const message = others.length > 0 ? told.join(', ') : `all are ${onlyIn.join(' or ')}`;
    limits.push({ name: 'only-in', met: others.length === 0, message });
  }
  if (keepGuards) {
    const taken = plan.stacks.flatMap((stack) => stack.takenAway);
    const message = taken.length > 0 ? taken.join('; ') : 'no removal guard is taken away';
    limits.push({ name: 'keep-guards', met: taken.length === 0, message });
  }
  return limits;
}

/** The worst of all. A deployment must stop if it fails, if its result is unknown, or if a limit forbids it. */
export function planExitCode(plan: Plan, limits: readonly Limit[]): number {
  if (plan.stacks.some((stack) => stack.blind || stack.running || stack.failures.length > 0)) return EXIT.error;
  if (limits.some(({ met }) => !met)) return EXIT.error;
  return plan.stacks.some(({ rows }) => rows.some(goes)) ? EXIT.something : EXIT.nothing;
}
