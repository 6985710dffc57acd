import { randomUUID } from 'node:crypto';
import type { Operation } from '../../kernel/types';
import type { Engine } from '../deployment/engine';
import type { Stack } from './stack';

/** An operation of the API, as a function of its name. */
type Action = (engine: Engine, input: any) => unknown;

export function operationsOf(engine: Engine, actions: Record<string, Action>): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]): [string, Operation] => [name, (input) => action(engine, input)]),
  );
}

export type OperationType =
  | 'CREATE_STACK'
  | 'UPDATE_STACK'
  | 'DELETE_STACK'
  | 'ROLLBACK'
  | 'CONTINUE_ROLLBACK'
  | 'CREATE_CHANGESET';

/** Newest first. */
export function noteOperation(stack: Stack, type: OperationType): void {
  stack.lastOperations.unshift({ OperationType: type, OperationId: randomUUID() });
}

/** Starts a stack operation that goes on after its API call has been answered. */
export function start(engine: Engine, stack: Stack, type: OperationType, work: () => Promise<void>): void {
  noteOperation(stack, type);
  stack.running = work().catch((error) => {
    const failed = stack.status.replace(/(_COMPLETE_CLEANUP)?_IN_PROGRESS$/, '_FAILED');
    engine.stackStatus(stack, failed, `Internal Failure: ${(error as Error).stack}`);
  });
}
