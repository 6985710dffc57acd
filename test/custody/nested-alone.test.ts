import * as cfn from '@aws-sdk/client-cloudformation';
import { A, app, B, fails, retained } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';
import { addB, addBAndFail, connectionsIn, updateAlone } from '../../testing/operator';

/* Nested stacks that are updated or deleted by themselves, besides the deployments of their root. */

worldForEach();

test('an update of the nested stack alone removes a server: it stays, and the events say what to do', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'a' }));
  const nested = await world.nestedIn('One');
  const status = await updateAlone(world, nested, ({ Resources }) => {
    for (const id of connectionsIn(Resources)) delete Resources[id];
    Resources.Topic = { Type: 'AWS::SNS::Topic' };
  });
  expect(status).toBe('UPDATE_COMPLETE');
  expect(world.answers('FAILED').at(-1)?.Reason).toMatch(
    /^cannot tell .* its nested stack is updated alone, while the root is CREATE_COMPLETE; disconnect the server yourself/,
  );
  expect(world.connected).toEqual([A, B]);
});

test('a server that an update of the nested stack alone has added goes with the root: that update was completed', async () => {
  await world.deploy('One', app({ [A]: 'a' }));
  await updateAlone(world, await world.nestedIn('One'), addB);
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
});

test('a server that a failed update of the nested stack alone has added stays when the root goes', async () => {
  await world.deploy('One', app({ [A]: 'a' }));
  const nested = await world.nestedIn('One');
  expect(await updateAlone(world, nested, addBAndFail, { DisableRollback: true })).toBe('UPDATE_FAILED');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([B]);
});

test.each(['cleans up after an update', 'is deleted'])(
  'a nested stack is deleted alone while the root %s: its server stays, and the events say so',
  async (what) => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'a' }, fails('Delete', 'a')));
    const nested = await world.nestedIn('One');
    if (what === 'is deleted') {
      // the nested stack cannot be deleted by the update, so that the root forgets it
      await world.deploy('One', app({ [A]: 'root', [B]: retained('root') }));
      world.mended = true;
    }
    world.fault({ service: 'mgn', operation: 'DisconnectFromService', match: { sourceServerID: A }, latencyMs: 9_000 });
    if (what === 'is deleted') await world.cloudFormation.send(new cfn.DeleteStackCommand({ StackName: 'One' }));
    else await world.startDeploy('One', app({ [B]: 'a' }, fails('Delete', 'a')));
    await world.clock.sleep(1_000);
    world.mended = true;
    expect(await world.destroy(nested)).toBe('DELETE_FAILED');
    await world.settled('One');
    expect(world.answers('FAILED').at(-1)?.Reason).toMatch(/its nested stack is deleted alone, while the root is/);
    expect(world.connected).toEqual([B]);
  },
);

test('a nested stack that was deleted and forgotten long ago holds no server', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: { place: 'a', retain: true } }));
  await world.destroy(await world.nestedIn('One'));
  await world.clock.sleep(91 * 86_400_000);
  expect(await world.deploy('One', app({ [B]: { place: 'a', retain: true } }))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([B]);
});

test('a nested stack that the function may not list is named in the reason, with the permission', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'a' }));
  const nested = await world.nestedIn('One');
  const denied = { service: 'cloudformation', operation: 'ListStackResources', match: { StackName: nested } };
  world.fault({ ...denied, error: 'AccessDenied', forSeconds: 720_000 });
  await world.deploy('One', app({ [B]: 'a' }));
  const reason = world.answers('FAILED').at(-1)?.Reason;
  expect(reason).toContain(nested);
  expect(reason).toContain('cloudformation:ListStackResources');
  expect(world.connected).toEqual([A, B]);
});
