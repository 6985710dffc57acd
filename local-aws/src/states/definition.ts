import { AwsError } from '../kernel/types';

/*
 * As much of the Amazon States Language as a waiter needs: function tasks, retries, and catchers of every error.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */

export interface Retrier {
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
}

export interface Task {
  readonly functionArn: string;
  readonly retry?: Retrier;
  /** The state that follows an error which is not retried. */
  readonly caught?: string;
  /** The next state; none at the end. */
  readonly next?: string;
}

export interface Definition {
  readonly startAt: string;
  readonly tasks: ReadonlyMap<string, Task>;
}

const KNOWN = new Set(['Type', 'Resource', 'Retry', 'Catch', 'Next', 'End', 'Comment']);

export function definitionOf(text: unknown): Definition {
  const { StartAt = '', States = {} } = parsed(text);
  const tasks = new Map(Object.entries(States).map(([name, state]) => [name, taskOf(name, state)]));
  const targets = [StartAt, ...[...tasks.values()].flatMap(({ caught, next }) => [caught, next])];
  const missing = targets.find((name) => name !== undefined && !tasks.has(name));
  if (missing !== undefined) throw invalid(`there is no state ${missing}`);
  return { startAt: StartAt, tasks };
}

function parsed(text: unknown): { StartAt?: string; States?: Record<string, any> } {
  try {
    return JSON.parse(String(text));
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

function taskOf(name: string, state: Record<string, any>): Task {
  const unknown = Object.keys(state).find((key) => !KNOWN.has(key));
  if (state.Type !== 'Task' || unknown || !/:function:/.test(state.Resource))
    throw invalid(`the local AWS serves tasks that are functions, with retries and catchers, not ${name}`);
  const [retrier] = ofEveryError(name, state.Retry);
  const [catcher] = ofEveryError(name, state.Catch);
  return {
    functionArn: state.Resource,
    retry: retrier && {
      intervalSeconds: retrier.IntervalSeconds ?? 1,
      maxAttempts: retrier.MaxAttempts ?? 3,
      backoffRate: retrier.BackoffRate ?? 2,
    },
    caught: catcher?.Next,
    next: state.Next,
  };
}

function ofEveryError(name: string, list: readonly Record<string, any>[] = []): readonly Record<string, any>[] {
  if (list.length > 1 || list.some(({ ErrorEquals }) => String(ErrorEquals) !== 'States.ALL'))
    throw invalid(`the local AWS serves one retrier and one catcher, of States.ALL, not those of ${name}`);
  return list;
}

const invalid = (what: string) => new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${what}`);
