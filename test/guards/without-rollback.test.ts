import { A, anyServer, app, B, byParameter, CUTOVER_ONLY, fails, guarded, READY } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* A gate is not passed by way of a failed deployment that is not rolled back: rows of docs/guards.md. */

const NO_ROLLBACK = { DisableRollback: true };

const BOTH = guarded(app({ [A]: 'root', [B]: 'root' }), CUTOVER_ONLY);
const ONE = guarded(app({ [A]: 'root' }), CUTOVER_ONLY);
const both = (neighbour = fails('Create')) => ({ ...BOTH, neighbour });

worldForEach();

describe.each(['failed', 'last good'] as const)(
  'after a failure without rollback, with the %s properties as the old ones',
  (old) => {
    beforeEach(() => Object.assign(world.stacks, { propertiesAfterFailedUpdate: old }));

    test('a refused deployment is refused again, until its guards are met', async () => {
      await world.deploy('One', BOTH);
      expect(await world.deploy('One', ONE, NO_ROLLBACK)).toBe('UPDATE_FAILED');
      expect(await world.deploy('One', ONE, NO_ROLLBACK)).toBe('UPDATE_FAILED');
      expect(world.gate).toEqual(['Create SUCCESS', 'Update FAILED', 'Update FAILED']);
      world.change(B, READY);
      expect(await world.deploy('One', ONE, NO_ROLLBACK)).toBe('UPDATE_COMPLETE');
      expect(world.connected).toEqual([A]);
    });

    test('a server that the failed deployment had removed leaves with the next one, and is asked for', async () => {
      world.change(A, READY);
      await world.deploy('One', BOTH);
      expect(await world.deploy('One', ONE, NO_ROLLBACK)).toBe('UPDATE_FAILED');
      expect(await world.deploy('One', guarded(app({}), CUTOVER_ONLY), NO_ROLLBACK)).toBe('UPDATE_FAILED');
      expect(world.refusal).toContain(B);
      expect(world.refusal).not.toContain(A);
    });

    test('a server that passed the gate already is asked for again with those that leave next', async () => {
      await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), { atMost: 1 }));
      const failing = { ...guarded(app({ [A]: 'root' }), { atMost: 1 }), neighbour: fails('Create') };
      expect(await world.deploy('One', failing, NO_ROLLBACK)).toBe('UPDATE_FAILED');
      expect(await world.deploy('One', guarded(app({}), { atMost: 1 }), NO_ROLLBACK)).toBe('UPDATE_FAILED');
      expect(world.refusal).toContain('2 servers of SourceServerConnectionProvider would leave');
      expect(world.connected).toEqual([A, B]);
    });

    test('a server that the failed deployment had replaced by a parameter is asked for', async () => {
      world.change(A, READY);
      await world.deploy('One', anyServer(guarded(app({ [A]: byParameter('a') }), { a: CUTOVER_ONLY })));
      const next = anyServer(guarded(app({ [B]: byParameter('a') }), { a: CUTOVER_ONLY }));
      expect(await world.deploy('One', { ...next, neighbour: fails('Create') }, NO_ROLLBACK)).toBe('UPDATE_FAILED');
      world.change(A, { lifeCycle: { state: 'TESTING' } });
      const elsewhere = anyServer(guarded(app({ [B]: 'root' }), { root: CUTOVER_ONLY, a: CUTOVER_ONLY }));
      expect(await world.deploy('One', elsewhere, NO_ROLLBACK)).toBe('UPDATE_FAILED');
      expect(world.refusal).toContain(A);
    });

    test('a server that only the failed deployment had is not asked for', async () => {
      await world.deploy('One', ONE);
      expect(await world.deploy('One', both(), NO_ROLLBACK)).toBe('UPDATE_FAILED');
      expect(await world.deploy('One', ONE, NO_ROLLBACK)).toBe('UPDATE_COMPLETE');
      expect(world.connected).toEqual([A, B]);
    });

    test('declaring the server again is the way out', async () => {
      await world.deploy('One', BOTH);
      await world.deploy('One', ONE, NO_ROLLBACK);
      expect(await world.deploy('One', BOTH, NO_ROLLBACK)).toBe('UPDATE_COMPLETE');
      expect(world.connected).toEqual([A, B]);
    });
  },
);

test('in the retry of a creation without rollback servers may leave that no completed deployment had', async () => {
  expect(await world.deploy('One', both(), NO_ROLLBACK)).toBe('CREATE_FAILED');
  expect(await world.deploy('One', ONE, NO_ROLLBACK)).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([A, B]);
});
