import { randomUUID } from 'node:crypto';
import type { Stack } from '../stack/stack';
import type { Engine } from './engine';

export type OperationType =
  | 'CREATE_STACK'
  | 'UPDATE_STACK'
  | 'DELETE_STACK'
  | 'ROLLBACK'
  | 'CONTINUE_ROLLBACK'
  | 'CREATE_CHANGESET';

/** Newest first. Returns the id that the operation's events carry. */
export function noteOperation(stack: Stack, type: OperationType): string {
  const OperationId = randomUUID();
  stack.lastOperations.unshift({ OperationType: type, OperationId });
  return OperationId;
}

/** Starts a stack operation that goes on after its API call has been answered. */
export function start(engine: Engine, stack: Stack, type: OperationType, work: () => Promise<void>): void {
  noteOperation(stack, type);
  stack.drift = undefined;
  stack.running = work().catch((error) => {
    const failed = stack.status.replace(/(_COMPLETE_CLEANUP)?_IN_PROGRESS$/, '_FAILED');
    engine.stackStatus(stack, failed, `Internal Failure: ${(error as Error).stack}`);
  });
}
