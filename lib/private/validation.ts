import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { shown } from './text';

export { shown } from './text';

/** Throws one error with all problems of a construct. Each problem says what must be, what it is, and what to do. */
export function refuse(construct: IConstruct, problems: readonly string[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const { path } = construct.node;
  if (others.length === 0) throw new Error(`'${path}': ${first}`);
  throw new Error([`'${path}' has ${problems.length} problems:`, ...problems].join('\n  '));
}

/**
 * What valueFromLookup() returns until the CLI has looked up the value. Then the CLI synthesizes again:
 * docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ssm-readme.html#lookup-existing-parameters
 */
const NOT_LOOKED_UP = /^dummy-value-for-/;

/** Whether a text is the value that will be deployed: neither a token nor a value that is still to be looked up. */
export function isKnown(text: string): boolean {
  return !Token.isUnresolved(text) && !NOT_LOOKED_UP.test(text);
}

/** Whether a value is a text that matches the pattern. A text that is not known yet counts as a match. */
export function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && (!isKnown(value) || pattern.test(value));
}

/** Whether a value is a Duration, of any copy of aws-cdk-lib. */
export function isDuration(value: unknown): value is Duration {
  return typeof (value as Partial<Duration> | null | undefined)?.toMilliseconds === 'function';
}

/** Problems of options that must be booleans. The text "false" would count as true. */
export function problemsOfBooleans<Options extends object>(
  options: Options,
  names: readonly (keyof Options)[],
): string[] {
  return names
    .filter((name) => !['boolean', 'undefined'].includes(typeof options[name]))
    .map((name) => `${String(name)} must be true or false, got ${shown(options[name])}; pass a boolean`);
}

/**
 * Problems of an object that must set options of these names only. A misspelt option must not be ignored. Nor must one
 * that jsii does not translate: in maps and lists it leaves the names of a Python dict as they are
 * (github.com/aws/jsii/issues/1919).
 */
export function problemsOfMembers(options: unknown, names: readonly string[]): string[] {
  const all = names.join(', ');
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [`must be an object, got ${shown(options)}; set one of ${all}`];
  }
  const unknown = Object.keys(options).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    return unknown.map((name) => `has no member ${shown(name)}; the members are ${all}`);
  }
  if (Object.values(options).some((value) => value !== undefined)) return [];
  return [`sets nothing; set one of ${all} (in Python with a struct, not a dict), or remove it`];
}
