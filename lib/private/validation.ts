import { inspect } from 'node:util';
import { Token } from 'aws-cdk-lib';
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

/** Whether a value is a text of the pattern, as far as that is known before the deployment. */
export function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && (Token.isUnresolved(value) || pattern.test(value));
}

/** Not by `instanceof`: the provider of a stack may come from another copy of this library. */
export function isProvider(value: unknown): value is SourceServerConnectionProvider {
  return typeof (value as Partial<SourceServerConnectionProvider> | undefined)?._serve === 'function';
}

export function validateGuards(guards: unknown): void {
  const isGuard = (one: unknown) => typeof (one as Partial<RemovalGuard> | undefined)?._properties === 'function';
  if (Array.isArray(guards) && guards.every(isGuard)) return;
  throw new Error(
    `'removalGuards' must be a list of RemovalGuards, got ${shown(guards)}; make them with RemovalGuard.lifeCycleStates(...) and the others`,
  );
}
