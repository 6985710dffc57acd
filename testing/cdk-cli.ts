import { join } from 'node:path';
import type { LocalAws } from '../local-aws/src';
import { environmentOf, wordsOf } from '../local-aws/test/cdk-cli';

const { run } = require('./cdk-process.cjs');
const ROOT = join(__dirname, '..');

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs the unmodified cdk CLI against a local AWS; what it prints is the error if it fails. */
export async function cdk(aws: Pick<LocalAws, 'environment'>, args: readonly string[]): Promise<void> {
  const { code, output } = await cdkIn(ROOT, aws.environment(), args);
  if (code !== 0) throw new Error(`cdk ${args.join(' ')}\n${output}`);
}

/** Runs it in a folder and with an environment, to whatever end. */
export function cdkIn(cwd: string, environment: NodeJS.ProcessEnv, args: readonly string[]): Promise<Ended> {
  return run({ args: wordsOf(args), env: environmentOf(environment), cwd });
}

/** The ids of the servers that replicate. */
export function connected(aws: LocalAws): string[] {
  return aws.servers
    .list()
    .filter(({ dataReplicationInfo }) => dataReplicationInfo?.dataReplicationState !== 'DISCONNECTED')
    .map(({ sourceServerID }) => sourceServerID ?? '');
}
