import { A, app, B, CUTOVER_ONLY, fails, guarded, READY } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';
import { addB, addBAndFail, updateAlone } from '../../testing/operator';

/* Servers that are added to a nested stack by itself: the gate of the root does not know them. */

const GUARDS = { root: CUTOVER_ONLY, a: CUTOVER_ONLY };

worldForEach();
beforeEach(async () => {
  world.change(A, READY);
  await world.deploy('One', guarded(app({ [A]: 'a' }), GUARDS));
});

test('a server that a completed update of the nested stack alone has added is asked for when the root removes that', async () => {
  expect(await updateAlone(world, await world.nestedIn('One'), addB)).toBe('UPDATE_COMPLETE');
  expect(await world.deploy('One', guarded(app({}), GUARDS))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.refusal).toContain(B);
  expect(world.connected).toEqual([A, B]);
});

test('and when the root is deleted', async () => {
  expect(await updateAlone(world, await world.nestedIn('One'), addB)).toBe('UPDATE_COMPLETE');
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(world.refusal).toContain(B);
  expect(world.connected).toEqual([A, B]);
});

test('also after an update of the root that was rolled back', async () => {
  expect(await updateAlone(world, await world.nestedIn('One'), addB)).toBe('UPDATE_COMPLETE');
  await world.deploy('One', { ...guarded(app({ [A]: 'a' }), GUARDS), neighbour: fails('Create') });
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(world.refusal).toContain(B);
  expect(world.connected).toEqual([A, B]);
});

test('a server that only a failed update of the nested stack alone has added is not asked for, since it stays', async () => {
  const nested = await world.nestedIn('One');
  expect(await updateAlone(world, nested, addBAndFail, { DisableRollback: true })).toBe('UPDATE_FAILED');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([B]);
});
