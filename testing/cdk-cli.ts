import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LocalAws } from '../local-aws/src';

const ROOT = join(__dirname, '..');
const QUIET = ['--no-notices', '--no-color', '--ci'];

/** Runs the unmodified cdk CLI against a local AWS; what it prints is the error if it fails. */
export async function cdk(aws: LocalAws, args: readonly string[]): Promise<void> {
  const env = { ...process.env, ...aws.environment(), CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const child = spawn(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...args, ...QUIET], { cwd: ROOT, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`cdk ${args.join(' ')}\n${output}`);
}

/** The ids of the servers that replicate. */
export function connected(aws: LocalAws): string[] {
  return aws.servers
    .list()
    .filter(({ dataReplicationInfo }) => dataReplicationInfo?.dataReplicationState !== 'DISCONNECTED')
    .map(({ sourceServerID }) => sourceServerID ?? '');
}
