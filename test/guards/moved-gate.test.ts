import { A, B, failingAfter } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';
import { providersOf } from './providers';

/* An update without rollback that fails has moved the gate to another provider, or has brought one before it. */

worldForEach();

test.each(['Gate', 'Connection'])(
  'the deletion of the stack asks the guards all the same (it failed after the %s)',
  async (after) => {
    expect(await world.deploy('One', providersOf({ P: { never: true } }, { [A]: 'P' }))).toBe('CREATE_COMPLETE');
    world.edit = failingAfter(after);
    // a provider whose path comes first: its function is the gate's from now on
    const next = providersOf({ Before: { atMost: 9 }, P: { never: true } }, { [A]: 'P' });
    expect(await world.deploy('One', next, { DisableRollback: true })).toBe('UPDATE_FAILED');
    const status = await world.destroy('One');
    expect([status, world.connected]).toEqual(['DELETE_FAILED', [A, B]]);
  },
);

test('the next update that removes the server asks the guards, too', async () => {
  expect(await world.deploy('One', providersOf({ P: { never: true } }, { [A]: 'P' }))).toBe('CREATE_COMPLETE');
  world.edit = failingAfter('Gate');
  const next = providersOf({ Before: { atMost: 9 }, P: { never: true } }, { [A]: 'P' });
  expect(await world.deploy('One', next, { DisableRollback: true })).toBe('UPDATE_FAILED');
  world.edit = () => {};
  const status = await world.deploy('One', providersOf({ Before: { atMost: 9 }, P: { never: true } }), {
    DisableRollback: true,
  });
  expect([status, world.connected]).toEqual(['UPDATE_FAILED', [A, B]]);
});
