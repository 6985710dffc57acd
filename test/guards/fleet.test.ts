import type { Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import { type Build, CUTOVER_ONLY, guard, READY } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';
import { serverIds } from '../../testing/server-ids';

/* As many servers as a stack holds, and servers of other accounts. */

const SERVERS = serverIds(480);

worldForEach(SERVERS);

test('480 servers that leave are looked at in three calls, a reason of 1,000 bytes names some that may not, and one is enough to keep them all', async () => {
  await world.deploy('One', declaring(SERVERS));
  const before = lookups();
  expect(await world.deploy('One', declaring([]))).toBe('UPDATE_ROLLBACK_COMPLETE');
  // and once more before the deployment is refused
  expect(lookups() - before).toBe(2 * 3);
  expect(Buffer.byteLength(world.refusal ?? '')).toBeLessThanOrEqual(1000);
  const [, named = '', more] = /disconnected: (.*); and (\d+) more\. Wait until/.exec(world.refusal ?? '') ?? [];
  expect(named.split('; ').length + Number(more)).toBe(480);
  expect(world.connected).toHaveLength(480);

  world.change(SERVERS.slice(1), READY);
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(world.refusal).toMatch(/disconnected: server-1 \(s-0{17}\) is READY_FOR_TEST, must be READY_FOR_CUTOVER\. /);
  expect(world.connected).toHaveLength(480);
});

test('servers of other accounts are looked at there', async () => {
  const [own = '', other = ''] = SERVERS;
  const accountId = '210987654321';
  world.change(other, { arn: `arn:aws:mgn:us-east-1:${accountId}:source-server/${other}` });
  const build =
    (servers: Record<string, string | undefined>): Build =>
    (root) => {
      guard(root, CUTOVER_ONLY);
      for (const [sourceServerId, accountId] of Object.entries(servers))
        new SourceServerConnection(root, sourceServerId, { sourceServerId, accountId });
    };
  await world.deploy('One', build({ [own]: undefined, [other]: accountId }));
  expect(await world.deploy('One', build({}))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.refusal).toMatch(/server-1 .*; server-2 /);
  world.change(own, READY);
  world.change(other, READY);
  expect(await world.deploy('One', build({}))).toBe('UPDATE_COMPLETE');
});

function declaring(servers: readonly string[]): Build {
  return (root: Stack) => {
    guard(root, CUTOVER_ONLY);
    for (const sourceServerId of servers) new SourceServerConnection(root, sourceServerId, { sourceServerId });
  };
}

function lookups(): number {
  return world.calls.filter(
    ({ operation, input }) =>
      operation === 'DescribeSourceServers' && (input as any).filters.sourceServerIDs.length > 1,
  ).length;
}
