import * as cfn from '@aws-sdk/client-cloudformation';
import { A, anyServer, app, B, byParameter, fails, retained } from '../../testing/shapes';
import { World } from '../../testing/world';

/*
 * Every way in which CloudFormation comes to send a Delete of a server that no completed deployment gives up: rows of
 * docs/custody.md, which names these tests.
 */

let world: World;
beforeEach(async () => {
  world = await World.start([A, B]);
});
afterEach(() => world.stop());

describe('a server is kept', () => {
  test('when the creation of its stack is rolled back', async () => {
    expect(await world.deploy('One', app({ [A]: 'root' }, fails('Create')))).toBe('ROLLBACK_COMPLETE');
    expect(deletes()).toEqual([A]);
    expect(connected()).toEqual([A, B]);
  });

  test('when the creation of its nested stack is rolled back with the root', async () => {
    expect(await world.deploy('One', app({ [A]: 'a' }, fails('Create')))).toBe('ROLLBACK_COMPLETE');
    expect(deletes()).toEqual([A]);
    expect(connected()).toEqual([A, B]);
  });

  test('when its creation in flight is cancelled, by a Delete whose id CloudFormation invents', async () => {
    world.fault({ service: 'mgn', operation: 'DescribeSourceServers', latencyMs: 9_000 });
    expect(await world.deploy('One', app({ [A]: 'root' }, { ...fails('Create'), after: false }))).toBe(
      'ROLLBACK_COMPLETE',
    );
    expect(deletes()).toEqual([expect.stringMatching(/^One-SourceServer/)]);
    expect(connected()).toEqual([A, B]);
  });

  test('when OnFailure=DELETE deletes the stack that could not be created', async () => {
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'a' }, fails('Create')), { OnFailure: 'DELETE' })).toBe(
      'missing',
    );
    expect(deletes().sort()).toEqual([A, B]);
    expect(connected()).toEqual([A, B]);
  });

  test('when the user deletes a stack that failed to be created and was not rolled back', async () => {
    expect(await world.deploy('One', app({ [A]: 'root' }, fails('Create')), { DisableRollback: true })).toBe(
      'CREATE_FAILED',
    );
    expect(await world.destroy('One')).toBe('missing');
    expect(deletes()).toEqual([A]);
    expect(connected()).toEqual([A, B]);
  });

  test('when the user deletes its stack while that is still being created', async () => {
    world.fault({ service: 'mgn', operation: 'DescribeSourceServers', match: filterOf(B), latencyMs: 9_000 });
    await world.startDeploy('One', app({ [A]: 'root', [B]: 'root' }));
    await world.clock.sleep(3_000);
    expect(await world.status('One')).toBe('CREATE_IN_PROGRESS');
    expect(await world.destroy('One')).toBe('missing');
    expect(deletes()).toContain(A);
    expect(connected()).toEqual([A, B]);
  });

  test('when the retry of a creation without rollback completes without it', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')), { DisableRollback: true });
    expect(await world.deploy('One', app({ [A]: 'root' }), { DisableRollback: true })).toBe('UPDATE_COMPLETE');
    expect(deletes()).toEqual([B]);
    expect(connected()).toEqual([A, B]);
    await world.destroy('One');
    expect(connected()).toEqual([B]);
  });

  test('when such a stack is rolled back on request', async () => {
    await world.deploy('One', app({ [A]: 'root' }, fails('Create')), { DisableRollback: true });
    await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: 'One' }));
    await world.settled('One');
    expect(connected()).toEqual([A, B]);
  });

  test('when the cdk CLI deletes a stack whose rollback failed, though the Delete of the server is repeated then', async () => {
    world.blind = true;
    expect(await world.deploy('One', app({ [A]: 'root' }, fails('Create')))).toBe('ROLLBACK_FAILED');
    world.blind = false;
    expect(await world.destroy('One')).toBe('missing');
    expect(deletes()).toEqual([A, A]);
    expect(connected()).toEqual([A, B]);
  });

  test('when the update that adds it is rolled back', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')))).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect(deletes()).toEqual([B]);
    expect(connected()).toEqual([A, B]);
  });

  test('when the update that adds its nested stack is rolled back', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const failing = app({ [A]: 'root', [B]: 'a' }, fails('Create'));
    expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(deletes()).toEqual([B]);
    expect(connected()).toEqual([A, B]);
  });

  test('when the update that removes it is rolled back', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    expect(await world.deploy('One', app({ [A]: 'root' }, fails('Create')))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(connected()).toEqual([A, B]);
  });

  test('when the update that replaces it is rolled back: neither the old nor the new server is touched (aws/aws-cdk#27199)', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    const failing = app({ [B]: byParameter('root') }, fails('Create'));
    expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(deletes()).toEqual([B]);
    expect(connected()).toEqual([A, B]);
  });

  test('when the update that replaces it fails in the replacement itself, with the id echoed (aws/aws-cdk#22670)', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    const missing = 's-fffffffffffffffff';
    expect(await world.deploy('One', app({ [missing]: byParameter('root') }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(deletes()).toEqual([]);
    expect(connected()).toEqual([A, B]);
  });

  test('when the update is rolled back to a server that somebody has disconnected meanwhile: nothing is stuck', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    world.disconnect(A);
    const failing = app({ [B]: byParameter('root') }, fails('Create'));
    expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(connected()).toEqual([B]);
  });

  test('when the update is cancelled', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.fault({ service: 'mgn', operation: 'DescribeSourceServers', latencyMs: 9_000 });
    await world.startDeploy('One', app({ [B]: 'root' }));
    await world.cloudFormation.send(new cfn.CancelUpdateStackCommand({ StackName: 'One' }));
    expect(await world.settled('One')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(connected()).toEqual([A, B]);
  });

  test('when a rollback that failed is continued', async () => {
    await world.deploy('One', app({ [A]: 'root' }, fails('Update')));
    expect(await world.deploy('One', app({ [B]: 'root' }, fails('Update')))).toBe('UPDATE_ROLLBACK_FAILED');
    world.mended = true;
    await world.cloudFormation.send(new cfn.ContinueUpdateRollbackCommand({ StackName: 'One' }));
    expect(await world.settled('One')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(connected()).toEqual([A, B]);
  });

  test.each([
    ['from the root to a nested stack', 'root', 'a'],
    ['from a nested stack to the root', 'a', 'root'],
    ['from one nested stack to another', 'a', 'b'],
  ] as const)('when it moves %s', async (_, from, to) => {
    await world.deploy('One', app({ [A]: from, [B]: 'root' }));
    expect(await world.deploy('One', app({ [A]: to, [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(deletes()).toEqual([A]);
    expect(connected()).toEqual([A, B]);
    await world.destroy('One');
    expect(connected()).toEqual([]);
  });

  test('when its logical id changes, since its id now comes by a parameter', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({ [A]: byParameter('root') }))).toBe('UPDATE_COMPLETE');
    expect(deletes()).toEqual([A]);
    expect(connected()).toEqual([A, B]);
  });

  test('with RemovalPolicy.RETAIN, which sends no Delete at all', async () => {
    await world.deploy('One', app({ [A]: retained('root'), [B]: retained('root') }));
    await world.deploy('One', app({ [B]: retained('root') }));
    await world.destroy('One');
    expect(deletes()).toEqual([]);
    expect(connected()).toEqual([A, B]);
  });

  test('when a deployment that only changes its policy to RETAIN comes before its removal', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({ [A]: retained('root') }))).toBe('UPDATE_COMPLETE');
    await world.deploy('One', app({}));
    expect(connected()).toEqual([A, B]);
  });

  test('when its update is retried after a failure without rollback', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const failing = app({ [A]: 'root', [B]: 'root' }, fails('Create'));
    expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    const again = app({ [A]: 'root', [B]: 'root' });
    expect(await world.deploy('One', again, { DisableRollback: true })).toBe('UPDATE_COMPLETE');
    expect(connected()).toEqual([A, B]);
  });

  test.each([
    ['its stack', 'root', 'root'],
    ['a nested stack', 'a', 'a'],
    ['a new nested stack', 'root', 'b'],
  ] as const)(
    'when an update without rollback that failed has added it to %s, and the user deletes the stack',
    async (_, there, to) => {
      await world.deploy('One', app({ [A]: there }));
      const failing = app({ [A]: there, [B]: to }, fails('Create'));
      expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
      expect(await world.destroy('One')).toBe('missing');
      expect(deletes().sort()).toEqual([A, B]);
      expect(connected()).toEqual([B]);
    },
  );

  test('when an update without rollback that failed has added it, and the next one completes without it', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')), { DisableRollback: true });
    expect(await world.deploy('One', app({ [A]: 'root' }), { DisableRollback: true })).toBe('UPDATE_COMPLETE');
    expect(deletes()).toEqual([B]);
    expect(connected()).toEqual([A, B]);
  });

  test('when an update without rollback that failed has put it in the place of another, and the user deletes the stack', async () => {
    await world.deploy('One', anyServer(app({ [A]: byParameter('root') })));
    const failing = anyServer(app({ [B]: byParameter('root') }, fails('Create')));
    expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(await world.destroy('One')).toBe('missing');
    expect(deletes().sort()).toEqual([A, B]);
    expect(connected()).toEqual([B]);
  });

  test('when the update that added it could not be rolled back, and the user deletes the stack', async () => {
    await world.deploy('One', app({ [A]: 'root' }, fails('Update')));
    const failing = app({ [A]: 'root', [B]: 'root' }, fails('Update'));
    expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_FAILED');
    expect(await world.destroy('One')).toBe('missing');
    expect(deletes().sort()).toEqual([A, B]);
    expect(connected()).toEqual([B]);
  });

  test('when its Create failed: a server that the stack never held is not its to disconnect', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.fault({
      service: 'mgn',
      operation: 'DescribeSourceServers',
      error: 'AccessDeniedException',
      forSeconds: 7200,
    });
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }), { DisableRollback: true })).toBe(
      'UPDATE_FAILED',
    );
    world.clearFaults();
    await world.destroy('One');
    expect(connected()).toEqual([B]);
  });
});

function filterOf(server: string) {
  return { filters: { sourceServerIDs: [server] } };
}

function connected(): string[] {
  return [A, B].filter((server) => world.isConnected(server));
}

/** The physical ids of all Deletes that were sent. */
function deletes(): string[] {
  return world.requests('Delete').map(({ PhysicalResourceId }) => PhysicalResourceId);
}
