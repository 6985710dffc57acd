import picomatch from 'picomatch';
import { UsageError } from '../output/errors';
import type { AppStack } from './manifest';

/*
 * Which stacks a command of the cdk CLI takes, by its patterns.
 * https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-deploy.html
 */

export interface Selector {
  /** The patterns, as `cdk` takes them. No pattern selects all stacks, also those in stages. */
  readonly patterns: readonly string[];
  /** Whether only the chosen stacks are taken, without those that they depend on or that depend on them. */
  readonly exclusively?: boolean;
}

/** `cdk deploy` also deploys what the chosen stacks depend on, `cdk destroy` also destroys what depends on them. */
export type Action = 'deploy' | 'destroy';

export interface Selection {
  /** The chosen stacks and those that come with them, in the order of the app. */
  readonly stacks: readonly AppStack[];
  /** The stacks that come with the chosen ones. */
  readonly added: ReadonlySet<AppStack>;
  /** Patterns that match nothing. */
  readonly unmatched: readonly string[];
}

export function selectStacks(all: readonly AppStack[], { patterns, exclusively }: Selector, action: Action): Selection {
  if (patterns.length === 0) return { stacks: all, added: new Set(), unmatched: [] };
  const matches = matcher(patterns);
  const chosen = all.filter(({ id }) => matches(id));
  if (chosen.length === 0) {
    throw new UsageError(
      `no stack of the app matches ${patterns.join(', ')}: it has ${all.map(({ id }) => id).join(', ') || 'no stacks'}`,
    );
  }
  const taken = exclusively ? new Set(chosen) : withOthers(all, chosen, action);
  return {
    stacks: all.filter((one) => taken.has(one)),
    added: new Set([...taken].filter((one) => !chosen.includes(one))),
    unmatched: patterns.filter((one) => !isNegated(one) && !all.some(({ id }) => picomatch(one)(id))),
  };
}

const isNegated = (pattern: string): boolean => picomatch.parse(pattern).negated;

/** A stack must match one of the choosing patterns, if there are any, and no excluding one. */
function matcher(patterns: readonly string[]): (id: string) => boolean {
  const choosing = patterns.filter((one) => !isNegated(one)).map((one) => picomatch(one));
  const leavingOut = patterns.filter(isNegated).map((one) => picomatch(one));
  return (id) =>
    (choosing.length === 0 || choosing.some((isIt) => isIt(id))) && leavingOut.every((isAnother) => isAnother(id));
}

function withOthers(all: readonly AppStack[], chosen: readonly AppStack[], action: Action): Set<AppStack> {
  const taken = new Set(chosen);
  const needs = (one: AppStack, other: AppStack) => one.dependencies.includes(other.id);
  const comesWith = (one: AppStack) =>
    [...taken].some((other) => (action === 'deploy' ? needs(other, one) : needs(one, other)));
  for (let size = 0; size < taken.size; ) {
    size = taken.size;
    for (const one of all) if (!taken.has(one) && comesWith(one)) taken.add(one);
  }
  return taken;
}
