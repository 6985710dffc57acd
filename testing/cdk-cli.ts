import { join } from 'node:path';
import type { LocalAws } from '../local-aws/src';
import { startCdk } from '../local-aws/test/cdk-cli';

const ROOT = join(__dirname, '..');

/** Runs the unmodified cdk CLI against a local AWS; what it prints is the error if it fails. */
export async function cdk(aws: Pick<LocalAws, 'environment'>, args: readonly string[]): Promise<void> {
  const { ended, output } = startCdk(args, { cwd: ROOT, env: aws.environment() });
  if ((await ended) !== 0) throw new Error(`cdk ${args.join(' ')}\n${output()}`);
}

/** The ids of the servers that replicate. */
export function connected(aws: LocalAws): string[] {
  return aws.servers
    .list()
    .filter(({ dataReplicationInfo }) => dataReplicationInfo?.dataReplicationState !== 'DISCONNECTED')
    .map(({ sourceServerID }) => sourceServerID ?? '');
}
