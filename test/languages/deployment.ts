import { deepStrictEqual } from 'node:assert';
import { startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';

/** The servers of the app that every language writes. */
const [WEB, DATABASE, BATCH] = ['s-3053c1c3b7d8bd4e0', 's-3053c1c3b7d8bd4e1', 's-3053c1c3b7d8bd4e2'];
/** Those of its wave. */
const [LEAVING, STAYING] = ['s-3053c1c3b7d8bd4e3', 's-3053c1c3b7d8bd4e4'];

/** Takes an assembly through the cdk CLI's deploy and destroy on a local AWS; RETAIN keeps two servers connected. */
export async function deployAndDestroy(assembly: string): Promise<string> {
  const aws = await startLocalAws({
    servers: [server(WEB), server(DATABASE), memberServer(BATCH), server(LEAVING), server(STAYING)],
  });
  try {
    await cdk(aws, ['deploy', '--all', '--require-approval', 'never', '--app', assembly]);
    deepStrictEqual(connected(aws), [WEB, DATABASE, BATCH, LEAVING, STAYING]);
    await cdk(aws, ['destroy', '--all', '--force', '--app', assembly]);
    deepStrictEqual(connected(aws), [DATABASE, STAYING]);
    return 'deploy left the servers connected, destroy disconnected those it should';
  } finally {
    await aws.stop();
  }
}

function server(sourceServerID: string | undefined) {
  return { sourceServerID, lifeCycle: { state: 'READY_FOR_TEST' } };
}

function memberServer(id: string | undefined) {
  const arn = `arn:aws:mgn:us-east-1:210987654321:source-server/${id}`;
  return { ...server(id), arn, tags: { MigrationWave: '7' } };
}
