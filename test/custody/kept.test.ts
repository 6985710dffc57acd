import * as cfn from '@aws-sdk/client-cloudformation';
import { A, app, B, byParameter, fails, retained } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/*
 * Every way in which CloudFormation comes to send a Delete of a server that no completed deployment gives up: rows of
 * docs/how-it-decides.md; docs/proofs.md names these tests.
 */

worldForEach();

describe('a server is kept', () => {
  test('when the creation of its stack is rolled back', async () => {
    expect(await world.deploy('One', app({ [A]: 'root' }, fails('Create')))).toBe('ROLLBACK_COMPLETE');
    expect(world.deletes).toEqual([A]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the creation of its nested stack is rolled back with the root', async () => {
    expect(await world.deploy('One', app({ [A]: 'a' }, fails('Create')))).toBe('ROLLBACK_COMPLETE');
    expect(world.deletes).toEqual([A]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when its creation in flight is cancelled, by a Delete whose id CloudFormation invents', async () => {
    world.fault({ service: 'mgn', operation: 'DescribeSourceServers', latencyMs: 9_000 });
    expect(await world.deploy('One', app({ [A]: 'root' }, { ...fails('Create'), after: false }))).toBe(
      'ROLLBACK_COMPLETE',
    );
    expect(world.deletes).toEqual([expect.stringMatching(/^One-SourceServer/)]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when OnFailure=DELETE deletes the stack that could not be created', async () => {
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'a' }, fails('Create')), { OnFailure: 'DELETE' })).toBe(
      'missing',
    );
    expect(world.deletes.sort()).toEqual([A, B]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the user deletes a stack that failed to be created and was not rolled back', async () => {
    expect(await world.deploy('One', app({ [A]: 'root' }, fails('Create')), { DisableRollback: true })).toBe(
      'CREATE_FAILED',
    );
    expect(await world.destroy('One')).toBe('missing');
    expect(world.deletes).toEqual([A]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the user deletes its stack while that is still being created', async () => {
    world.fault({ service: 'mgn', operation: 'DescribeSourceServers', match: filterOf(B), latencyMs: 9_000 });
    await world.startDeploy('One', app({ [A]: 'root', [B]: 'root' }));
    await world.clock.sleep(3_000);
    expect(await world.status('One')).toBe('CREATE_IN_PROGRESS');
    expect(await world.destroy('One')).toBe('missing');
    expect(world.deletes).toContain(A);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the cdk CLI deletes a stack whose rollback failed, though the Delete of the server is repeated then', async () => {
    world.blind = true;
    expect(await world.deploy('One', app({ [A]: 'root' }, fails('Create')))).toBe('ROLLBACK_FAILED');
    world.blind = false;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.deletes).toEqual([A, A]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the update that adds it is rolled back', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')))).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect(world.deletes).toEqual([B]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the update that adds its nested stack is rolled back', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const failing = app({ [A]: 'root', [B]: 'a' }, fails('Create'));
    expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.deletes).toEqual([B]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the update that removes it is rolled back', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    expect(await world.deploy('One', app({ [A]: 'root' }, fails('Create')))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('when the update that replaces it is rolled back: neither the old nor the new server is touched (aws/aws-cdk#27199)', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    const failing = app({ [B]: byParameter('root') }, fails('Create'));
    expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.deletes).toEqual([B]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the update that replaces it fails in the replacement itself, with the id echoed (aws/aws-cdk#22670)', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    const missing = 's-fffffffffffffffff';
    expect(await world.deploy('One', app({ [missing]: byParameter('root') }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.deletes).toEqual([]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when the update is rolled back to a server that was disconnected by hand meanwhile: nothing is stuck', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    world.disconnect(A);
    const failing = app({ [B]: byParameter('root') }, fails('Create'));
    expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.connected).toEqual([B]);
  });

  test('when the update is cancelled', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.fault({ service: 'mgn', operation: 'DescribeSourceServers', latencyMs: 9_000 });
    await world.startDeploy('One', app({ [B]: 'root' }));
    await world.cloudFormation.send(new cfn.CancelUpdateStackCommand({ StackName: 'One' }));
    expect(await world.settled('One')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('when a rollback that failed is continued', async () => {
    await world.deploy('One', app({ [A]: 'root' }, fails('Update')));
    expect(await world.deploy('One', app({ [B]: 'root' }, fails('Update')))).toBe('UPDATE_ROLLBACK_FAILED');
    world.mended = true;
    await world.cloudFormation.send(new cfn.ContinueUpdateRollbackCommand({ StackName: 'One' }));
    expect(await world.settled('One')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test.each([
    ['from the root to a nested stack', 'root', 'a'],
    ['from a nested stack to the root', 'a', 'root'],
    ['from one nested stack to another', 'a', 'b'],
  ] as const)('when it moves %s', async (_, from, to) => {
    await world.deploy('One', app({ [A]: from, [B]: 'root' }));
    expect(await world.deploy('One', app({ [A]: to, [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.deletes).toEqual([A]);
    expect(world.connected).toEqual([A, B]);
    await world.destroy('One');
    expect(world.connected).toEqual([]);
  });

  test('when its logical id changes, since its id now comes by a parameter', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({ [A]: byParameter('root') }))).toBe('UPDATE_COMPLETE');
    expect(world.deletes).toEqual([A]);
    expect(world.connected).toEqual([A, B]);
  });

  test('with RemovalPolicy.RETAIN, which sends no Delete at all', async () => {
    await world.deploy('One', app({ [A]: retained('root'), [B]: retained('root') }));
    await world.deploy('One', app({ [B]: retained('root') }));
    await world.destroy('One');
    expect(world.deletes).toEqual([]);
    expect(world.connected).toEqual([A, B]);
  });

  test('when a deployment that only changes its policy to RETAIN comes before its removal', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({ [A]: retained('root') }))).toBe('UPDATE_COMPLETE');
    await world.deploy('One', app({}));
    expect(world.connected).toEqual([A, B]);
  });
});

function filterOf(server: string) {
  return { filters: { sourceServerIDs: [server] } };
}
