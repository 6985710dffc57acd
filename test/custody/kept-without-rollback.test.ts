import * as cfn from '@aws-sdk/client-cloudformation';
import { A, anyServer, app, B, byParameter, fails } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* Failures without rollback: the stack must not give up what they added. */

worldForEach();

describe('a server is kept', () => {
  test('when the retry of a creation without rollback completes without it', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')), { DisableRollback: true });
    expect(await world.deploy('One', app({ [A]: 'root' }), { DisableRollback: true })).toBe('UPDATE_COMPLETE');
    expect(world.deletes).toEqual([B]);
    expect(world.connected).toEqual([A, B]);
    await world.destroy('One');
    expect(world.connected).toEqual([B]);
  });

  test('when such a stack is rolled back on request', async () => {
    await world.deploy('One', app({ [A]: 'root' }, fails('Create')), { DisableRollback: true });
    await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: 'One' }));
    await world.settled('One');
    expect(world.connected).toEqual([A, B]);
  });

  test('when its update is retried after a failure without rollback', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const failing = app({ [A]: 'root', [B]: 'root' }, fails('Create'));
    expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    const again = app({ [A]: 'root', [B]: 'root' });
    expect(await world.deploy('One', again, { DisableRollback: true })).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test.each([
    ['its stack', 'root', 'root'],
    ['a nested stack', 'a', 'a'],
    ['a new nested stack', 'root', 'b'],
  ] as const)(
    'when an update without rollback that failed has added it to %s, and the user deletes the stack',
    async (_, there, to) => {
      await world.deploy('One', app({ [A]: there }));
      const failing = app({ [A]: there, [B]: to }, fails('Create'));
      expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
      expect(await world.destroy('One')).toBe('missing');
      expect(world.deletes.sort()).toEqual([A, B]);
      expect(world.connected).toEqual([B]);
    },
  );

  test('when an update without rollback that failed has added it, and the next one completes without it', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')), { DisableRollback: true });
    expect(await world.deploy('One', app({ [A]: 'root' }), { DisableRollback: true })).toBe('UPDATE_COMPLETE');
    expect(world.deletes).toEqual([B]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when an update without rollback that failed has put it in the place of another, and the user deletes the stack', async () => {
    await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
    const failing = anyServer(app({ [B]: byParameter('root') }, fails('Create')));
    expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(await world.destroy('One')).toBe('missing');
    expect(world.deletes.sort()).toEqual([A, B]);
    expect(world.connected).toEqual([B]);
  });

  test('when the update that added it could not be rolled back, and the user deletes the stack', async () => {
    await world.deploy('One', app({ [A]: 'root' }, fails('Update')));
    const failing = app({ [A]: 'root', [B]: 'root' }, fails('Update'));
    expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_FAILED');
    expect(await world.destroy('One')).toBe('missing');
    expect(world.deletes.sort()).toEqual([A, B]);
    expect(world.connected).toEqual([B]);
  });

  test('when its Create failed: a server that the stack never held is not its to disconnect', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.fault({
      service: 'mgn',
      operation: 'DescribeSourceServers',
      error: 'AccessDeniedException',
      forSeconds: 7200,
    });
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }), { DisableRollback: true })).toBe(
      'UPDATE_FAILED',
    );
    world.clearFaults();
    await world.destroy('One');
    expect(world.connected).toEqual([B]);
  });
});
