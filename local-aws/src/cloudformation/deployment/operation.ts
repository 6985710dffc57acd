import { randomUUID } from 'node:crypto';
import type { Operation } from '../../kernel/types';
import type { Stack } from '../stack/stack';
import type { Engine } from './engine';

/**
 * An operation of the API, as a function of the same name. The protocol has made its input from the client's request.
 */
type Action = (engine: Engine, input: never) => unknown;

export function operationsOf(engine: Engine, actions: Record<string, Action>): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]): [string, Operation] => [
      name,
      (input) => action(engine, input as never),
    ]),
  );
}

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
