import { AfterDisconnection } from '../../lib';
import { A, app, B, CUTOVER_ONLY, guarded } from '../../testing/app';
import { connectionsWith } from '../../testing/custodian';
import { World } from '../../testing/world';

/*
 * DescribeSourceServers answers with an empty list if a server does not exist, and its answers may lag. One empty list
 * is not believed: a server that is forgotten by mistake stays connected although the stack is UPDATE_COMPLETE.
 */

let world: World;
afterEach(() => world.stop());

const decisions = async () =>
  (await world.log('{ $.record = "decision" && $.requestType = "Delete" }')).map(({ decision }) => decision);

async function start(custodian = connectionsWith({})): Promise<void> {
  world = await World.start([A, B], custodian);
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  await world.clock.sleep(120_000);
}

/** When the Delete's answer came, in seconds after its event. */
const seconds = () =>
  [...world.exchanges.values()]
    .filter(({ event }) => event.RequestType === 'Delete')
    .map(({ milliseconds = 0 }) => Math.round(milliseconds / 1_000));

test.each([
  ['once', 1],
  ['for five seconds', 5_000],
  ['for just less than the eight seconds that answers may lag', 7_900],
])('a server that MGN does not show %s is disconnected', async (_, describeLagMs) => {
  await start();
  world.mgn.describeLagMs = describeLagMs;
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect([world.connected, await decisions()]).toEqual([[A], ['disconnected']]);
});

test('a server that MGN does not show after it has throttled for longer than its answers may lag is disconnected', async () => {
  await start();
  world.mgn.describeLagMs = 5_000;
  world.fault({ service: 'mgn', operation: 'DescribeSourceServers', error: 'ThrottlingException', forSeconds: 20 });
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect([world.connected, await decisions()]).toEqual([[A], ['disconnected']]);
});

test('a server that MGN never shows counts as not there when the Delete is eight seconds old: a warning and a metric', async () => {
  await start();
  world.forget(B);
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect([await decisions(), seconds()]).toEqual([['notFound'], [8]]);
  const [line] = await world.log('{ $.NotFound = 1 }');
  expect(line).toMatchObject({ level: 'WARN', decision: 'notFound', sourceServerId: B, status: 'SUCCESS' });
  expect(line?.reason).toMatch(/^there is no such source server now: /);
});

test('a server that MGN does not show in the middle of a wait for a job is disconnected all the same', async () => {
  await start();
  Object.assign(world.mgn, { disconnectDuringJob: 'conflict' });
  world.startJob(B, 60);
  world.clock.after(20_000, () => {
    world.mgn.describeLagMs = 5_000;
  });
  await world.deploy('One', app({ [A]: 'root' }));
  expect([world.connected, await decisions()]).toEqual([[A], ['disconnected']]);
});

test('a server that is deleted in the middle of a wait counts as missing when MGN has not shown it for eight seconds', async () => {
  await start();
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', error: 'ConflictException', forSeconds: 3_600 });
  world.clock.after(20_000, () => world.forget(B));
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect(await decisions()).toEqual(['alreadyDisconnected']);
});

test('a server that is deleted by the same request is not looked for again', async () => {
  await start(connectionsWith({ afterDisconnection: AfterDisconnection.DELETE }));
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect([world.server(B), await decisions()]).toEqual([undefined, ['disconnected']]);
  expect(seconds()[0]).toBeLessThan(8);
});

test('a deployment that brings a server does not fail for one empty answer, nor one that changes it', async () => {
  world = await World.start([A, B]);
  world.mgn.describeLagMs = 5_000;
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('CREATE_COMPLETE');
  await world.clock.sleep(120_000);
  expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }))).toBe('UPDATE_COMPLETE');
});

test('guards are asked for a server that MGN does not show at first, and not for one that is gone', async () => {
  world = await World.start([A, B]);
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), CUTOVER_ONLY));
  await world.clock.sleep(120_000);
  world.mgn.describeLagMs = 5_000;
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY))).toBe('UPDATE_ROLLBACK_COMPLETE');
  world.forget(B);
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY))).toBe('UPDATE_COMPLETE');
});
