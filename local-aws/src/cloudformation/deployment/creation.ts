import { type Ended, type Failed, outcomeOf, requestFor } from '../resources/request';
import type { Cancellation } from '../stack/cancellation';
import type { Stack, StackResource } from '../stack/stack';
import type { Engine } from './engine';

interface RollForward {
  readonly engine: Engine;
  readonly stack: Stack;
  readonly cancellation: Cancellation;
}

/** Asks for a new physical resource. Calls `initiated` once, as soon as it has an id. */
export async function runCreate(
  { engine, stack, cancellation }: RollForward,
  resource: StackResource,
  initiated: (resource: StackResource) => void,
): Promise<Ended> {
  let known = false;
  const onInitiated = (physicalId: string) => {
    known = true;
    initiated({ ...resource, physicalId });
  };
  const handler = engine.handlerOf(resource.type);
  const request = requestFor(stack, resource, cancellation, onInitiated);
  const outcome = await outcomeOf(() => handler.create(request), cancellation);
  // if a custom resource answers FAILED with an id, that id is shown first too (recorded in 2020)
  const physicalId = outcome.state ? outcome.state.physicalId : outcome.failure.physicalId;
  if (physicalId !== undefined && !known) onInitiated(physicalId);
  return outcome;
}

/** What a failed Create leaves to be deleted: the id it gave or, for a custom resource, an invented one. */
export function leftBy(
  { engine, stack, cancellation }: RollForward,
  resource: StackResource,
  { failure, pending }: Failed,
): Pick<StackResource, 'physicalId' | 'pending'> {
  const handler = engine.handlerOf(resource.type);
  const told = failure.physicalId ?? resource.physicalId;
  if (!handler.inventId || !failure.requested) return { physicalId: told, pending };
  return { physicalId: told ?? handler.inventId(requestFor(stack, resource, cancellation)) };
}
