import type { Engine } from '../deployment/engine';

const STARTING = new Set([
  'CreateStack',
  'UpdateStack',
  'DeleteStack',
  'ExecuteChangeSet',
  'RollbackStack',
  'ContinueUpdateRollback',
]);

export const isStarting = (operation: string): boolean => STARTING.has(operation);

/** Delays the answer of a call that starts a stack operation until the operation has ended, for `holdMs` at most. */
export async function held(engine: Engine, name: string, answer: () => unknown, holdMs: number): Promise<unknown> {
  const named = engine.find(name);
  const output: any = await answer();
  const stack = named ?? engine.find(output?.StackId);
  let cancel = () => {};
  const enough = new Promise<void>((resolve) => {
    cancel = engine.env.clock.after(holdMs, resolve);
  });
  await Promise.race([stack?.running, enough]);
  cancel();
  return output;
}
