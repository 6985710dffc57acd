import { CfnCondition, CfnParameter, type CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import { A, app, B, type Build, byParameter, CUTOVER_ONLY, guard, guarded, NEVER } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';
import { providersOf } from './providers';

/* What the removal guards ask of a deployment that removes servers, by the rules of docs/guards.md. */

const ROLLED_BACK = 'UPDATE_ROLLBACK_COMPLETE';

worldForEach();

describe('a deployment fails, is rolled back, and disconnects nothing', () => {
  test('when it removes a server whose guard is not met', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), CUTOVER_ONLY));
    expect(await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY))).toBe(ROLLED_BACK);
    expect(world.refusal).toMatch(
      /^removal guards are not met, nothing was disconnected: server-2 \(s-0{16}b\) is READY_FOR_TEST, must be READY_FOR_CUTOVER\. Wait until/,
    );
    expect(world.requests('Delete')).toEqual([]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when it removes the last server: its provider with the guards is still declared', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY));
    expect(await world.deploy('One', guarded(app({}), CUTOVER_ONLY))).toBe(ROLLED_BACK);
    expect(world.connected).toEqual([A, B]);
  });

  test('when it removes a nested stack with such a server', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'a' }), { root: CUTOVER_ONLY, a: CUTOVER_ONLY }));
    expect(await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY))).toBe(ROLLED_BACK);
    expect(world.refusal).toContain(B);
    expect(world.connected).toEqual([A, B]);
  });

  test('when it removes a nested stack with its provider and the guards: those of a provider that is gone count on', async () => {
    const before = guarded(app({ [A]: 'root', [B]: 'a' }), { root: { atMost: 9 }, a: NEVER });
    await world.deploy('One', before);
    expect(await world.deploy('One', guarded(app({ [A]: 'root' }), { root: { atMost: 9 } }))).toBe(ROLLED_BACK);
    expect(world.refusal).toContain('server-2 (s-0000000000000000b) must never leave');
  });

  test('when it removes such a server from a nested stack, whose guards the root asks', async () => {
    await world.deploy('One', guarded(app({ [A]: 'a', [B]: 'a' }), { a: CUTOVER_ONLY }));
    expect(await world.deploy('One', guarded(app({ [A]: 'a' }), { a: CUTOVER_ONLY }))).toBe(ROLLED_BACK);
    expect(world.connected).toEqual([A, B]);
  });

  test.each(['root', 'a'] as const)('when a parameter of %s names another server', async (place) => {
    await world.deploy('One', guarded(app({ [A]: byParameter(place) }), { [place]: CUTOVER_ONLY }));
    const next = guarded(app({ [B]: byParameter(place) }), { [place]: CUTOVER_ONLY });
    expect(await world.deploy('One', next)).toBe(ROLLED_BACK);
    expect(world.refusal).toContain(A);
    expect(world.connected).toEqual([A, B]);
  });

  test.each(['a connection', 'a nested stack'])(
    'when a condition of the template turns and leaves out %s',
    async (what) => {
      const conditional: Build = (root) => {
        const wanted = new CfnParameter(root, 'Wanted', { default: 'yes' });
        const condition = new CfnCondition(root, 'Is', { expression: Fn.conditionEquals(wanted, 'yes') });
        const scope = what === 'a nested stack' ? new NestedStack(root, 'a') : root;
        guard(scope, CUTOVER_ONLY);
        const connection = new SourceServerConnection(scope, A, { sourceServerId: A });
        const resource = connection.node.defaultChild as CfnResource;
        (Stack.of(scope).nestedStackResource ?? resource).cfnOptions.condition = condition;
      };
      await world.deploy('One', conditional);
      const Parameters = [{ ParameterKey: 'Wanted', ParameterValue: 'no' }];
      expect(await world.deploy('One', conditional, { Parameters })).toBe(ROLLED_BACK);
      expect(world.refusal).toContain(A);
    },
  );

  test('when the guards come with it', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    expect(await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY))).toBe(ROLLED_BACK);
    expect(world.gate).toEqual(['Create FAILED', 'Delete SUCCESS']);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the guards come with a parameter that names another server', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    expect(await world.deploy('One', guarded(app({ [B]: byParameter('root') }), CUTOVER_ONLY))).toBe(ROLLED_BACK);
    expect(world.refusal).toContain(A);
  });

  test('when the provider is renamed in the same deployment', async () => {
    await world.deploy('One', providersOf({ Old: CUTOVER_ONLY }, { [A]: 'Old' }));
    expect(await world.deploy('One', providersOf({ New: CUTOVER_ONLY }))).toBe(ROLLED_BACK);
    expect(world.gate).toEqual(['Create SUCCESS', 'Create FAILED', 'Delete SUCCESS']);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the provider is replaced by one of another name that lets servers go: those of the old one are still asked', async () => {
    await world.deploy('One', providersOf({ A: { atMost: 9 }, Old: NEVER }, { [A]: 'A', [B]: 'Old' }));
    const next = providersOf({ A: { atMost: 9 }, New: { atMost: 9 } }, { [A]: 'A' });
    expect(await world.deploy('One', next)).toBe(ROLLED_BACK);
    expect(world.refusal).toContain('must never leave');
  });
});
