import * as cfn from '@aws-sdk/client-cloudformation';
import type { Declaration, Neighbour, Place, Shape } from './app';
import { World } from './world';

/*
 * Every way in which CloudFormation comes to send a Delete, on the local AWS, with the built handler: the rows of
 * docs/custody.md, which names these tests.
 */

const A = 's-0000000000000000a';
const B = 's-0000000000000000b';

let world: World;
beforeEach(async () => {
  world = await World.start([A, B]);
});
afterEach(() => world.stop());

describe('a completed deployment disconnects', () => {
  test('all servers of a stack that the user deletes', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'a' }));
    expect(await world.destroy('One')).toBe('missing');
    expect(connected()).toEqual([]);
  });

  test('a server that an update removes', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(connected()).toEqual([A]);
  });

  test('the last server of a stack, whose provider goes with it', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({}))).toBe('UPDATE_COMPLETE');
    expect(connected()).toEqual([B]);
  });

  test('the old server when a parameter names another one: a replacement of the same logical id', async () => {
    await world.deploy('One', app({ [A]: byParameter('root') }));
    expect(await world.deploy('One', app({ [B]: byParameter('root') }))).toBe('UPDATE_COMPLETE');
    expect(connected()).toEqual([B]);
  });

  test('a server that an update removes from a nested stack', async () => {
    await world.deploy('One', app({ [A]: 'a', [B]: 'a' }));
    expect(await world.deploy('One', app({ [A]: 'a' }))).toBe('UPDATE_COMPLETE');
    expect(connected()).toEqual([A]);
  });

  test('the servers of a nested stack that an update removes', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'a' }));
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(connected()).toEqual([A]);
  });

  test('servers of a stack created without rollback, once it was complete', async () => {
    await world.deploy('One', app({ [A]: 'root' }), { DisableRollback: true });
    await world.destroy('One');
    expect(connected()).toEqual([B]);
  });

  test('servers of a stack whose later update was rolled back', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    await world.deploy('One', app({ [A]: 'root' }, fails('Create')));
    await world.destroy('One');
    expect(connected()).toEqual([B]);
  });

  test('a server when a deletion that failed is repeated', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.fault({ service: 'mgn', operation: 'DisconnectFromService', error: 'ConflictException', forSeconds: 7200 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(connected()).toEqual([A, B]);
    world.clearFaults();
    expect(await world.destroy('One')).toBe('missing');
    expect(connected()).toEqual([B]);
  });

  test('a server with each of two stacks that declare it: the first to complete its deletion counts', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    await world.deploy('Two', app({ [A]: 'root' }));
    await world.destroy('Two');
    expect(connected()).toEqual([B]);
    expect(await world.destroy('One')).toBe('missing');
  });
});

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
    await world.deploy('One', app({ [A]: { place: 'root', retain: true }, [B]: { place: 'root', retain: true } }));
    await world.deploy('One', app({ [B]: { place: 'root', retain: true } }));
    await world.destroy('One');
    expect(deletes()).toEqual([]);
    expect(connected()).toEqual([A, B]);
  });

  test('when a deployment that only changes its policy to RETAIN comes before its removal', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({ [A]: { place: 'root', retain: true } }))).toBe('UPDATE_COMPLETE');
    await world.deploy('One', app({}));
    expect(connected()).toEqual([A, B]);
  });

  test('when its update is retried after a failure without rollback', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const failing = app({ [A]: 'root', [B]: 'root' }, fails('Create'));
    expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(connected()).toEqual([A, B]);
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

describe('an event that comes late, twice or from somebody else', () => {
  test('a Delete that is delivered again when the stack is long complete calls nothing', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    await world.deploy('One', app({ [A]: 'root' }));
    const [removal] = world.requests('Delete');
    world.connect(B);
    await world.invokeAgain(removal);
    expect(connected()).toEqual([A, B]);
  });

  test('a made-up Delete for a stack that is not deleting anything calls nothing', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const [creation] = world.requests('Create');
    const answer = await world.invokeAgain({ ...creation, RequestType: 'Delete', PhysicalResourceId: A });
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      Reason: expect.stringMatching(/^kept: the stack is CREATE_COMPLETE/),
    });
    expect(connected()).toEqual([A, B]);
  });

  test('a made-up Delete for a server of another stack is refused by IAM, even while this stack is deleting', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const [creation] = world.requests('Create');
    world.fault({ service: 'mgn', operation: 'DisconnectFromService', match: { sourceServerID: A }, latencyMs: 9_000 });
    await world.cloudFormation.send(new cfn.DeleteStackCommand({ StackName: 'One' }));
    const forged = world.invokeAgain({
      ...creation,
      RequestType: 'Delete',
      PhysicalResourceId: B,
      LogicalResourceId: 'Forged',
    });
    await world.settled('One');
    await forged.catch(() => {});
    expect(connected()).toEqual([B]);
  });

  test('an event whose function is killed is run again by Lambda, and answered once', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.crashes = 2;
    expect(await world.destroy('One')).toBe('missing');
    expect(connected()).toEqual([B]);
    expect(world.requests('Delete')).toHaveLength(1);
    expect(world.answers('SUCCESS')).toHaveLength(2);
  });

  test('every event delivered twice disconnects each server once', async () => {
    world.twice = true;
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    expect(await world.destroy('One')).toBe('missing');
    expect(connected()).toEqual([]);
    expect(
      world.calls.filter(({ operation, outcome }) => operation === 'DisconnectFromService' && outcome === 'ok'),
    ).toHaveLength(2);
  });
});

function app(servers: Record<string, Place | Declaration>, neighbour?: Neighbour): Shape {
  const declarations = Object.entries(servers).map(([id, at]) => [
    id,
    typeof at === 'string' ? { place: at, retain: false } : at,
  ]);
  return { servers: Object.fromEntries(declarations), neighbour };
}

function byParameter(place: Place): Declaration {
  return { place, retain: false, parameter: 'Chosen' };
}

function fails(failsOn: Neighbour['failsOn']): Neighbour {
  return { place: 'root', failsOn, after: true };
}

function connected(): string[] {
  return [A, B].filter((server) => world.isConnected(server));
}

/** The physical ids of all Deletes that were sent. */
function deletes(): string[] {
  return world.requests('Delete').map(({ PhysicalResourceId }) => PhysicalResourceId);
}
