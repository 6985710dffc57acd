import { A, app, B, CUTOVER_ONLY, guarded, retained } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* CloudFormation's list of resources is seconds old when a stack is deleted directly after an update. */

worldForEach();

test('a deletion is not refused for a retained server that the update has removed', async () => {
  await world.deploy('One', guarded(app({ [A]: retained('root') }), CUTOVER_ONLY));
  Object.assign(world.stacks, { listLagMs: 5_000 });
  expect(await world.deploy('One', guarded(app({}), CUTOVER_ONLY))).toBe('UPDATE_COMPLETE');
  expect([await world.destroy('One'), world.connected]).toEqual(['missing', [A, B]]);
});

test('a new gate refuses once, when the request is eight seconds old', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY))).toBe('UPDATE_ROLLBACK_COMPLETE');
  const seconds = [...world.gateExchanges.values()].map(({ event, milliseconds }) => [
    event.RequestType,
    Math.round(milliseconds / 1000),
  ]);
  expect([seconds[0], world.connected]).toEqual([
    ['Create', 8],
    [A, B],
  ]);
});
