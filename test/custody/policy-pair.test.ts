import { CfnDeletionPolicy, CfnParameter, type CfnResource } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import { A, B, type Build, failingAfter, permitAnyServer } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* A connection whose two policies differ, by an override: one for its deletion, another for a replacement. */

const { DELETE, RETAIN } = CfnDeletionPolicy;
const NEITHER = /a deployment that did not complete has updated the connection/;

worldForEach();
beforeEach(async () => {
  world.edit = permitAnyServer;
});

test('a completed update that replaces its server disconnects the old one, if only a deletion retains it', async () => {
  await world.deploy('One', pair(A, RETAIN, DELETE));
  expect(await world.deploy('One', pair(B, RETAIN, DELETE))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([B]);
});

test('of a server that a failed update has replaced, the next update says that it is unclear', async () => {
  await world.deploy('One', pair(A, RETAIN, DELETE));
  await fail(pair(B, RETAIN, DELETE));
  expect(await world.deploy('One', pair(B, RETAIN, DELETE), { DisableRollback: true })).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([A, B]);
  expect(world.answers('FAILED').at(-1)?.Reason).toMatch(NEITHER);
});

test('so does an update that removes the connection', async () => {
  await world.deploy('One', pair(A, DELETE, RETAIN));
  await fail(pair(B, DELETE, RETAIN));
  await world.deploy('One', () => {}, { DisableRollback: true });
  expect(world.isConnected(A)).toBe(true);
  expect(world.answers('FAILED').at(-1)?.Reason).toMatch(NEITHER);
});

test.each([
  [RETAIN, DELETE, [A, B]],
  [DELETE, RETAIN, [B]],
])(
  'the deletion of the stack after such a failure follows DeletionPolicy %s, not %s',
  async (deletion, replacement, connected) => {
    await world.deploy('One', pair(A, deletion, replacement));
    await fail(pair(B, deletion, replacement));
    await world.destroy('One');
    expect(world.connected).toEqual(connected);
  },
);

async function fail(build: Build): Promise<void> {
  world.edit = (template, token) => {
    permitAnyServer(template);
    failingAfter('Connection')(template, token);
  };
  expect(await world.deploy('One', build, { DisableRollback: true })).toBe('UPDATE_FAILED');
  world.edit = permitAnyServer;
}

function pair(server: string, deletion: CfnDeletionPolicy, replacement: CfnDeletionPolicy): Build {
  return (root) => {
    const sourceServerId = new CfnParameter(root, 'Id', { default: server }).valueAsString;
    const connection = new SourceServerConnection(root, 'Chosen', { sourceServerId });
    const resource = connection.node.defaultChild as CfnResource;
    resource.cfnOptions.deletionPolicy = deletion;
    resource.cfnOptions.updateReplacePolicy = replacement;
  };
}
