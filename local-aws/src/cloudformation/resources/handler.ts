import type { Properties, ResourceRequest, ResourceState } from '../../kernel/types';
import type { Cancellation } from '../stack/cancellation';
import type { Stack } from '../stack/stack';

export interface HandlerRequest extends ResourceRequest {
  readonly stack: Stack;
  readonly cancellation: Cancellation;
  /** Call this as soon as the physical id is known, if that is before the end. */
  initiated(physicalId: string): void;
}

export interface HandlerState extends ResourceState {
  readonly noEcho?: boolean;
  readonly responseObject?: string;
}

export type ExistingRequest = HandlerRequest & ResourceState;
export type UpdateRequest = ExistingRequest & { readonly oldProperties: Properties };

/** How the engine handles the resources of one type: native ones, custom resources and nested stacks alike. */
export interface Handler {
  readonly replaceOn: readonly string[];
  create(request: HandlerRequest): Promise<HandlerState>;
  /** Absent: every change is a replacement. */
  update?(request: UpdateRequest): Promise<HandlerState>;
  delete(request: ExistingRequest): Promise<void>;
  /** The id of a cancelled Create. If it is absent, a Delete waits for the Create to end. */
  inventId?(request: ResourceRequest): string;
  /** A nested stack takes part in each update of its parent, and in the parent's rollback and clean-up. */
  readonly nested?: NestedPhases;
}

export interface NestedPhases {
  rollBack(childId: string, skip: (stack: Stack, logicalId: string) => boolean): Promise<void>;
  /** Calls `begun` if there is something to clean up. */
  cleanUp(childId: string, begun: () => void): Promise<void>;
  wouldChange(childId: string, properties: Properties, parent: Stack): boolean;
}

export class ResourceFailure extends Error {
  constructor(
    message: string,
    /** An id that the failed operation left behind. */
    readonly physicalId?: string,
    /** False if the resource was not asked at all, so that there is nothing to undo. */
    readonly requested = true,
  ) {
    super(message);
  }
}
