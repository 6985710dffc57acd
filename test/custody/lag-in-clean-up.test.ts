import { A, app, B } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/*
 * The next operation begins as soon as an update is complete, whose clean-up took some seconds, while CloudFormation's
 * answers are seconds old: the function still sees the clean-up, and not yet that the new server was deployed.
 */

const KEPT = /^kept/;

worldForEach();
beforeEach(async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', match: { sourceServerID: A }, latencyMs: 6_000 });
  await world.startDeploy('One', app({ [B]: 'root' }));
  for (let looks = 0; looks < 1_000 && (await world.status('One')) !== 'UPDATE_COMPLETE'; looks++)
    await world.clock.sleep(100);
  expect(world.connected).toEqual([B]);
});

test.each([1_000, 2_000, 3_000, 5_000, 7_000])(
  'a stack that is deleted then takes its new server with it (answers lag %d ms)',
  async (describeLagMs) => {
    Object.assign(world.stacks, { describeLagMs });
    expect(await world.destroy('One')).toBe('missing');
    expect([world.connected, world.answers('SUCCESS').filter(({ Reason }) => KEPT.test(Reason))]).toEqual([[], []]);
  },
);

test.each([3_000, 5_000])(
  'an update that removes the new server then disconnects it (answers lag %d ms)',
  async (describeLagMs) => {
    Object.assign(world.stacks, { describeLagMs });
    await world.startDeploy('One', app({}));
    expect(await world.settled('One')).toBe('UPDATE_COMPLETE');
    expect([world.connected, world.answers('SUCCESS').filter(({ Reason }) => KEPT.test(Reason))]).toEqual([[], []]);
  },
);

test('states and events that are older than eight seconds, both, keep the server without a failure', async () => {
  await world.clock.sleep(60_000);
  Object.assign(world.stacks, { describeLagMs: 20_000 });
  expect(await world.deploy('One', app({}))).toBe('UPDATE_COMPLETE');
  expect([world.connected, world.answers('FAILED')]).toEqual([[B], []]);
  expect(await world.log('{ $.decision = "kept" }')).toMatchObject([{ rule: 'D4', sourceServerId: B }]);
});
