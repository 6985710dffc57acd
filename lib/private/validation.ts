import { inspect } from 'node:util';
import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { RemovalGuard } from '../removal-guard';
import type { SourceServerConnectionProvider } from '../source-server-connection-provider';

const LONGEST = 100;

/** A value as an error shows it: what is passed by mistake may be huge, or hold the whole construct tree. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value.slice(0, LONGEST))
      : inspect(value, { depth: 0, compact: true, breakLength: Number.POSITIVE_INFINITY });
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Refuses a construct for all that is wrong with it at once: what must be otherwise, what it is now, what to do. */
export function refuse(construct: IConstruct, problems: readonly string[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const { path } = construct.node;
  if (others.length === 0) throw new Error(`'${path}': ${first}`);
  throw new Error([`'${path}' has ${problems.length} problems:`, ...problems].join('\n  '));
}

/** Whether a value is a text of the pattern, as far as that is known before the deployment. */
export function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && (Token.isUnresolved(value) || pattern.test(value));
}

/** Not by `instanceof`: the provider of a stack may come from another copy of this library. */
export function isProvider(value: unknown): value is SourceServerConnectionProvider {
  return typeof (value as Partial<SourceServerConnectionProvider> | undefined)?._serve === 'function';
}

export function problemsOfGuards(guards: unknown): string[] {
  const isGuard = (one: unknown) => typeof (one as Partial<RemovalGuard> | undefined)?._properties === 'function';
  if (Array.isArray(guards) && guards.every(isGuard)) return [];
  return [
    `the removal guards must be a list of RemovalGuards, got ${shown(guards)}; make them with RemovalGuard.lifeCycleStates(...) and the others`,
  ];
}
