import { A, app, B, fails, type Template } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';
import { addBAndFail, failAfterConnections, updateAlone } from '../../testing/operator';

/* What a failed update left in a nested stack was not deployed, whatever the root completes or takes back afterwards. */

worldForEach();

test('a server that a failed update of the nested stack alone has added stays when the root goes, also after an update of the root that was rolled back before it came to the nested stack', async () => {
  await world.deploy('One', app({ [A]: 'a' }));
  expect(await updateAlone(world, await world.nestedIn('One'), addBAndFail, { DisableRollback: true })).toBe(
    'UPDATE_FAILED',
  );
  world.edit = neighbourFirst;
  expect(await world.deploy('One', app({ [A]: 'a' }, fails('Create')))).toBe('UPDATE_ROLLBACK_COMPLETE');
  world.edit = () => {};
  expect(await world.destroy('One')).toBe('missing');
  expect(world.deletes).toContain(B);
  expect(world.connected).toEqual([B]);
});

test('a nested stack that only a failed update of the root has made: its own rolled back update completes nothing', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  const failed = app({ [A]: 'root', [B]: 'b' }, fails('Create'));
  expect(await world.deploy('One', failed, { DisableRollback: true })).toBe('UPDATE_FAILED');
  expect(await updateAlone(world, await world.nestedIn('One'), failAfterConnections)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.deletes).toContain(B);
  expect(world.connected).toEqual([B]);
});

/** The nested stacks wait for the neighbour, which fails. */
function neighbourFirst({ Resources }: Template): void {
  if (!Resources.Neighbour) return;
  delete Resources.Neighbour.DependsOn;
  for (const one of Object.values(Resources))
    if (one.Type === 'AWS::CloudFormation::Stack') one.DependsOn = ['Neighbour'];
}
