import { A, app, B, CUTOVER_ONLY, guarded } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/*
 * The permissions that a removal with guards will need. They are checked when the guards come: a boundary or an SCP
 * may deny them.
 */

worldForEach();

const denied = { service: 'cloudformation', operation: 'DescribeStackResource', error: 'AccessDenied' } as const;

test('a server that comes with guards fails its deployment while its function may not see the gate', async () => {
  world.fault({ ...denied, onlyFunctions: true, forSeconds: 7_200 });
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY))).toBe('ROLLBACK_COMPLETE');
  expect(world.answers('FAILED')[0]?.Reason).toMatch(
    /allow the function's role cloudformation:DescribeStackResource on /,
  );
});

test('guards that come to a stack that has servers fail their deployment while the gate may not be read', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  world.fault({ ...denied, onlyFunctions: true, forSeconds: 7_200 });
  const status = await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY));
  expect([status, world.isConnected(A)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', true]);
  expect(world.refusal).toMatch(/DescribeStackResource/);
});

test('a guard on jobs that goes with its nested stack is asked for the last time', async () => {
  const both = { root: { atMost: 1 }, a: { noJob: true } } as const;
  await world.deploy('One', guarded(app({ [A]: 'a', [B]: 'root' }), both));
  const status = await world.deploy('One', guarded(app({ [B]: 'root' }), { root: { atMost: 1 } }));
  expect([status, world.refusal]).toEqual(['UPDATE_COMPLETE', undefined]);
  expect([world.connected, world.calls.some(({ operation }) => operation === 'DescribeJobs')]).toEqual([[B], true]);
});
