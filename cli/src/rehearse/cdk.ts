import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../output/errors';

const QUIET = ['--no-notices', '--no-color', '--ci'];

/** What may lead a process to another AWS than the local one. */
const LEADS_ELSEWHERE = /^(AWS_|AMAZON_|CDK_DEFAULT_)/i;

/**
 * The environment of the cdk CLI and of the app: the user's without anything of AWS, and then the local AWS alone. Not
 * even the files of profiles are read, which may name endpoints too.
 */
export function localEnvironment(user: NodeJS.ProcessEnv, local: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const rest = Object.fromEntries(Object.entries(user).filter(([name]) => !LEADS_ELSEWHERE.test(name)));
  return {
    ...rest,
    ...local,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** Runs the cdk CLI of the user's project. Ends with this process. */
export function cdk(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  const child = spawn(process.execPath, [cdkOfProject(), ...args, ...QUIET], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', kill);
      resolve({ code: code ?? 1, output });
    });
  });
}

function cdkOfProject(): string {
  try {
    return require.resolve('aws-cdk/bin/cdk', { paths: [process.cwd(), join(process.cwd(), 'node_modules')] });
  } catch {
    throw new UsageError('there is no cdk CLI in this project: npm install --save-dev aws-cdk');
  }
}
