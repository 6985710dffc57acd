import { AfterDisconnection } from '../../lib';
import { A, app, B } from '../../testing/app';
import { connections, connectionsWith } from '../../testing/custodian';
import { World } from '../../testing/world';

/*
 * MGN shows the disconnection after a minute and a half. Meanwhile the function loses its permission to read the
 * stack.
 */

let world: World;
afterEach(() => world.stop());

test.each([
  ['nothing else is to be done', {}],
  ['the record is to be archived', { afterDisconnection: AfterDisconnection.ARCHIVE }],
  ['the cutover is to be finalized', { finalizeCutover: true }],
])('a server that was disconnected is not said to be connected: %s', async (_, props) => {
  world = await World.start([A, B], Object.keys(props).length > 0 ? connectionsWith(props) : connections);
  world.change(A, { lifeCycle: { state: 'CUTTING_OVER' } });
  await world.deploy('One', app({ [A]: 'root' }));
  world.mgn.disconnectedAfterSeconds = 90;
  await world.clock.sleep(60_000);
  let isOver = false;
  const destroyed = world.destroy('One').finally(() => {
    isOver = true;
  });
  for (let looks = 0; looks < 600 && world.changes.length === 0; looks++) await world.clock.sleep(100);
  world.blind = true;
  while (!isOver && world.answers('FAILED').length === 0) await world.clock.sleep(10_000);
  world.blind = false;
  await destroyed;
  expect(world.changes[0]).toMatch(/FinalizeCutover|DisconnectFromService/);
  expect(world.connected).toEqual([B]);
  for (const { Reason } of world.answers('FAILED')) expect(Reason).not.toContain('nothing was disconnected');
});

test('one that was disconnected before, and could not be archived, is said to be disconnected', async () => {
  world = await World.start([A], connectionsWith({ afterDisconnection: AfterDisconnection.ARCHIVE }));
  await world.deploy('One', app({ [A]: 'root' }));
  world.disconnect(A);
  world.fault({ service: 'mgn', operation: 'MarkAsArchived', error: 'ConflictException', forSeconds: 3_600 });
  const destroyed = world.destroy('One');
  await world.clock.sleep(30_000);
  world.blind = true;
  while (world.answers('FAILED').length === 0) await world.clock.sleep(10_000);
  world.blind = false;
  await destroyed;
  expect(world.answers('FAILED')[0]?.Reason).toMatch(/ is disconnected, but could not be archived: cannot tell /);
});
