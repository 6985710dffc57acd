import { LifeCycleState } from '@aws-sdk/client-mgn';
import { stateOf } from '../../../lib/private/inventory-filter';
import { UsageError } from '../output/errors';

/**
 * A life cycle state that an option names, in any case. MGN may know more states than its client, so those of servers
 * count.
 */
export function knownState(option: string, given: string, present: readonly string[]): string {
  const state = stateOf(given);
  if (state in LifeCycleState || present.includes(state)) return state;
  const known = Object.keys(LifeCycleState).join(', ');
  throw new UsageError(`--${option} ${given}: there is no such life cycle state; there are ${known}`);
}
