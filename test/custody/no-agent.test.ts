import { AfterDisconnection } from '../../lib';
import { A, app, B } from '../../testing/app';
import { type Custodian, connectionsWith } from '../../testing/custodian';
import { World } from '../../testing/world';

/*
 * Servers that were imported or discovered, and have no agent. AWS Transform's guide says to disconnect and archive
 * them. AWS does not say what DisconnectFromService answers there.
 */

let world: World;
afterEach(() => world.stop());

async function start(state: string, custodian: Custodian): Promise<void> {
  world = await World.start([A, B], custodian);
  without(B, state);
  expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }))).toBe('CREATE_COMPLETE');
}

const without = (id: string, state: string) =>
  world.change(id, { lifeCycle: { state }, dataReplicationInfo: undefined });

const asked = () =>
  world.calls.filter(({ operation }) => operation === 'DisconnectFromService').map(({ outcome }) => outcome);

const remove = () => world.deploy('One', app({ [A]: 'root' }));

const STATES = ['PENDING_INSTALLATION', 'DISCOVERED'];

describe.each(STATES)('of a server in %s', (state) => {
  test('MGN carries out the one call', async () => {
    await start(state, connectionsWith({}));
    world.mgn.disconnectBeforeReplication = 'ok';
    expect(await remove()).toBe('UPDATE_COMPLETE');
    expect([asked(), world.answers('FAILED')]).toEqual([['ok'], []]);
  });

  test('MGN refuses the one call: one more look, and there is nothing to disconnect', async () => {
    await start(state, connectionsWith({}));
    world.mgn.disconnectBeforeReplication = 'conflict';
    const looks = () => world.calls.filter(({ operation }) => operation === 'DescribeSourceServers').length;
    const before = looks();
    expect(await remove()).toBe('UPDATE_COMPLETE');
    expect([asked().length, looks() - before, world.answers('FAILED')]).toEqual([1, 2, []]);
    expect(await world.log('{ $.decision = "alreadyDisconnected" }')).toEqual([
      expect.objectContaining({ reason: expect.stringMatching(/^has no agent to disconnect: /) }),
    ]);
  });

  test('MGN refuses the call, and an agent has come meanwhile: it is disconnected', async () => {
    await start(state, connectionsWith({}));
    world.mgn.disconnectBeforeReplication = 'conflict';
    world.afterCall = (operation) => {
      if (operation === 'DisconnectFromService' && world.server(B)?.lifeCycle?.state === state) world.connect(B);
    };
    expect(await remove()).toBe('UPDATE_COMPLETE');
    expect([asked().at(-1), asked().length, world.connected]).toEqual(['ok', 2, [A]]);
  });

  test.each(['ok', 'conflict'] as const)(
    'deleting follows its own conditions: DisconnectFromService answers %s',
    async (disconnectBeforeReplication) => {
      await start(state, connectionsWith({ afterDisconnection: AfterDisconnection.DELETE }));
      Object.assign(world.mgn, { disconnectBeforeReplication });
      expect(await remove()).toBe('UPDATE_COMPLETE');
      expect([world.server(B), world.answers('FAILED')]).toEqual([undefined, []]);
    },
  );

  test('archiving follows its own conditions: it goes where the call has set the state', async () => {
    await start(state, connectionsWith({ afterDisconnection: AfterDisconnection.ARCHIVE }));
    world.mgn.disconnectBeforeReplication = 'ok';
    expect(await remove()).toBe('UPDATE_COMPLETE');
    expect([world.server(B)?.isArchived, world.answers('FAILED')]).toEqual([true, []]);
  });

  test('archiving follows its own conditions: what MGN does not archive is told', async () => {
    await start(state, connectionsWith({ afterDisconnection: AfterDisconnection.ARCHIVE }));
    world.mgn.disconnectBeforeReplication = 'conflict';
    await remove();
    expect(world.answers('FAILED').at(0)?.Reason).toMatch(/could not be archived: /);
    expect(world.server(B)?.isArchived).toBe(false);
  });
});
