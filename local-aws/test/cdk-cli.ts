import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** In the environment of processes, so that the cdk CLI is compiled once for all its starts. */
export const COMPILED = { NODE_OPTIONS: `--require=${join(__dirname, '..', '..', 'scripts', 'compile-cache.cjs')}` };

export interface CdkOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which it is ended. */
  readonly timeout?: number;
}

export interface RunningCdk {
  readonly child: ChildProcess;
  /** What it has printed until now, to both streams. */
  output(): string;
  /** Its exit code, or null if a signal has ended it. */
  readonly ended: Promise<number | null>;
}

/** With these the cdk CLI asks nothing, reports nothing to AWS and prints plain text. */
export const wordsOf = (args: readonly string[]) => [...args, '--no-notices', '--no-color', '--ci'];
export const environmentOf = (env: NodeJS.ProcessEnv = {}) => ({
  ...{ ...process.env, ...COMPILED, ...env },
  CDK_DISABLE_CLI_TELEMETRY: 'true',
});

/** Starts the unmodified cdk CLI. */
export function startCdk(args: readonly string[], { cwd, env, timeout }: CdkOptions = {}): RunningCdk {
  const child = spawn(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...wordsOf(args)], {
    cwd,
    env: environmentOf(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code) };
}
