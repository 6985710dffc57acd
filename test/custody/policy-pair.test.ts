import { CfnDeletionPolicy, CfnParameter, type CfnResource } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import type { Build, Template } from '../../testing/app';
import { A, B } from '../../testing/shapes';
import { World } from '../../testing/world';

/* A connection whose two policies differ, by an override: retained when it is deleted, and not when it is replaced. */

let world: World;
beforeEach(async () => {
  world = await World.start([A, B]);
  world.edit = permitAny;
  await world.deploy('One', pair(A));
});
afterEach(() => world.stop());

test('a completed update that replaces its server disconnects the old one', async () => {
  expect(await world.deploy('One', pair(B))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([B]);
});

test('so does the next update, which leaves the connection alone, if the first has failed without rollback', async () => {
  await fail();
  expect(await world.deploy('One', pair(B), { DisableRollback: true })).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([B]);
});

test('the deletion of the stack after such a failure does not: no completed deployment has replaced the server', async () => {
  await fail();
  await world.destroy('One');
  expect(world.connected).toEqual([A, B]);
});

async function fail(): Promise<void> {
  world.edit = (template, token) => {
    permitAny(template);
    template.Resources.Neighbour = {
      Type: 'Custom::Neighbour',
      Properties: { ServiceToken: token, FailsOn: 'Create' },
      DependsOn: Object.keys(template.Resources).filter((id) => template.Resources[id].Type.includes('Connection')),
    };
  };
  expect(await world.deploy('One', pair(B), { DisableRollback: true })).toBe('UPDATE_FAILED');
  world.edit = permitAny;
}

function pair(server: string): Build {
  return (root) => {
    const sourceServerId = new CfnParameter(root, 'Id', { default: server }).valueAsString;
    const connection = new SourceServerConnection(root, 'Chosen', { sourceServerId });
    const resource = connection.node.findChild('Resource').node.defaultChild as CfnResource;
    resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  };
}

/** Permissions that name no server, so that another id replaces nothing but the connection. */
function permitAny({ Resources }: Template): void {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== 'AWS::IAM::ManagedPolicy') continue;
    Properties.Description = 'any source server';
    for (const statement of [Properties.PolicyDocument.Statement].flat()) statement.Resource = '*';
  }
}
