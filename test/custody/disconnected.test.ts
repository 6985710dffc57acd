import { A, app, B, byParameter, fails } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/*
 * Every way in which a completed deployment gives up a server, on the local AWS, with the built handler: rows of
 * docs/how-it-decides.md; docs/proofs.md names these tests.
 */

worldForEach();

describe('a completed deployment disconnects', () => {
  test('all servers of a stack that the user deletes', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'a' }));
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([]);
  });

  test('a server that an update removes', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  });

  test('the last server of a stack, whose provider goes with it', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({}))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([B]);
  });

  test('the old server when a parameter names another one: a replacement of the same logical id', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    expect(await world.deploy('One', app({ [B]: byParameter('root') }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([B]);
  });

  test('a server that an update removes from a nested stack', async () => {
    await world.deploy('One', app({ [A]: 'a', [B]: 'a' }));
    expect(await world.deploy('One', app({ [A]: 'a' }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  });

  test('the servers of a nested stack that an update removes', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'a' }));
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  });

  test('servers of a stack created without rollback, once it was complete', async () => {
    await world.deploy('One', app({ [A]: 'root' }), { DisableRollback: true });
    await world.destroy('One');
    expect(world.connected).toEqual([B]);
  });

  test('servers of a stack whose later update was rolled back', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    await world.deploy('One', app({ [A]: 'root' }, fails('Create')));
    await world.destroy('One');
    expect(world.connected).toEqual([B]);
  });

  test('servers of a stack that has stood for half a year, so that its events are gone', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'a' }));
    await world.clock.sleep(180 * 24 * 3600 * 1000);
    expect(await world.events('One')).toEqual([]);
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
    await world.clock.sleep(180 * 24 * 3600 * 1000);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([]);
  });

  test('a server when a deletion that failed is repeated', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.fault({ service: 'mgn', operation: 'DisconnectFromService', error: 'ConflictException', forSeconds: 7200 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.connected).toEqual([A, B]);
    world.clearFaults();
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([B]);
  });

  test.each(['ok', 'conflict'] as const)(
    'a server whose cutover was finalized meanwhile, for that may leave the agent; a second call is %s for MGN',
    async (second) => {
      await world.deploy('One', app({ [A]: 'root' }));
      world.finalize(A);
      world.mgn.secondDisconnect = second;
      expect(await world.destroy('One')).toBe('missing');
      expect(world.calls.filter(({ operation }) => operation === 'DisconnectFromService')).toHaveLength(1);
    },
  );

  test('a server with each of two stacks that declare it: the first to complete its deletion counts', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    await world.deploy('Two', app({ [A]: 'root' }));
    await world.destroy('Two');
    expect(world.connected).toEqual([B]);
    expect(await world.destroy('One')).toBe('missing');
  });
});
