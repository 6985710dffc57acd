import { deepStrictEqual, rejects } from 'node:assert';
import { startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';

/** The servers of the app that every language writes. */
const [WEB, DATABASE, BATCH] = ['s-3053c1c3b7d8bd4e0', 's-3053c1c3b7d8bd4e1', 's-3053c1c3b7d8bd4e2'];
/** Those of its wave. */
const [LEAVING, STAYING] = ['s-3053c1c3b7d8bd4e3', 's-3053c1c3b7d8bd4e4'];
/** Those of the export: protected, approved, and in another wave. */
const [PROTECTED, APPROVED, ELSEWHERE] = ['s-3053c1c3b7d8bd4e5', 's-3053c1c3b7d8bd4e6', 's-3053c1c3b7d8bd4e7'];
const EXPORTED = [PROTECTED, APPROVED, ELSEWHERE];

/**
 * Takes an assembly through the cdk CLI's deploy and destroy on a local AWS; RETAIN keeps two servers connected, and the
 * protection of one those of its stack.
 */
export async function deployAndDestroy(assembly: string): Promise<string> {
  const aws = await startLocalAws({
    servers: [
      ...[WEB, DATABASE, LEAVING, STAYING, ...EXPORTED].map((id) => ({ ...server(id), tags })),
      memberServer(BATCH),
    ],
  });
  try {
    await cdk(aws, ['deploy', '--all', '--require-approval', 'never', '--app', assembly]);
    deepStrictEqual(connected(aws).sort(), [WEB, DATABASE, BATCH, LEAVING, STAYING, ...EXPORTED].sort());
    await cdk(aws, ['destroy', 'Plain', 'Tagged', 'Guarded', '--force', '--app', assembly]);
    deepStrictEqual(connected(aws).sort(), [DATABASE, STAYING, ...EXPORTED].sort());
    await rejects(cdk(aws, ['destroy', 'Exported', '--force', '--app', assembly]), /unprotecting|protect/);
    deepStrictEqual(connected(aws).sort(), [DATABASE, STAYING, ...EXPORTED].sort());
    return 'deploy left the servers connected, destroy disconnected those it should';
  } finally {
    await aws.stop();
  }
}

const tags = { Decommission: 'approved' };

function server(sourceServerID: string | undefined) {
  return { sourceServerID, lifeCycle: { state: 'READY_FOR_TEST' } };
}

function memberServer(id: string | undefined) {
  const arn = `arn:aws:mgn:us-east-1:210987654321:source-server/${id}`;
  return { ...server(id), arn, tags: { MigrationWave: '7' } };
}
