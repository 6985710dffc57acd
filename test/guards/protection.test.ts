import { A, app, B, type Declaration, fails, guarded, type Place, retained, type Shape } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* Single servers that are protected: to unprotect one and to remove it takes two deployments. */

worldForEach();

const kept = (place: Place = 'root'): Declaration => ({ place, retain: false, protect: true });
const free = (place: Place = 'root'): Declaration => ({ place, retain: false, protect: false });
const WAY_OUT = /\(s-0{16}b\) is protected\. Declare what is protected again, without 'protect', .* two deployments$/;

const deploy = (shape: Shape, options?: object) => world.deploy('One', shape, options);

describe('a deployment that removes a protected server is refused, and rolled back', () => {
  test('though no provider has a guard', async () => {
    await deploy(app({ [A]: kept(), [B]: kept() }));
    expect(await deploy(app({ [A]: kept() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.refusal).toMatch(WAY_OUT);
    expect([world.deletes, world.connected]).toEqual([[], [A, B]]);
  });

  test('also when other servers go that are not protected', async () => {
    await deploy(app({ [A]: free(), [B]: kept() }));
    expect(await deploy(app({ [A]: free() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await deploy(app({ [B]: kept() }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([B]);
  });

  test('in a nested stack that goes with it', async () => {
    await deploy(app({ [A]: kept(), [B]: kept('a') }));
    expect(await deploy(app({ [A]: kept() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.refusal).toMatch(WAY_OUT);
  });

  test('beside guards that are met', async () => {
    await deploy(guarded(app({ [A]: 'root', [B]: kept() }), { states: ['READY_FOR_TEST'] }));
    expect(await deploy(guarded(app({ [A]: 'root' }), { states: ['READY_FOR_TEST'] }))).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect(world.refusal).toMatch(WAY_OUT);
  });

  test('when the guards move to another provider in the same deployment', async () => {
    await deploy(app({ [A]: kept('a'), [B]: kept('b') }));
    const moved = guarded(app({ [A]: kept('a') }), { a: { states: ['READY_FOR_TEST'] } });
    expect(await deploy(moved)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('when a parameter names another server', async () => {
    const by = (id: string) => app({ [id]: { place: 'root', retain: false, protect: true, parameter: 'Chosen' } });
    await deploy(by(B));
    expect(await deploy(by(A))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('again after a failure without rollback that has unprotected it: no completed deployment has', async () => {
    await deploy(app({ [A]: kept(), [B]: kept() }));
    const failing = app({ [A]: kept(), [B]: free() }, fails('Create'));
    expect(await deploy(failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(await deploy(app({ [A]: kept() }), { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(world.refusal).toMatch(WAY_OUT);
    expect(world.connected).toEqual([A, B]);
  });
});

describe('a deployment goes on', () => {
  test('that only unprotects, and so does the next one that removes the server', async () => {
    await deploy(app({ [A]: kept(), [B]: kept() }));
    expect(await deploy(app({ [A]: kept(), [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(await deploy(app({ [A]: kept() }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  });

  test('that unprotects the last protected server, and so the next', async () => {
    await deploy(app({ [B]: kept() }));
    expect(await deploy(app({ [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(await deploy(app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  });

  test('that brings guards, and removes a server that was protected two deployments ago', async () => {
    await deploy(app({ [A]: 'root', [B]: kept() }));
    await deploy(app({ [A]: 'root', [B]: 'root' }));
    expect(await deploy(guarded(app({ [A]: 'root' }), { states: ['READY_FOR_TEST'] }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  });

  test.each<[string, Place, Place]>([
    ['into a nested stack', 'root', 'a'],
    ['out of a nested stack', 'a', 'root'],
    ['between nested stacks', 'a', 'b'],
  ])('that moves a protected server %s', async (_, from, to) => {
    await deploy(app({ [A]: kept(), [B]: kept(from) }));
    expect(await deploy(app({ [A]: kept(), [B]: kept(to) }))).toBe('UPDATE_COMPLETE');
    expect([world.connected, world.answers('FAILED')]).toEqual([[A, B], []]);
  });

  test('that removes a protected server which is retained: it stays connected', async () => {
    await deploy(app({ [A]: kept(), [B]: { ...retained('root'), protect: true } }));
    expect(await deploy(app({ [A]: kept() }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('that removes a protected server which is already disconnected', async () => {
    await deploy(app({ [A]: kept(), [B]: kept() }));
    world.disconnect(B);
    expect(await deploy(app({ [A]: kept() }))).toBe('UPDATE_COMPLETE');
    expect(world.answers('FAILED')).toEqual([]);
  });

  test.each([true, false])('back from a failure that added a protected server (nested: %s)', async (isNested) => {
    await deploy(app({ [A]: 'root' }));
    const added = app({ [A]: 'root', [B]: kept(isNested ? 'a' : 'root') }, fails('Create'));
    expect(await deploy(added)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([world.connected, world.answers('FAILED')]).toEqual([[A, B], []]);
  });

  test('back from a failed creation, and the stack is deleted', async () => {
    expect(await deploy(app({ [B]: kept() }, fails('Create')), { OnFailure: 'DELETE' })).toBe('missing');
    expect([world.connected, world.answers('FAILED')]).toEqual([[A, B], []]);
  });
});

describe('a protected server that moves to another provider', () => {
  test('stays connected, and is protected there', async () => {
    await deploy(app({ [A]: kept(), [B]: kept('a') }));
    expect(await deploy(app({ [A]: kept(), [B]: kept('b') }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
    expect(await deploy(app({ [A]: kept() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.refusal).toMatch(WAY_OUT);
    expect(world.connected).toEqual([A, B]);
  });

  test('can be unprotected with the move, and be removed by the deployment after that', async () => {
    await deploy(app({ [A]: kept(), [B]: kept('a') }));
    expect(await deploy(app({ [A]: kept(), [B]: free('b') }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
    expect(await deploy(app({ [A]: kept() }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A]);
  });

  test('is protected as before by a move that fails, whatever the new provider declares', async () => {
    await deploy(app({ [A]: kept(), [B]: kept('a') }));
    const failing = app({ [A]: kept(), [B]: free('b') }, fails('Create'));
    expect(await deploy(failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(await deploy(app({ [A]: kept() }), { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(world.refusal).toMatch(WAY_OUT);
    expect(world.connected).toEqual([A, B]);
  });
});

describe('the last protected server of a stack without guards, removed with the gate', () => {
  test('stays connected: its deletion fails behind a deployment that completes, and says what to do', async () => {
    await deploy(app({ [A]: 'root', [B]: kept() }));
    expect(await deploy(app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
    const reasons = world.answers('FAILED').map(({ Reason }) => Reason);
    expect(reasons).toHaveLength(3);
    expect(reasons[0]).toMatch(
      /^source server s-0{16}b stays connected: .* protects it, and unprotecting and removing are two deployments.*disconnect-from-service/,
    );
    expect(await world.log('{ $.Failed = 1 }')).toHaveLength(3);
  });

  test('makes the deployment fail where another server says that it is not protected, so that the gate stays', async () => {
    await deploy(app({ [A]: free(), [B]: kept() }));
    expect(await deploy(app({ [A]: free() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('stays connected after a failure without rollback that has unprotected it', async () => {
    await deploy(app({ [A]: 'root', [B]: kept() }));
    await deploy(app({ [A]: 'root', [B]: 'root' }, fails('Create')), { DisableRollback: true });
    await deploy(app({ [A]: 'root' }), { DisableRollback: true });
    expect(world.connected).toEqual([A, B]);
  });
});

describe('the deletion of a stack with a protected server', () => {
  test('is refused, and the reason ends in the command that keeps the servers', async () => {
    await deploy(app({ [A]: 'root', [B]: kept('a') }));
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    const { refusal = '' } = world;
    expect(refusal).toMatch(/\(s-0{16}b\) is protected\. To delete it and keep/);
    const [, ids = ''] =
      /aws cloudformation delete-stack --stack-name One --retain-resources (.+)$/.exec(refusal) ?? [];
    expect(await world.destroy('One', { RetainResources: ids.split(' ') })).toBe('missing');
    expect(world.connected).toEqual([A, B]);
  });

  test('disconnects the others when the gate alone is retained, and fails for the protected one', async () => {
    await deploy(app({ [A]: 'root', [B]: kept() }));
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.refusal).toContain('alone disconnects the servers that are not protected');
    const gate = /retain (MgnRemovalGate\w+) alone/.exec(world.refusal ?? '')?.[1] ?? '';
    expect(await world.destroy('One', { RetainResources: [gate] })).toBe('DELETE_FAILED');
    expect(world.connected).toEqual([B]);
    expect(world.answers('FAILED').at(-1)?.Reason).toMatch(/to delete the stack, retain this connection$/);
  });

  test('goes on when the server was disconnected by hand', async () => {
    await deploy(app({ [B]: kept() }));
    world.disconnect(B);
    expect(await world.destroy('One')).toBe('missing');
  });
});
