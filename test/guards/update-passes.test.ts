import { RemovalPolicies } from 'aws-cdk-lib';
import { SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import {
  A,
  app,
  B,
  type Build,
  byParameter,
  CUTOVER_ONLY,
  guard,
  guarded,
  guardsOf,
  NEVER,
  READY,
  retained,
} from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* The deployments that removal guards let pass: rules of docs/guards.md. */

worldForEach();

describe('a deployment goes on', () => {
  test('when the guards of the servers that it removes are met', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), CUTOVER_ONLY));
    world.change(B, READY);
    expect(await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  });

  test('when it removes nothing, whatever the states of the servers', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root' }), NEVER));
    expect(await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'a' }), NEVER))).toBe('UPDATE_COMPLETE');
    expect(world.gate).toEqual(['Create SUCCESS', 'Update SUCCESS']);
  });

  test.each([
    ['from the root to a nested stack', 'root', 'a'],
    ['from a nested stack to the root', 'a', 'root'],
    ['from one nested stack to another', 'a', 'b'],
  ] as const)('when a server moves %s', async (_, from, to) => {
    const all = { root: NEVER, a: NEVER, b: NEVER };
    await world.deploy('One', guarded(app({ [A]: from, [B]: 'root' }), all));
    expect(await world.deploy('One', guarded(app({ [A]: to, [B]: 'root' }), all))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('when its id comes by a parameter now: it is still declared', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root' }), NEVER));
    expect(await world.deploy('One', guarded(app({ [A]: byParameter('root') }), NEVER))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('when the server that it removes was retained: it stays connected anyway', async () => {
    await world.deploy('One', guarded(app({ [A]: retained('root'), [B]: 'root' }), NEVER));
    expect(await world.deploy('One', guarded(app({ [B]: 'root' }), NEVER))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('when an Aspect, or RemovalPolicies, had retained it', async () => {
    const build =
      (servers: string[]): Build =>
      (root) => {
        guard(root, NEVER);
        for (const server of servers) new SourceServerConnection(root, server, { sourceServerId: server });
        RemovalPolicies.of(root).retain({ applyToResourceTypes: ['Custom::MgnSourceServerConnection'] });
      };
    await world.deploy('One', build([A, B]));
    expect(await world.deploy('One', build([B]))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('when the server is already disconnected, or deleted from MGN', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), NEVER));
    world.disconnect(A);
    world.forget(B);
    expect(await world.deploy('One', guarded(app({}), NEVER))).toBe('UPDATE_COMPLETE');
  });

  test('when it takes the guards of a provider away, in the same deployment', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'a' }), { root: NEVER, a: NEVER }));
    expect(await world.deploy('One', guarded(app({ [B]: 'a' }), { a: NEVER }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([B]);
  });

  test('when it takes the last guards away, and the gate with them', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), NEVER));
    expect(await world.deploy('One', app({ [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.gate).toEqual(['Create SUCCESS', 'Delete SUCCESS']);
    expect(world.connected).toEqual([B]);
  });

  test('when only the provider that the gate belongs to is another one', async () => {
    const build =
      (ids: string[]): Build =>
      (root) => {
        for (const id of ids) new SourceServerConnectionProvider(root, id, { removalGuards: guardsOf(NEVER) });
        guard(root, {});
        new SourceServerConnection(root, A, { sourceServerId: A });
      };
    await world.deploy('One', build(['Second']));
    expect(await world.deploy('One', build(['First', 'Second']))).toBe('UPDATE_COMPLETE');
    expect(world.gate).toEqual(['Create SUCCESS', 'Create SUCCESS', 'Delete SUCCESS']);
    expect(world.connected).toEqual([A, B]);
  });
});
