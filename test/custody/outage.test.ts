import { A, app, fails } from '../../testing/app';
import { serverIds } from '../../testing/server-ids';
import { World } from '../../testing/world';

/* CloudFormation throttles, and what it does not throttle fails: a Delete on the way back needs only the states. */

const ADDED = serverIds(80).slice(20);

test('servers that a failed update has added are given up within a minute while the events cannot be read', async () => {
  const world = await World.start([A, ...ADDED]);
  await world.deploy('One', app({ [A]: 'root' }));
  const handle = world.handle.bind(world);
  world.handle = async (request) => {
    if (deletes().length > 0) world.stacks.requestsPerSecond = 10;
    const response = await handle(request);
    const isBroken = deletes().length > 0 && response.status === 200;
    return isBroken && String(request.body).includes('Action=DescribeStackEvents&')
      ? { status: 500, headers: {}, body: '' }
      : response;
  };
  const deletes = () => [...world.exchanges.values()].filter(({ event }) => event.RequestType === 'Delete');
  const both = app(Object.fromEntries([A, ...ADDED].map((id) => [id, 'root'])), fails('Create'));
  expect(await world.deploy('One', both)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(deletes()).toHaveLength(ADDED.length);
  expect(world.answers('FAILED')).toEqual([]);
  expect(Math.max(...deletes().map(({ milliseconds }) => milliseconds))).toBeLessThan(60_000);
  expect(world.connected).toEqual([A, ...ADDED]);
  await world.stop();
});
