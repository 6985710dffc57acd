import { cloudFormationChoices } from '../../local-aws/src/cloudformation/behaviour';
import { A, anyServer, app, B, byParameter, fails } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/*
 * The promise does not depend on what AWS leaves undocumented: one life of a stack, with each switch in each position.
 */

const TEXTS = Object.entries(cloudFormationChoices).flatMap(([name, choices]) =>
  choices.map((choice): [string, string | number] => [name, choice]),
);
const POSITIONS: [string, string | number][] = [
  ...TEXTS,
  ['describeLagMs', 5_000],
  ['listLagMs', 5_000],
  ['answersReadAfterMs', 2_000],
  ['deletionsBeginAfterMs', 2_000],
  ['parentLearnsAfterMs', 16_000],
];

worldForEach();

test.each(POSITIONS)('%s %s: servers go and stay as ever', async (name, value) => {
  Object.assign(world.stacks, { [name]: value });
  expect(await world.deploy('One', app({ [A]: byParameter('root'), [B]: 'a' }))).toBe('CREATE_COMPLETE');
  expect(await world.deploy('One', app({ [A]: byParameter('root') }, fails('Create')))).toBe(
    'UPDATE_ROLLBACK_COMPLETE',
  );
  expect(await world.deploy('One', app({ [A]: byParameter('root'), [B]: 'b' }))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([A, B]);
  expect(await world.deploy('One', app({ [A]: byParameter('root') }))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([A]);
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
});

test.each(POSITIONS)(
  '%s %s: a server that is removed inside a nested stack goes with its clean-up',
  async (name, value) => {
    Object.assign(world.stacks, { [name]: value });
    await world.deploy('One', app({ [A]: 'a', [B]: 'a' }));
    expect(await world.deploy('One', app({ [A]: 'a' }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  },
);

test('a server that a failed update took from its connection, and that the next one gives back, stays, even if its Delete comes', async () => {
  Object.assign(world.stacks, { deleteOfRegainedId: 'comes' });
  await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
  await world.deploy('One', anyServer(app({ [B]: byParameter('root') }, fails('Create'))), { DisableRollback: true });
  const completed = await world.deploy('One', anyServer(app({ [A]: byParameter('root') })), { DisableRollback: true });
  expect(completed).toBe('UPDATE_COMPLETE');
  expect(world.deletes.sort()).toEqual([A, B]);
  expect(world.connected).toEqual([A, B]);
});

test('a Delete that is sent again with the same request id is answered again', async () => {
  Object.assign(world.stacks, { requestIdOfRetry: 'same' });
  await world.deploy('One', app({ [A]: 'root' }));
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', error: 'ValidationException' });
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(await world.destroy('One')).toBe('missing');
  expect(new Set(world.requests('Delete').map(({ RequestId }) => RequestId)).size).toBe(1);
  expect(world.connected).toEqual([B]);
});
