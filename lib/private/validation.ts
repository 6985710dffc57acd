import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export { shown } from './text';

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
