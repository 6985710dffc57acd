import { A, anyServer, app, B, byParameter, connectionsHave, fails, withAccount } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/*
 * A failed update took a server from its connection, and another failed one gave it back. The server stays, although
 * the next completed update deletes an old id of it.
 */

worldForEach();

test('a server that a failed update gave back to its connection stays when the next update, which leaves the connection alone, completes', async () => {
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
  await world.deploy('One', anyServer(app({ [B]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  world.edit = withAccount;
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  // the connection holds A, and does not change again
  const completed = await world.deploy('One', anyServer(app({ [A]: byParameter('root') })), { DisableRollback: true });
  expect(completed).toBe('UPDATE_COMPLETE');
  expect(world.requests('Update').map(serverOf)).toEqual([B, A]);
  expect(world.connected).toEqual([A, B]);
});

test('the same without an account, where CloudFormation sends the Delete of a regained id', async () => {
  Object.assign(world.stacks, { deleteOfRegainedId: 'comes' });
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
  await world.deploy('One', anyServer(app({ [B]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  const completed = await world.deploy('One', anyServer(app({ [A]: byParameter('root') })), { DisableRollback: true });
  expect(completed).toBe('UPDATE_COMPLETE');
  expect(world.requests('Update').map(serverOf)).toEqual([B, A]);
  expect(world.connected).toEqual([A, B]);
});

test.each(['DELETE_IN_PROGRESS', 'as before', 'not at all'] as const)(
  'a server whose connection a failed update has changed, and which never had another id, goes with the next removal; what is deleted is listed %s',
  async (listedWhileDeleted) => {
    Object.assign(world.stacks, { listedWhileDeleted });
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    world.edit = connectionsHave({ AllowDisconnected: 'true' });
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')), { DisableRollback: true });
    world.edit = () => {};
    expect(await world.deploy('One', app({ [B]: 'root' }), { DisableRollback: true })).toBe('UPDATE_COMPLETE');
    expect(world.requests('Update').map(serverOf)).toEqual([A, B, B]);
    expect(world.connected).toEqual([B]);
  },
);

const serverOf = ({ ResourceProperties }: Record<string, any>) => ResourceProperties.SourceServerId;
