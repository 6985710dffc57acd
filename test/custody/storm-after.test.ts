import { AfterDisconnection } from '../../lib';
import type { Shape } from '../../testing/app';
import { connectionsWith } from '../../testing/custodian';
import { FLEET, LONGEST, MGN_RATE, STACKS_RATE } from '../../testing/length';
import { World } from '../../testing/world';

/* As storm.test.ts, with all that can be asked for: three calls and three looks a server. */

const CALLS = ['DisconnectFromService', 'MarkAsArchived', 'DeleteSourceServer'];

test('hundreds of servers of a stack that is destroyed are disconnected, archived and deleted once each, in time', async () => {
  const world = await World.start(FLEET, connectionsWith({ afterDisconnection: AfterDisconnection.DELETE }));
  const servers = Object.fromEntries(FLEET.map((server) => [server, { place: 'root', retain: false }]));
  expect(await world.deploy('One', { servers } as Shape)).toBe('CREATE_COMPLETE');
  world.mgn.requestsPerSecond = MGN_RATE;
  world.mgn.deleteNeedsArchive = true;
  world.stacks.requestsPerSecond = STACKS_RATE;
  world.exchanges.clear();
  expect(await world.destroy('One')).toBe('missing');
  expect(world.answers('FAILED')).toEqual([]);
  expect(FLEET.filter((server) => world.server(server))).toEqual([]);
  for (const call of CALLS) expect(world.changes.filter((operation) => operation === call)).toHaveLength(FLEET.length);
  expect(await world.log('{ $.decision = "disconnected" }')).toHaveLength(FLEET.length);
  const longest = Math.max(...[...world.exchanges.values()].map(({ milliseconds }) => milliseconds));
  expect(longest).toBeLessThan(LONGEST);
  await world.stop();
});
