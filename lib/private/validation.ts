import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { shown } from './text';

export { shown } from './text';

/** Refuses a construct for all that is wrong with it at once: what must be otherwise, what it is now, what to do. */
export function refuse(construct: IConstruct, problems: readonly string[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const { path } = construct.node;
  if (others.length === 0) throw new Error(`'${path}': ${first}`);
  throw new Error([`'${path}' has ${problems.length} problems:`, ...problems].join('\n  '));
}

/**
 * What valueFromLookup() gives until the CLI has looked the value up, between two syntheses:
 * docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ssm-readme.html#lookup-existing-parameters
 */
const NOT_LOOKED_UP = /^dummy-value-for-/;

/** Whether a text is what will be deployed: neither a token nor still to be looked up. */
export function isKnown(text: string): boolean {
  return !Token.isUnresolved(text) && !NOT_LOOKED_UP.test(text);
}

/** Whether a value is a text of the pattern, as far as that is known. */
export function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && (!isKnown(value) || pattern.test(value));
}

/** Whether a value is a Duration, of whichever copy of aws-cdk-lib. */
export function isDuration(value: unknown): value is Duration {
  return typeof (value as Partial<Duration> | null | undefined)?.toMilliseconds === 'function';
}

/** Why the options of these names are no booleans. The text "false" would be true. */
export function problemsOfBooleans<Options extends object>(
  options: Options,
  names: readonly (keyof Options)[],
): string[] {
  return names
    .filter((name) => !['boolean', 'undefined'].includes(typeof options[name]))
    .map((name) => `${String(name)} must be true or false, got ${shown(options[name])}; pass a boolean`);
}

/**
 * Why an object does not set options of these names and no others. A misspelt option is not to be ignored, nor one that
 * jsii drops: in maps and lists it does not translate the names of a dict (github.com/aws/jsii/issues/1919).
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
