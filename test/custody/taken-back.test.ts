import { A, anyServer, app, B, byParameter, connectionsHave, fails, retained, withAccount } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* What a deployment that did not complete leaves behind: replacements, physical ids and policies that changed. */

worldForEach();

describe('a replacement that is rolled back', () => {
  test.each(['DELETE_IN_PROGRESS', 'as before', 'not at all'] as const)(
    'does not protect the server from the next removal; what is deleted is listed %s',
    async (listedWhileDeleted) => {
      Object.assign(world.stacks, { listedWhileDeleted });
      await world.deploy('One', app({ [A]: byParameter('root') }));
      const failed = app({ [B]: byParameter('root') }, fails('Create'));
      expect(await world.deploy('One', failed)).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await world.deploy('One', app({}))).toBe('UPDATE_COMPLETE');
      expect(world.connected).toEqual([B]);
    },
  );
});

describe('an account that a connection gets later changes its physical id', () => {
  test('a replacement that is rolled back brings back the same server: it goes with the stack', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    world.edit = withAccount;
    await world.deploy('One', app({ [A]: byParameter('root') }));
    await world.deploy('One', app({ [B]: byParameter('root') }, fails('Create')));
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([B]);
  });

  test.each(['comes', 'never'] as const)(
    'a server that is replaced without rollback and given back stays; the Delete of the old id %s',
    async (deleteOfRegainedId) => {
      Object.assign(world.stacks, { deleteOfRegainedId });
      await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
      world.edit = withAccount;
      await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
      const failed = anyServer(app({ [B]: byParameter('root') }, fails('Create')));
      await world.deploy('One', failed, { DisableRollback: true });
      const back = anyServer(app({ [A]: byParameter('root') }));
      expect(world.requests('Update').at(-1)?.ResourceProperties.SourceServerId).toBe(B);
      expect(await world.deploy('One', back, { DisableRollback: true })).toBe('UPDATE_COMPLETE');
      expect(world.connected).toEqual([A, B]);
    },
  );

  test('and back: a server that a rollback gave back is disconnected by the update that removes it', async () => {
    world.edit = withAccount;
    await world.deploy('One', app({ [A]: byParameter('root') }));
    world.edit = () => {};
    await world.deploy('One', app({ [A]: byParameter('root') }));
    await world.deploy('One', app({ [B]: byParameter('root') }, fails('Create')));
    expect(await world.deploy('One', app({}))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([B]);
  });
});

describe('a removal policy counts from the last completed deployment', () => {
  test('DESTROY in a failed update without rollback: the deletion of the stack fails and says so', async () => {
    await world.deploy('One', app({ [A]: retained('root') }));
    await world.deploy('One', app({ [A]: 'root' }, fails('Create')), { DisableRollback: true });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.answers('FAILED').at(-1)?.Reason).toMatch(
      /^cannot tell .* a deployment that did not complete has updated the connection, and with it perhaps its removal policy or the steps around/,
    );
    expect(world.connected).toEqual([A, B]);
  });

  test('so do the steps around the disconnection, which cannot be undone either', async () => {
    world.change(A, { lifeCycle: { state: 'CUTTING_OVER' } });
    await world.deploy('One', app({ [A]: 'root' }));
    world.edit = connectionsHave({ FinalizeCutover: 'true' });
    await world.deploy('One', app({ [A]: 'root' }, fails('Create')), { DisableRollback: true });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.changes).toEqual([]);
  });

  test('DESTROY in an update that is rolled back changes nothing: the server is retained', async () => {
    await world.deploy('One', app({ [A]: retained('root') }));
    await world.deploy('One', app({ [A]: 'root' }, fails('Create')));
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([A, B]);
  });

  test('something else in a failed update without rollback: the server goes with the stack all the same', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.edit = withAccount;
    await world.deploy('One', app({ [A]: 'root' }, fails('Create')), { DisableRollback: true });
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([B]);
  });

  test('RETAIN counts for a server that the same update replaces while it drops that policy', async () => {
    await world.deploy('One', app({ [A]: { place: 'root', retain: true, parameter: 'Chosen' } }));
    expect(await world.deploy('One', app({ [B]: byParameter('root') }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });
});
