import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import { UsageError } from '../output/errors';
import type { GivenSettings } from './settings';

/*
 * The cdk CLI, unmodified: the project's own, or the one on the path. It makes the cloud assembly for plan. In a
 * rehearsal it deploys and destroys. The environment and the settings decide what it can reach.
 */

/** Where the cdk CLI finds AWS. */
export interface CdkPlace {
  readonly env: NodeJS.ProcessEnv;
  /** These go before cdk.json and `CDK_*` variables. An empty text sets those aside. */
  readonly settings: GivenSettings;
}

export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** The CLI reports no usage and fetches no notices. */
const SILENT = ['--no-notices', '--no-color', '--ci'];
const NO_REPORTS = { CDK_DISABLE_CLI_TELEMETRY: 'true' };

/** The user's AWS. The Region is in the environment too: a cdk CLI before May 2026 knows no `--region`. */
export function userPlace(settings: GivenSettings): CdkPlace {
  return { env: { ...process.env, ...(settings.region && { AWS_REGION: settings.region }) }, settings };
}

/** Variables that may lead a process to another AWS than the local one. */
const LEADS_ELSEWHERE = /^(AWS_|AMAZON_|CDK_(DEFAULT_|PROFILE$|REGION$|PROXY$|ROLE_ARN$))/i;

/**
 * The local AWS: the user's environment without anything of AWS, and without a proxy. The files of profiles are not
 * read either: they may name endpoints.
 */
export function localPlace(user: NodeJS.ProcessEnv, local: Readonly<Record<string, string>>): CdkPlace {
  const rest = Object.fromEntries(Object.entries(user).filter(([name]) => !LEADS_ELSEWHERE.test(name)));
  const direct = [user.NO_PROXY ?? user.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  const env = {
    ...rest,
    ...local,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    NO_PROXY: direct,
    no_proxy: direct,
  };
  return { env, settings: { profile: '', proxy: '', region: local.AWS_REGION } };
}

/** Runs the cdk CLI. Ends with this process. */
export function cdk(args: readonly string[], { env, settings }: CdkPlace): Promise<Finished> {
  const [program, ...first] = cdkCli(env);
  const child = spawn(program, [...first, ...args, ...flags(settings), ...SILENT], {
    env: { ...env, ...NO_REPORTS },
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

function flags({ profile, region, proxy, caBundlePath }: GivenSettings): string[] {
  const given = { profile, region, proxy, 'ca-bundle-path': caBundlePath };
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
}

const ADVICE: readonly (readonly [what: RegExp, advice: string])[] = [
  [
    /schema version mismatch|upgrade the CLI/i,
    'the cdk CLI is older than the aws-cdk-lib of the app: npm install --save-dev aws-cdk@2',
  ],
  [
    /ENOENT.*manifest\.json/,
    'if the app names its own outdir, it writes nothing elsewhere: cdk synth, and give that folder as --app',
  ],
];

/** The end of the output, and what to do. */
export function whyItFailed(command: string, { output }: Finished): Error {
  const last = output.trim().split('\n').slice(-20).join('\n');
  const advice = ADVICE.filter(([what]) => what.test(output)).map(([, told]) => `\n${told}`);
  return new Error(`${command} failed:\n${last}${advice.join('')}`);
}

/** The project's CLI goes before the one on the path, which npx or a global installation provides. */
function cdkCli(env: NodeJS.ProcessEnv): [string, ...string[]] {
  const program = ofProject() ?? ofPath(env.PATH ?? env.Path ?? '');
  if (program) return program;
  throw new UsageError(
    'there is no cdk CLI, neither in this project nor on the path: npm install --save-dev aws-cdk@2 (or npm install --global aws-cdk@2)',
  );
}

function ofProject(): [string, string] | undefined {
  try {
    const paths = [process.cwd(), join(process.cwd(), 'node_modules')];
    return [process.execPath, require.resolve('aws-cdk/bin/cdk', { paths })];
  } catch {
    return undefined;
  }
}

/** npm puts a link to the script on the path. On Windows it puts a batch file beside the package. */
function ofPath(path: string): [string, ...string[]] | undefined {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const beside = join(folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    if (process.platform === 'win32') {
      if (existsSync(beside)) return [process.execPath, beside];
      continue;
    }
    const file = join(folder, 'cdk');
    if (existsSync(file)) return [file];
  }
  return undefined;
}
