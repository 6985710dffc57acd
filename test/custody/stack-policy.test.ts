import * as cfn from '@aws-sdk/client-cloudformation';
import { A, app, B, byParameter } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* What a stack policy denies fails before any server is disconnected. */

worldForEach();

const everybody = { Principal: '*', Resource: '*' };
const CONNECTIONS = { StringEquals: { ResourceType: ['Custom::MgnSourceServerConnection'] } };

/** Lets everything be updated, but nothing be done to a connection that `action` names. */
async function deny(action: string): Promise<void> {
  const Statement = [
    { ...everybody, Effect: 'Allow', Action: 'Update:*' },
    { ...everybody, Effect: 'Deny', Action: action, Condition: CONNECTIONS },
  ];
  const StackPolicyBody = JSON.stringify({ Statement });
  await world.cloudFormation.send(new cfn.SetStackPolicyCommand({ StackName: 'One', StackPolicyBody }));
}

test('an update that removes a server fails and is rolled back, if the stack policy denies the deletion of connections', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  await deny('Update:Delete');
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
  const reasons = (await world.events('One')).map(({ ResourceStatusReason }) => ResourceStatusReason);
  expect(reasons).toContainEqual(expect.stringMatching(/^Action denied by stack policy: .*\[Update:Delete\]/));
  expect([world.requests('Delete'), world.connected]).toEqual([[], [A, B]]);
});

test('without rollback neither that update nor its rollback on request disconnects the server', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  await deny('Update:Delete');
  expect(await world.deploy('One', app({ [A]: 'root' }), { DisableRollback: true })).toBe('UPDATE_FAILED');
  await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: 'One' }));
  expect(await world.settled('One')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([world.requests('Delete'), world.connected]).toEqual([[], [A, B]]);
});

test('the update that removes it completes, and disconnects it, with a policy for that update alone', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  await deny('Update:Delete');
  const StackPolicyDuringUpdateBody = JSON.stringify({
    Statement: { ...everybody, Effect: 'Allow', Action: 'Update:*' },
  });
  const options = { StackPolicyDuringUpdateBody } as Partial<cfn.CreateStackCommandInput>;
  expect(await world.deploy('One', app({ [A]: 'root' }), options)).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([A]);
});

test.each([
  ['Update:Modify', 'succeeds', 'UPDATE_ROLLBACK_COMPLETE', [A, B]],
  ['Update:Replace', 'succeeds', 'UPDATE_COMPLETE', [B]],
  ['Update:Replace', 'fails', 'UPDATE_ROLLBACK_COMPLETE', [A, B]],
] as const)(
  'where %s of connections is denied, a replacement that CloudFormation sees in the answer %s: it ends in %s',
  async (action, replacementByAnswer, status, left) => {
    Object.assign(world.stacks, { replacementByAnswer });
    await world.deploy('One', app({ [A]: byParameter('root') }));
    await deny(action);
    expect(await world.deploy('One', app({ [B]: byParameter('root') }))).toBe(status);
    expect(world.connected).toEqual(left);
  },
);

test('a stack policy does not keep the servers of a stack that is deleted', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  await deny('Update:*');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([B]);
});
