import type { Clock } from '../kernel/types';
import type { Definition, Task } from './definition';

/** The result of a task: its output, or the error that retriers and catchers check. */
export type ExecutionResult = { readonly output: unknown } | { readonly Error: string; readonly Cause: string };

export type RunTask = (functionArn: string, input: unknown) => Promise<ExecutionResult>;

/** Runs a state machine to its end. `sleep` may never resolve if the end is no longer wanted. */
export async function execute(
  { startAt, tasks }: Definition,
  input: unknown,
  run: RunTask,
  sleep: Clock['sleep'],
): Promise<'SUCCEEDED' | 'FAILED'> {
  let state: string | undefined = startAt;
  let data = input;
  while (state !== undefined) {
    const task = tasks.get(state) as Task;
    const outcome: ExecutionResult = await attempts(task, data, run, sleep);
    if ('output' in outcome) [state, data] = [task.next, outcome.output];
    else if (task.caught !== undefined) [state, data] = [task.caught, outcome];
    else return 'FAILED';
  }
  return 'SUCCEEDED';
}

async function attempts(
  { functionArn, retry }: Task,
  input: unknown,
  run: RunTask,
  sleep: Clock['sleep'],
): Promise<ExecutionResult> {
  for (let retries = 0; ; retries += 1) {
    const outcome = await run(functionArn, input);
    if ('output' in outcome || !retry || retries >= retry.maxAttempts) return outcome;
    await sleep(retry.intervalSeconds * retry.backoffRate ** retries * 1000);
  }
}
