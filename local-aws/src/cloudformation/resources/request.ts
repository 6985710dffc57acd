import type { Properties } from '../../kernel/types';
import type { Cancellation } from '../stack/cancellation';
import type { Stack, StackResource } from '../stack/stack';
import { type ExistingRequest, type HandlerState, ResourceFailure } from './handler';
import { physicalName } from './physical-name';

export function requestFor(
  stack: Stack,
  resource: StackResource,
  cancellation: Cancellation,
  initiated: (physicalId: string) => void = () => {},
): ExistingRequest {
  const { type, logicalId, properties, attributes, physicalId = '' } = resource;
  return {
    ...{ type, logicalId, physicalId, attributes, stack, cancellation, initiated },
    // no handler can change the stack's record
    properties: structuredClone(properties) as Properties,
    stackId: stack.id,
    stackName: stack.name,
    generateName: (maxLength) => physicalName(stack.name, logicalId, maxLength),
  };
}

export interface Failed {
  readonly state?: undefined;
  readonly failure: ResourceFailure;
  /** The rest of an operation whose phase was cancelled before it ended. */
  readonly pending?: Promise<{ readonly physicalId?: string }>;
}

export type Ended = { readonly state: HandlerState } | Failed;

/** How an operation on a resource ends. A cancellation ends it at once, without waiting for it. */
export async function outcomeOf(work: () => Promise<HandlerState>, cancellation: Cancellation): Promise<Ended> {
  const ended: Promise<Ended> = new Promise<HandlerState>((resolve) => resolve(work())).then(
    (state) => ({ state }),
    (error) => ({ failure: error instanceof ResourceFailure ? error : new ResourceFailure(error.message, undefined) }),
  );
  let stopListening = () => {};
  const cancelled = new Promise<Ended>((resolve) => {
    const pending = ended.then((outcome) => ({
      physicalId: outcome.state ? outcome.state.physicalId : outcome.failure.physicalId,
    }));
    stopListening = cancellation.onCancel(() =>
      resolve({ failure: new ResourceFailure('cancelled'), pending }),
    ) as () => void;
  });
  const outcome = await Promise.race([ended, cancelled]);
  stopListening();
  return outcome;
}
