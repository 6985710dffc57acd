import type { Operation } from '../../kernel/types';
import type { Engine } from '../deployment/engine';

const STARTING = new Set([
  'CreateStack',
  'UpdateStack',
  'DeleteStack',
  'ExecuteChangeSet',
  'RollbackStack',
  'ContinueUpdateRollback',
]);

/** Delays the answers of calls that start a stack operation until the operation has ended, for `holdMs` at most. */
export function held(engine: Engine, operations: Record<string, Operation>, holdMs: number): Record<string, Operation> {
  const hold =
    (operation: Operation): Operation =>
    async (input, context) => {
      const named = engine.find(input.StackName);
      const output: any = await operation(input, context);
      await ended(engine, named ?? engine.find(output?.StackId), holdMs);
      return output;
    };
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, STARTING.has(name) ? hold(operation) : operation]),
  );
}

async function ended(engine: Engine, stack: ReturnType<Engine['find']>, holdMs: number): Promise<void> {
  let cancel = () => {};
  const enough = new Promise<void>((resolve) => {
    cancel = engine.env.clock.after(holdMs, resolve);
  });
  await Promise.race([stack?.running, enough]);
  cancel();
}
