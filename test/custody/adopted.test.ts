import { A, app, B } from '../../testing/app';
import { connectionsWith } from '../../testing/custodian';
import { World } from '../../testing/world';

/* Servers that are disconnected already, in a stack that is created again for the record of them. */

const adopting = connectionsWith({ allowDisconnected: true });

let world: World;
afterEach(() => world.stop());

test('a disconnected server comes into a stack that allows it, and its deletion calls nothing', async () => {
  world = await World.start([A, B], adopting);
  world.disconnect(A);
  expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }))).toBe('CREATE_COMPLETE');
  expect(await world.destroy('One')).toBe('missing');
  const calls = world.calls.filter(({ operation }) => operation === 'DisconnectFromService');
  expect(calls).toHaveLength(1);
  expect(world.isConnected(B)).toBe(false);
});

test('a server that does not exist does not come into a stack, whatever it allows', async () => {
  world = await World.start([B], adopting);
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('ROLLBACK_COMPLETE');
  expect(world.answers('FAILED')[0]?.Reason).toMatch(/^source server .* does not exist/);
});
