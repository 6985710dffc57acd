import { A, app, B, retained } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* A server whose wave changes: it leaves one stack and joins another, which CloudFormation does not know to be one move. */

worldForEach();
beforeEach(async () => {
  await world.deploy('Wave1', app({ [A]: 'root', [B]: 'root' }));
});

test('kept in a first deployment and moved in a second one, the server stays connected', async () => {
  expect(await world.deploy('Wave1', app({ [A]: retained('root'), [B]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect(await world.deploy('Wave1', app({ [B]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect(await world.deploy('Wave2', app({ [A]: 'root' }))).toBe('CREATE_COMPLETE');
  expect(world.isConnected(A)).toBe(true);
  expect(await world.destroy('Wave2')).toBe('missing');
  expect([A, B].map((id) => world.isConnected(id))).toEqual([false, true]);
});

test('moved in one deployment, it is disconnected by the stack that it leaves, and the other stack says so', async () => {
  await world.deploy('Wave1', app({ [B]: 'root' }));
  expect(world.isConnected(A)).toBe(false);
  expect(await world.deploy('Wave2', app({ [A]: 'root' }))).toBe('ROLLBACK_COMPLETE');
  expect(world.answers('FAILED')[0]?.Reason).toMatch(/is already disconnected/);
});
