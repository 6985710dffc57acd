import { CfnResource, CfnStack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import type { Build, Template } from '../../testing/app';
import { guard } from '../../testing/guards';
import { SERVERS } from '../../testing/program';
import { app } from '../../testing/shapes';
import { World } from '../../testing/world';

/* A nested stack whose template is another app's, with a connection in it: no declaration of the root knows its server. */

const [A, B, C] = SERVERS;
const FOREIGN = '/cdk-hnb659fds-assets-123456789012-us-east-1/foreign.json';

let world: World;
beforeEach(async () => {
  world = await World.start([A, B, C]);
  await world.put(FOREIGN, Buffer.from(await foreign()));
  expect(await world.deploy('One', build([A]))).toBe('CREATE_COMPLETE');
});
afterEach(() => world.stop());

test('a deployment that removes nothing is not refused for a server of the nested stack', async () => {
  expect(await world.deploy('One', build([A, C]))).toBe('UPDATE_COMPLETE');
  expect(world.refusal).toBeUndefined();
});

test('one that removes the nested stack is: all guards are asked', async () => {
  expect(await world.deploy('One', build([A], false))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.refusal).toContain(B);
  expect(world.connected).toEqual([A, B, C]);
});

test('the deletion is, too', async () => {
  world.change(A, { lifeCycle: { state: 'READY_FOR_CUTOVER' } });
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(world.connected).toEqual([A, B, C]);
});

function build(servers: readonly string[], hasForeign = true): Build {
  return (root) => {
    guard(root, { states: ['READY_FOR_CUTOVER'] });
    for (const sourceServerId of servers) new SourceServerConnection(root, sourceServerId, { sourceServerId });
    new CfnResource(root, 'Topic', { type: 'AWS::SNS::Topic' });
    const templateUrl = `https://s3.us-east-1.amazonaws.com${FOREIGN}`;
    if (hasForeign) new CfnStack(root, 'Foreign', { templateUrl });
  };
}

/** Declares B. Whoever nests it so has to allow its function to read the root (docs/custody.md). */
async function foreign(): Promise<string> {
  let template: Template = { Resources: {} };
  world.edit = (edited) => {
    template = structuredClone(edited);
  };
  await world.deploy('Other', app({ [B]: 'root' }));
  world.edit = () => {};
  await world.destroy('Other');
  world.connect(B);
  const readsStacks = (one: any) => JSON.stringify(one?.Action ?? '').includes('cloudformation:');
  const allowed = JSON.stringify(template, (_, one) => (readsStacks(one) ? { ...one, Resource: '*' } : one));
  return allowed;
}
