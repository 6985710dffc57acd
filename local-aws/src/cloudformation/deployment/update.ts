import type { Blueprint } from '../../template';
import { type Stack, StackFailure } from '../stack/stack';
import { cleanUp } from './clean-up';
import type { Engine } from './engine';
import { noteOperation } from './operation';
import { rollForward } from './roll-forward';
import { rollBackUpdate, settleRollback } from './rollback';

/** From here until its clean-up or its rollback, the stack knows its former state. */
export function beginUpdate(engine: Engine, stack: Stack, blueprint: Blueprint): void {
  const { blueprint: before, resources, outputs, update } = stack;
  const stable = update
    ? update.stable
    : stack.status === 'CREATE_FAILED'
      ? undefined
      : { blueprint: before, resources: new Map(resources), outputs };
  stack.update = {
    stable,
    touched: new Set(update?.touched),
    updated: new Set(update?.updated),
    restored: new Set(),
    // after a failed creation nothing is stable, and the stack deletes all of it
    history: new Set(update?.history ?? (stable ? [] : resources.values())),
  };
  stack.blueprint = blueprint;
  stack.lastUpdatedTime = new Date(engine.env.clock.now());
  engine.stackStatus(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
}

export async function updateStack(engine: Engine, stack: Stack, blueprint: Blueprint): Promise<void> {
  beginUpdate(engine, stack, blueprint);
  try {
    await rollForward(engine, stack);
  } catch (error) {
    if (!(error instanceof StackFailure)) throw error;
    if (stack.options.disableRollback) return engine.stackStatus(stack, 'UPDATE_FAILED', error.message);
    noteOperation(stack, 'ROLLBACK');
    await rollBackUpdate(engine, stack, error.message);
    return settleRollback(engine, stack);
  }
  const isOver = stack.deploymentConfig?.Mode === 'EXPRESS' && engine.behaviour.expressDeletions === 'after completion';
  engine.stackStatus(stack, isOver ? 'UPDATE_COMPLETE' : 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  await cleanUp(engine, stack);
}
