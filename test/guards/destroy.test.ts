import * as cfn from '@aws-sdk/client-cloudformation';
import { CfnResource, NestedStack } from 'aws-cdk-lib';
import { SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { A, app, B, type Build, CUTOVER_ONLY, fails, guard, guarded, NEVER, READY, retained } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* What the removal guards ask when a stack is deleted, and each way out: rows of docs/guards.md. */

const BOTH = guarded(app({ [A]: 'root', [B]: 'a' }), { root: CUTOVER_ONLY, a: CUTOVER_ONLY });

worldForEach();

describe('a deletion is refused, with every connection as it was', () => {
  test('while a guard is not met, and the next deletion asks again', async () => {
    await world.deploy('One', BOTH);
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.refusal).toMatch(
      /server-1 .* must be READY_FOR_CUTOVER.*server-2 .*\. Wait until the guards are met and delete the stack again\. To delete it and keep the servers/,
    );
    world.change(A, READY);
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.requests('Delete')).toEqual([]);
    expect(world.connected).toEqual([A, B]);
    world.change(B, READY);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([]);
  });

  test('when more servers would leave than may at once', async () => {
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), { atMost: 1 }));
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.connected).toEqual([A, B]);
  });

  test('after an update that was rolled back', async () => {
    await world.deploy('One', BOTH);
    await world.deploy('One', { ...BOTH, neighbour: fails('Create') });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.connected).toEqual([A, B]);
  });

  test('after a failure without rollback, of servers too that it had removed', async () => {
    world.change(A, READY);
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), CUTOVER_ONLY));
    world.change(B, READY);
    const failing = guarded(app({ [A]: 'root' }, fails('Create')), CUTOVER_ONLY);
    expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(world.gate.at(-1)).toBe('Update SUCCESS');
    world.change(B, { lifeCycle: { state: 'TESTING' } });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.refusal).toContain(B);
    expect(world.connected).toEqual([A, B]);
  });

  test('after a failure without rollback that has taken a guard away: those of the last completed deployment count too', async () => {
    await world.deploy('One', BOTH);
    const failing = { ...guarded(app({ [A]: 'root', [B]: 'a' }), { root: { atMost: 9 } }), neighbour: fails('Create') };
    expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.refusal).toMatch(/server-1 .* must be READY_FOR_CUTOVER.*server-2/);
    expect(world.connected).toEqual([A, B]);
  });

  test('but not those that an update without rollback has failed to bring, once the next has completed', async () => {
    const loose = guarded(app({ [A]: 'root', [B]: 'a' }), { root: { atMost: 9 } });
    await world.deploy('One', loose);
    await world.deploy('One', { ...BOTH, neighbour: fails('Create') }, { DisableRollback: true });
    await world.deploy('One', loose, { DisableRollback: true });
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([]);
  });

  test('in a stack that has stood for half a year, so that its events are gone', async () => {
    await world.deploy('One', BOTH);
    await world.clock.sleep(180 * 24 * 3_600_000);
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
  });

  test.each([
    ['MGN', 'mgn', 'DescribeSourceServers'],
    ['the list of resources', 'cloudformation', 'ListStackResources'],
  ])('while %s cannot be read', async (_, service, operation) => {
    await world.deploy('One', BOTH);
    world.fault({ service, operation, error: 'InternalServerException', forSeconds: 3_600 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.refusal).toMatch(
      /^cannot tell whether the removal guards are met, nothing was disconnected: the time of the function was up/,
    );
    expect(world.connected).toEqual([A, B]);
  });
});

test('servers that are retained are not asked for: the stack goes, and they stay connected', async () => {
  await world.deploy('One', guarded(app({ [A]: retained('root'), [B]: retained('a') }), { root: NEVER, a: NEVER }));
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([A, B]);
});

describe('other resources of the stack', () => {
  const build =
    (isProtected: boolean): Build =>
    (root) => {
      const provider = guard(root, NEVER);
      new SourceServerConnection(root, A, { sourceServerId: A });
      const topic = new CfnResource(root, 'Topic', { type: 'AWS::SNS::Topic' });
      const nested = new NestedStack(root, 'Nested');
      new CfnResource(nested, 'Inner', { type: 'AWS::SNS::Topic' });
      if (isProtected) provider.protect(topic);
    };

  test('go at the same time, but nested stacks do not', async () => {
    await world.deploy('One', build(false));
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(await deletedResources()).toContain('Topic');
    expect((await deletedResources()).filter((id) => id.startsWith('Nested'))).toEqual([]);
  });

  test('stay if the provider protects them', async () => {
    await world.deploy('One', build(true));
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(await deletedResources()).not.toContain('Topic');
  });

  test('stay all if the provider protects the stack', async () => {
    await world.deploy('One', (root) => {
      build(false)(root);
      SourceServerConnectionProvider.getOrCreate(root).protect(root);
    });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(await deletedResources()).toEqual([]);
  });
});

describe('the ways out of a refused deletion', () => {
  beforeEach(async () => {
    await world.deploy('One', BOTH);
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
  });

  test('the connections, the nested stacks and the gate retained: the stack goes, and the servers stay connected', async () => {
    // the command that the reason ends in
    const [, ids = ''] = / --stack-name One --retain-resources (.+)$/.exec(world.refusal ?? '') ?? [];
    const RetainResources = ids.split(' ');
    expect(RetainResources.sort()).toEqual((await logicalIds(/Connection$|Gate$|::Stack$/)).sort());
    expect(await world.destroy('One', { RetainResources })).toBe('missing');
    expect(world.requests('Delete')).toEqual([]);
    expect(world.connected).toEqual([A, B]);
  });

  test('the gate alone retained: the guards are no longer asked', async () => {
    expect(await world.destroy('One', { RetainResources: await logicalIds(/Gate$/) })).toBe('missing');
    expect(world.connected).toEqual([]);
  });

  test('FORCE_DELETE_STACK: it goes past the gate', async () => {
    expect(await forceDelete()).toBe('missing');
    expect(world.connected).toEqual([]);
  });
});

test('a deletion that passed the gate and then failed for MGN goes on without the gate', async () => {
  world.change(A, READY);
  await world.deploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY));
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', error: 'ValidationException', times: 1 });
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  world.change(A, { lifeCycle: { state: 'TESTING' } });
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([B]);
});

async function deletedResources(): Promise<string[]> {
  const events = await world.events('One');
  return events.filter((one) => one.ResourceStatus === 'DELETE_COMPLETE').map((one) => one.LogicalResourceId ?? '');
}

/** The SDK of this repository does not know the mode yet. */
async function forceDelete(): Promise<string> {
  const command = new cfn.DeleteStackCommand({ StackName: 'One' });
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { body: string }).body += '&DeletionMode=FORCE_DELETE_STACK';
      return next(args);
    },
    { step: 'build', priority: 'high' },
  );
  await world.cloudFormation.send(command);
  return world.settled('One');
}

async function logicalIds(type: RegExp): Promise<string[]> {
  const events = await world.events('One');
  const isWanted = (one: (typeof events)[number]) =>
    type.test(one.ResourceType ?? '') && one.LogicalResourceId !== 'One';
  return [...new Set(events.filter(isWanted).map((one) => one.LogicalResourceId ?? ''))];
}
