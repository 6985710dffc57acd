import type { Template } from '../../testing/app';
import { A, anyServer, app, B, byParameter, fails } from '../../testing/shapes';
import { World } from '../../testing/world';

/*
 * A server that a failed update took from its connection and another failed one gave back stays, though an old id of it is
 * deleted by the next update that completes.
 */

let world: World;
afterEach(() => world.stop());

test('a server that a failed update gave back to its connection stays when the next update, which leaves the connection alone, completes', async () => {
  world = await World.start([A, B]);
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
  await world.deploy('One', anyServer(app({ [B]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  world.edit = withAccount;
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  // the connection holds A, and nothing of it changes any more
  const completed = await world.deploy('One', anyServer(app({ [A]: byParameter('root') })), { DisableRollback: true });
  expect(completed).toBe('UPDATE_COMPLETE');
  expect(world.requests('Update').map(serverOf)).toEqual([B, A]);
  expect(world.connected).toEqual([A, B]);
});

test('the same without an account, where CloudFormation sends the Delete of a regained id', async () => {
  world = await World.start([A, B]);
  Object.assign(world.stacks, { deleteOfRegainedId: 'comes' });
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
  await world.deploy('One', anyServer(app({ [B]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  const completed = await world.deploy('One', anyServer(app({ [A]: byParameter('root') })), { DisableRollback: true });
  expect(completed).toBe('UPDATE_COMPLETE');
  expect(world.requests('Update').map(serverOf)).toEqual([B, A]);
  expect(world.connected).toEqual([A, B]);
});

const serverOf = ({ ResourceProperties }: Record<string, any>) => ResourceProperties.SourceServerId;

function withAccount({ Resources }: Template): void {
  const connections = Object.values(Resources).filter(({ Type }) => Type === 'Custom::MgnSourceServerConnection');
  for (const { Properties } of connections) Properties.AccountId = '123456789012';
}
