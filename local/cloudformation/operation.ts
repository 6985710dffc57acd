import { randomUUID } from 'node:crypto';
import type { Engine } from './engine';
import type { Stack } from './stack';

export type OperationType =
  | 'CREATE_STACK'
  | 'UPDATE_STACK'
  | 'DELETE_STACK'
  | 'ROLLBACK'
  | 'CONTINUE_ROLLBACK'
  | 'CREATE_CHANGESET';

/**
 * The last operation, after its own rollback if it has one: AWS's example shows no more of a stack's past (user guide,
 * "View stack events by operation").
 */
export function noteOperation(stack: Stack, type: OperationType): void {
  const before = type === 'ROLLBACK' ? stack.lastOperations.slice(0, 1) : [];
  stack.lastOperations = [{ OperationType: type, OperationId: randomUUID() }, ...before];
}

/** Starts a stack operation that goes on after its API call has been answered. */
export function start(engine: Engine, stack: Stack, type: OperationType, work: () => Promise<void>): void {
  noteOperation(stack, type);
  stack.running = work().catch((error) => {
    const failed = stack.status.replace(/(_COMPLETE_CLEANUP)?_IN_PROGRESS$/, '_FAILED');
    engine.stackStatus(stack, failed, `Internal Failure: ${(error as Error).stack}`);
  });
}
