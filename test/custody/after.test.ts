import { AfterDisconnection, type SourceServerConnectionProps } from '../../lib';
import type { FaultSpec } from '../../local-aws/src';
import { connectionsWith } from '../../testing/custodian';
import { A, app, B, byParameter, fails } from '../../testing/shapes';
import { World } from '../../testing/world';

/* What a connection may ask for besides the disconnection: in MGN's order, once each, and only when a server goes. */

const ARCHIVE = { afterDisconnection: AfterDisconnection.ARCHIVE };
const DELETE = { afterDisconnection: AfterDisconnection.DELETE };
const FINALIZE = { finalizeCutover: true };
const ALL = { ...DELETE, ...FINALIZE };
const IN_CUTOVER = { lifeCycle: { state: 'CUTTING_OVER' } };

const CALLS = ['DisconnectFromService', 'MarkAsArchived', 'DeleteSourceServer'];
const ALL_CALLS = ['FinalizeCutover', ...CALLS];
const CONFLICT = { error: 'ConflictException' };

let world: World;
afterEach(() => world.stop());

describe('a server that goes', () => {
  test.each([
    ['nothing more', {}, CALLS.slice(0, 1)],
    ['that its record stays', { afterDisconnection: AfterDisconnection.KEEP_RECORD }, CALLS.slice(0, 1)],
    ['to archive it', ARCHIVE, CALLS.slice(0, 2)],
    ['to delete it', DELETE, CALLS],
  ])('is, if its connection asks for %s, brought there by these calls in this order', async (_, props, calls) => {
    await declared(props);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(calls);
    expect(world.server(A)?.isArchived).toBe(calls.length === 1 ? false : calls.length === 2 ? true : undefined);
  });

  test('by an update is archived too, and one that stays is not', async () => {
    world = await World.start([A, B], connectionsWith(ARCHIVE));
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    expect(await world.deploy('One', app({ [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect([A, B].map((id) => world.server(id)?.isArchived)).toEqual([true, false]);
  });

  test('for another, by a parameter that names it, is archived as its own deployment asked for', async () => {
    world = await World.start([A, B], connectionsWith(ARCHIVE));
    await world.deploy('One', app({ [A]: byParameter('root') }));
    await world.deploy('One', app({ [B]: byParameter('root') }));
    expect([A, B].map((id) => world.server(id)?.isArchived)).toEqual([true, false]);
  });

  test('is deleted also if MGN deletes only what is archived', async () => {
    await declared(DELETE);
    world.mgn.deleteNeedsArchive = true;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.server(A)).toBeUndefined();
  });

  test('and was disconnected by somebody before is archived all the same, and nothing else is called', async () => {
    await declared(ARCHIVE);
    world.disconnect(A);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(['MarkAsArchived']);
  });

  test('and was disconnected and archived before is only deleted, if that is asked for', async () => {
    await declared(DELETE);
    world.disconnect(A);
    world.change(A, { isArchived: true });
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(['DeleteSourceServer']);
  });

  test('and was deleted before is left alone', async () => {
    await declared(DELETE);
    world.forget(A);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual([]);
  });
});

describe('a cutover', () => {
  test('that is under way is finalized first, if that is asked for', async () => {
    await declared(FINALIZE);
    world.change(A, IN_CUTOVER);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(['FinalizeCutover', 'DisconnectFromService']);
    expect(world.server(A)?.lifeCycle?.lastCutover?.finalized).toBeDefined();
  });

  test('that is under way is not finalized, if that is not asked for', async () => {
    await declared(ARCHIVE);
    world.change(A, IN_CUTOVER);
    await world.destroy('One');
    expect(world.changes).toEqual(['DisconnectFromService', 'MarkAsArchived']);
  });

  test.each(['READY_FOR_TEST', 'TESTING', 'READY_FOR_CUTOVER'])('in state %s is not finalized', async (state) => {
    await declared(FINALIZE);
    world.change(A, { lifeCycle: { state } });
    await world.destroy('One');
    expect(world.changes).toEqual(['DisconnectFromService']);
  });

  test.each(['CUTOVER', 'DISCONNECTED'] as const)(
    'that is finalized leads to the end when MGN then shows %s',
    async (state) => {
      await declared(ALL);
      world.change(A, IN_CUTOVER);
      world.mgn.lifeCycleAfterCutover = state;
      expect(await world.destroy('One')).toBe('missing');
      expect(world.changes).toEqual(ALL_CALLS);
    },
  );
});

describe('nothing is called', () => {
  test('by a rollback', async () => {
    world = await World.start([A, B], connectionsWith(ALL));
    await world.deploy('One', app({ [A]: 'root' }));
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')));
    await world.deploy('Two', app({ [B]: 'root' }, fails('Create')));
    expect(world.changes).toEqual([]);
  });

  test('when a server moves to another place of its tree', async () => {
    await declared(ALL);
    await world.deploy('One', app({ [A]: 'a' }));
    expect(world.changes).toEqual([]);
  });

  test('by a Delete of a stack that is long complete', async () => {
    await declared(ALL);
    const [creation] = world.requests('Create');
    await world.invokeAgain({ ...creation, RequestType: 'Delete', PhysicalResourceId: A });
    expect(world.changes).toEqual([]);
  });
});

describe('all is done once, and the deletion succeeds,', () => {
  test.each(ALL_CALLS)(
    'when the function is killed as soon as %s is carried out, since Lambda runs the event again',
    async (operation) => {
      await declared(ALL);
      world.change(A, IN_CUTOVER);
      world.crashAfter = operation;
      expect(await world.destroy('One')).toBe('missing');
      expect(world.server(A)).toBeUndefined();
      // MGN does not show whether a server that was finalized is disconnected: it is asked for that again
      expect(new Set(world.changes)).toEqual(new Set(ALL_CALLS));
      expect(world.changes.filter((one) => one !== 'DisconnectFromService')).toEqual(
        ALL_CALLS.filter((one) => one !== 'DisconnectFromService'),
      );
    },
  );

  test('when each event is delivered twice', async () => {
    await declared(DELETE);
    world.twice = true;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(CALLS);
    expect(world.answers('FAILED')).toEqual([]);
  });

  test.each<[string, Partial<FaultSpec>]>([
    ['is throttled for minutes', { error: 'ThrottlingException', forSeconds: 240 }],
    ['is a conflict for minutes', { ...CONFLICT, forSeconds: 240 }],
    ['answers 500', { error: 'InternalServerException', status: 500, times: 3 }],
    ['breaks the connection', { error: 'ConnectionReset', times: 3 }],
    ['answers garbage', { error: 'Malformed', times: 3 }],
    ['is denied for the first minute', { error: 'AccessDeniedException', forSeconds: 60 }],
  ])('when each call %s', async (_, trouble) => {
    await declared(ALL);
    world.change(A, IN_CUTOVER);
    for (const operation of ALL_CALLS) world.fault({ service: 'mgn', operation, ...trouble, onlyFunctions: true });
    expect(await world.destroy('One')).toBe('missing');
    expect(world.server(A)).toBeUndefined();
  });

  test('when MGN shows the disconnection a minute later', async () => {
    await declared(ARCHIVE);
    world.mgn.disconnectedAfterSeconds = 60;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(CALLS.slice(0, 2));
  });
});

describe('a call that MGN refuses all the time', () => {
  test.each([
    ['FinalizeCutover', 'could not be finalized', 'wait for its running job to end', true],
    ['DisconnectFromService', 'could not be disconnected', 'wait for its running job to end', true],
    [
      'MarkAsArchived',
      'is disconnected, but could not be archived',
      'life cycle state is DISCONNECTED or CUTOVER',
      false,
    ],
    ['DeleteSourceServer', 'is disconnected, but could not be deleted', 'does not replicate', false],
  ])('fails the deletion: %s, and the next deletion goes on from there', async (operation, what, remedy, connected) => {
    await declared(operation === 'DisconnectFromService' ? DELETE : ALL);
    world.change(A, IN_CUTOVER);
    world.fault({ service: 'mgn', operation, ...CONFLICT, forSeconds: 7200 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(
      new RegExp(`^source server ${A} ${what}: .*ConflictException.*; .*${remedy}`),
    );
    expect(world.isConnected(A)).toBe(connected);
    world.clearFaults();
    expect(await world.destroy('One')).toBe('missing');
    expect(world.server(A)).toBeUndefined();
  });

  test('for want of a permission names it', async () => {
    await declared(ARCHIVE);
    world.fault({ service: 'mgn', operation: 'MarkAsArchived', error: 'AccessDeniedException', forSeconds: 7200 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(/AccessDenied.*; allow the function's role mgn:MarkAsArchived/);
  });
});

test.each([
  ['AfterDisconnection', 'burn', /AfterDisconnection must be archive or delete, got "burn"/],
  ['FinalizeCutover', 'yes', /FinalizeCutover must be true or false, got "yes"/],
])(
  'a template with a malformed %s fails at its deployment, not at the deletion months later',
  async (name, value, reason) => {
    await declared({});
    const [creation = {}] = world.requests('Create');
    const ResourceProperties = { ...creation.ResourceProperties, [name]: value };
    expect(await world.invokeAgain({ ...creation, ResourceProperties })).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(reason),
    });
  },
);

test('what a made-up Delete asks for beyond the deployed connection is refused by IAM', async () => {
  await declared({});
  world.change(A, IN_CUTOVER);
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', ...CONFLICT, forSeconds: 7200 });
  const deleting = world.destroy('One');
  await world.clock.sleep(60_000);
  const [deletion = {}] = world.requests('Delete');
  const ResourceProperties = { ...deletion.ResourceProperties, FinalizeCutover: 'true' };
  expect((await world.invokeAgain({ ...deletion, ResourceProperties }))?.Reason).toMatch(
    /not authorized to perform: mgn:FinalizeCutover/,
  );
  await deleting;
  expect(world.changes).toEqual([]);
});

/** Server A in stack One, by a connection that asks for something. */
async function declared(props: Partial<SourceServerConnectionProps>): Promise<void> {
  world = await World.start([A, B], connectionsWith(props));
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('CREATE_COMPLETE');
}
