import { A, app, B, fails, type Template } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* Two connections to one server, as a rename that failed without rollback leaves them. */

worldForEach();

test('a server whose rename failed is not silently left connected when the next update removes both connections', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  // A by a parameter has another logical id; B depends on it, so B goes first
  const renaming = app({ [A]: 'root', [B]: 'root' }, fails('Create'));
  world.edit = addRenamed;
  expect(await world.deploy('One', renaming, { DisableRollback: true })).toBe('UPDATE_FAILED');
  world.edit = () => {};
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', match: { sourceServerID: B }, latencyMs: 9_500 });
  world.fault({
    service: 'mgn',
    operation: 'DescribeSourceServers',
    match: { filters: { sourceServerIDs: [B] } },
    latencyMs: 9_500,
    times: 1,
  });
  expect(await world.deploy('One', app({}), { DisableRollback: true })).toBe('UPDATE_COMPLETE');
  expect(world.isConnected(B)).toBe(false);
  expect(world.isConnected(A) ? world.answers('FAILED').length : 'disconnected').not.toBe(0);
});

/** The connection under its new logical id; B's depends on it, and so is deleted before it. */
function addRenamed({ Resources }: Template): void {
  const find = (server: string) =>
    Object.keys(Resources).find((id) => Resources[id].Properties?.SourceServerId === server) as string;
  Resources.Renamed = structuredClone(Resources[find(A)]);
  Resources[find(B)].DependsOn = [...[Resources[find(B)].DependsOn ?? []].flat(), 'Renamed'];
  Resources[find(B)].Properties.AccountId = '123456789012';
  if (Resources.Neighbour) Resources.Neighbour.DependsOn = [find(B), 'Renamed'];
}
