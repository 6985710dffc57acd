import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { startJumpingAws } from '../../cli/test/jumping/aws';
import type { LocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';
import { synthesizeExample } from '../../testing/examples';

const FLEET = ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901'];
const TWO_DAYS = 2 * 24 * 3_600_000;

test('guards: destroy is refused until the cutovers are finalized and proven, then it disconnects', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  const fleet = FLEET.map((sourceServerID) => ({ sourceServerID }));
  // the gate looks twice, with as much time between as answers of CloudFormation may lag
  const { aws, clock } = await startJumpingAws(fleet, { listen: true, start: Date.now() });
  try {
    synthesizeExample('guards', folder);
    await cdk(aws, ['deploy', '--all', '--require-approval', 'never', '--app', folder]);
    const destroy = () => cdk(aws, ['destroy', '--all', '--force', '--app', folder]);
    await expect(destroy()).rejects.toThrow(/TerminationProtection/);
    await unprotect(aws);
    await expect(destroy()).rejects.toThrow(/removal guards are not met, nothing was disconnected: server-1 \(s-/);
    expect(connected(aws)).toEqual(FLEET);
    aws.servers.seed(FLEET.map((id) => proven(id, clock.now())));
    await destroy();
    const disconnections = aws.calls().filter(({ operation }) => operation === 'DisconnectFromService');
    expect(disconnections.map(({ input }) => (input as { sourceServerID: string }).sourceServerID).sort()).toEqual(
      FLEET,
    );
  } finally {
    await aws.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function unprotect({ url }: LocalAws): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new CloudFormationClient({ endpoint: url, region: 'us-east-1', credentials });
  const input = { StackName: 'Guarded', EnableTerminationProtection: false };
  await client.send(new UpdateTerminationProtectionCommand(input));
  client.destroy();
}

function proven(sourceServerID: string, now: number) {
  const finalized = { apiCallDateTime: new Date(now - TWO_DAYS).toISOString() };
  return {
    sourceServerID,
    tags: { Decommission: 'approved' },
    lifeCycle: { state: 'CUTOVER', lastCutover: { finalized } },
    launchedInstance: { ec2InstanceID: 'i-0123456789abcdef0', firstBoot: 'SUCCEEDED' },
  };
}
