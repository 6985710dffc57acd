import type { Plan } from './plan';
import type { Row } from './rows';

/** A further limit on what a plan may disconnect. */
export interface Gate {
  readonly name: 'at-most' | 'only-in';
  readonly met: boolean;
  readonly message: string;
}

export interface GateOptions {
  readonly atMost?: number;
  /** Life cycle states. */
  readonly onlyIn: readonly string[];
}

export function gatesOf(plan: Plan, { atMost, onlyIn }: GateOptions): Gate[] {
  const rows = plan.stacks.flatMap((stack) => stack.rows.filter((row) => row.disconnects));
  const gates: Gate[] = [];
  if (atMost !== undefined) {
    const message = `${rows.length} of at most ${atMost} servers are disconnected, or may be`;
    gates.push({ name: 'at-most', met: rows.length <= atMost, message });
  }
  if (onlyIn.length > 0) {
    const others = rows.filter(({ host }) => !onlyIn.includes(host?.lifeCycleState ?? 'unknown'));
    const told = others.map(
      (row) => `${nameOf(row)} is ${row.host?.lifeCycleState ?? 'in a state nobody could look up'}`,
    );
    const message = others.length > 0 ? told.join(', ') : `all are ${onlyIn.join(' or ')}`;
    gates.push({ name: 'only-in', met: others.length === 0, message });
  }
  return gates;
}

export const nameOf = ({ host, server, logicalId }: Row): string => host?.hostname || server || logicalId;

/** As Terraform's -detailed-exitcode. A limit that is not met is an error: nobody may deploy this. */
export const EXIT = { nothing: 0, error: 1, something: 2 } as const;

export function exitCodeOf(plan: Plan, gates: readonly Gate[]): number {
  if (plan.stacks.some(({ blind }) => blind)) return EXIT.error;
  if (gates.some(({ met }) => !met)) return EXIT.error;
  return plan.stacks.some(({ rows }) => rows.some((row) => row.disconnects)) ? EXIT.something : EXIT.nothing;
}
