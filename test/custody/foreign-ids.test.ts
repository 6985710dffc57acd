import { A, app, B, fails, type Template } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/*
 * Another custom resource of the stack answers with the id of the stack as its own physical id, as public handlers do:
 * its events look like the stack's own, but for their type.
 */

worldForEach();

test('its creation is no completed deployment: a creation that is deleted on failure disconnects nothing', async () => {
  world.edit = afterConnections;
  await world.deploy('One', app({ [A]: 'root' }, fails('Create')), { OnFailure: 'DELETE' });
  expect(await world.status('One')).toBe('missing');
  expect(world.connected).toEqual([A, B]);
});

test('its creation is no completed deployment: what an update without rollback added stays when the stack goes', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  world.edit = afterConnections;
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')), { DisableRollback: true });
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([B]);
});

test.each([
  ['the stack is destroyed', () => world.destroy('One'), []],
  ['an update removes a server', () => world.deploy('One', app({ [A]: 'root' })), [A]],
])('its failed creation does not take back what the stack completed before: %s', async (_, act, left) => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  world.edit = (template, token) => add(template, { ServiceToken: token, AsStack: true, FailsOn: 'Create' });
  expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
  world.edit = () => {};
  await act();
  expect(world.connected).toEqual(left);
});

test('a connection whose logical id is the name of the stack has a history of its own', async () => {
  const name = `SourceServer${A.replace('-', '')}`;
  await world.deploy(name, app({ [A]: 'root' }));
  expect(await world.destroy(name)).toBe('missing');
  expect(world.connected).toEqual([B]);
});

/** It is created when the connections are, and before the neighbour that fails. */
function afterConnections(template: Template, token: string): void {
  const isConnection = (id: string) => template.Resources[id].Type === 'Custom::MgnSourceServerConnection';
  add(template, { ServiceToken: token, AsStack: true }, Object.keys(template.Resources).filter(isConnection));
  if (template.Resources.Neighbour) template.Resources.Neighbour.DependsOn = ['Other'];
}

function add(template: Template, properties: object, dependsOn: string[] = []): void {
  template.Resources.Other = { Type: 'Custom::AWS', DependsOn: dependsOn, Properties: properties };
}
