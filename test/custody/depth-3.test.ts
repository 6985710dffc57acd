import { CfnResource, NestedStack, type Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import { type Build, failingAfter, guard } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';
import { connectionsIn, updateAlone } from '../../testing/operator';
import { SERVERS } from '../../testing/program';

/* Three stacks in each other: root, middle, leaf. */

const [A, B, C] = SERVERS;

interface Servers {
  readonly root?: readonly string[];
  readonly middle?: readonly string[];
  readonly leaf?: readonly string[];
  readonly guarded?: boolean;
}

worldForEach(SERVERS);

function stacks({ root, middle, leaf, guarded }: Servers): Build {
  const declare = (stack: Stack, ids: readonly string[] = []): Stack => {
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    if (guarded) guard(stack, { never: true });
    for (const id of ids) new SourceServerConnection(stack, id, { sourceServerId: id });
    return stack;
  };
  return (top) => {
    declare(top, root);
    const between = (middle || leaf) && declare(new NestedStack(top, 'Middle'), middle);
    if (between && leaf) declare(new NestedStack(between, 'Leaf'), leaf);
  };
}

const deploy = (servers: Servers, options = {}) => world.deploy('One', stacks(servers), options);

/** The same with a neighbour that fails when all nested stacks are done. */
async function fail(servers: Servers, options = {}): Promise<string> {
  world.edit = failingAfter('::Stack');
  const status = await deploy(servers, options);
  world.edit = () => {};
  return status;
}

test.each<[string, Servers, string[]]>([
  ['a server of the leaf', { root: [A], middle: [B], leaf: [] }, [A, B]],
  ['the leaf', { root: [A], middle: [B] }, [A, B]],
  ['the middle', { root: [A] }, [A]],
  ['a server that moves up', { root: [A, C], middle: [B], leaf: [] }, [A, B, C]],
  ['all that moves up', { root: [A, B, C] }, [A, B, C]],
  ['all that moves down', { middle: [A], leaf: [B, C] }, [A, B, C]],
])('an update that completes, and not one that is rolled back, decides over %s', async (_, next, connected) => {
  expect(await deploy({ root: [A], middle: [B], leaf: [C] })).toBe('CREATE_COMPLETE');
  expect(await fail(next)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.connected).toEqual([A, B, C]);
  expect(await deploy(next)).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual(connected);
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
});

test('what an update that failed without rollback has added to them was never held', async () => {
  expect(await deploy({ root: [A], middle: [] })).toBe('CREATE_COMPLETE');
  expect(await fail({ root: [A], middle: [B], leaf: [C] }, { DisableRollback: true })).toBe('UPDATE_FAILED');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([B, C]);
});

test('a creation that failed without rollback, and is deleted, disconnects nothing', async () => {
  expect(await fail({ root: [A], middle: [B], leaf: [C] }, { DisableRollback: true })).toBe('CREATE_FAILED');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([A, B, C]);
});

test('the middle is updated alone: what it removes from the leaf stays and is told; what it leaves goes with the root', async () => {
  expect(await deploy({ root: [A], middle: [B], leaf: [C] })).toBe('CREATE_COMPLETE');
  const middle = await world.nestedIn('One');
  const status = await updateAlone(world, middle, ({ Resources }) => {
    for (const id of connectionsIn(Resources)) delete Resources[id];
  });
  expect(status).toBe('UPDATE_COMPLETE');
  expect(world.answers('FAILED').at(-1)?.Reason).toMatch(/updated alone/);
  expect(world.connected).toEqual([A, B, C]);
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([B]);
});

test('the leaf is deleted alone: its server stays, and goes with the root', async () => {
  expect(await deploy({ root: [A], middle: [B], leaf: [C] })).toBe('CREATE_COMPLETE');
  const leaf = await world.nestedIn(await world.nestedIn('One'));
  expect(await world.destroy(leaf)).toBe('DELETE_FAILED');
  expect(world.connected).toEqual([A, B, C]);
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
});

test('guards of the leaf hold the removal of the middle, and the deletion', async () => {
  expect(await deploy({ root: [A], middle: [B], leaf: [C], guarded: true })).toBe('CREATE_COMPLETE');
  expect(await deploy({ root: [A], guarded: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await deploy({ root: [A], middle: [B], guarded: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(world.connected).toEqual([A, B, C]);
});
