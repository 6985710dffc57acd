import { type Stack, StackFailure } from '../stack/stack';
import { deleteResources } from './delete';
import type { Engine } from './engine';
import { noteOperation } from './operation';
import { rollForward } from './roll-forward';
import { rollBackCreate } from './rollback';

const MINUTE = 60_000;

export async function createStack(engine: Engine, stack: Stack): Promise<void> {
  engine.stackStatus(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  const { timeoutInMinutes } = stack.options;
  const stopTimer = timeoutInMinutes
    ? engine.env.clock.after(timeoutInMinutes * MINUTE, () =>
        stack.cancellation?.cancel('Stack creation time exceeded the specified timeout. '),
      )
    : () => {};
  try {
    await rollForward(engine, stack);
    engine.stackStatus(stack, 'CREATE_COMPLETE');
  } catch (error) {
    if (!(error instanceof StackFailure)) throw error;
    await onCreateFailure(engine, stack, error.message);
  } finally {
    stopTimer();
  }
}

async function onCreateFailure(engine: Engine, stack: Stack, reason: string): Promise<void> {
  // DeleteStack may come while a stack is created, and takes over
  if (stack.status !== 'CREATE_IN_PROGRESS') return;
  const { disableRollback, onFailure } = stack.options;
  if (onFailure === 'DELETE') {
    noteOperation(stack, 'DELETE_STACK');
    // its two full stops are recorded (2020)
    return deleteResources(engine, stack, `${reason}. Delete requested by user.`);
  }
  if (disableRollback || onFailure === 'DO_NOTHING') return engine.stackStatus(stack, 'CREATE_FAILED', reason);
  noteOperation(stack, 'ROLLBACK');
  return rollBackCreate(engine, stack, `${reason}Rollback requested by user.`);
}
