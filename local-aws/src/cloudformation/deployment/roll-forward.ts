import { inDependencyOrder } from '../../template';
import { Cancellation } from '../stack/cancellation';
import { type Stack, StackFailure } from '../stack/stack';
import { Deployment } from './deployment';
import type { Engine } from './engine';
import { computeOutputs } from './outputs';

/** Makes every resource of the stack's blueprint. Throws a StackFailure if one of them fails or it is cancelled. */
export async function rollForward(engine: Engine, stack: Stack, parent?: Cancellation): Promise<void> {
  const cancellation = new Cancellation(parent);
  stack.cancellation = cancellation;
  const deployment = new Deployment(engine, stack, cancellation);
  deployment.refuseRemovals();
  await inDependencyOrder(stack.blueprint.graph, (logicalId) => deployment.deploy(logicalId));
  await engine.alive();
  const { failedToCreate, failedToUpdate } = deployment;
  const failures = listed('create', failedToCreate) + listed('update', failedToUpdate);
  if (failures || cancellation.cancelled) throw new StackFailure(cancellation.reason ?? failures);
  stack.outputs = computeOutputs(engine, stack);
}

/** "The following resource(s) failed to create: [A, B]. ", in CloudFormation's words, with a blank at its end. */
export function listed(what: string, logicalIds: Iterable<string>): string {
  const ids = [...logicalIds];
  return ids.length > 0 ? `The following resource(s) failed to ${what}: [${ids.join(', ')}]. ` : '';
}
