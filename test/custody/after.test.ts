import { AfterDisconnection } from '../../lib';
import { A, app, B, byParameter, fails } from '../../testing/app';
import { connectionsWith } from '../../testing/custodian';
import { World } from '../../testing/world';
import {
  ALL,
  ALL_CALLS,
  ARCHIVE,
  ARCHIVING,
  CONFLICT,
  DELETE,
  DELETING,
  declaredWith,
  FINALIZE,
  IN_CUTOVER,
} from './after-disconnection';

/* What a connection may ask for besides the disconnection: in MGN's order, once each, and only when a server goes. */

let world: World;
afterEach(() => world.stop());

describe('a server that goes', () => {
  test.each([
    ['nothing more', {}, ['DisconnectFromService'], false],
    ['that its record stays', { afterDisconnection: AfterDisconnection.KEEP_RECORD }, ['DisconnectFromService'], false],
    ['to archive it', ARCHIVE, ARCHIVING, true],
    ['to delete it', DELETE, DELETING, undefined],
  ])(
    'is, if its connection asks for %s, brought there by these calls in this order',
    async (_, props, calls, archived) => {
      world = await declaredWith(props);
      expect(await world.destroy('One')).toBe('missing');
      expect(world.changes).toEqual(calls);
      expect(world.server(A)?.isArchived).toBe(archived);
    },
  );

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

  test('is archived before it is deleted if MGN refuses to delete what is not', async () => {
    world = await declaredWith(DELETE);
    world.mgn.deleteNeedsArchive = true;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual([...ARCHIVING, 'DeleteSourceServer']);
    expect(world.server(A)).toBeUndefined();
  });

  test('and was already disconnected by hand is archived all the same, and nothing else is called', async () => {
    world = await declaredWith(ARCHIVE);
    world.disconnect(A);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(['MarkAsArchived']);
  });

  test('and was disconnected and archived before is only deleted, if that is asked for', async () => {
    world = await declaredWith(DELETE);
    world.disconnect(A);
    world.change(A, { isArchived: true });
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(['DeleteSourceServer']);
  });

  test('and was deleted before is left alone', async () => {
    world = await declaredWith(DELETE);
    world.forget(A);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual([]);
  });
});

describe('a cutover', () => {
  test('that is under way is finalized first, if that is asked for', async () => {
    world = await declaredWith(FINALIZE);
    world.change(A, IN_CUTOVER);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(['FinalizeCutover', 'DisconnectFromService']);
    expect(world.server(A)?.lifeCycle?.lastCutover?.finalized).toBeDefined();
  });

  test('that is under way is not finalized, if that is not asked for', async () => {
    world = await declaredWith(ARCHIVE);
    world.change(A, IN_CUTOVER);
    await world.destroy('One');
    expect(world.changes).toEqual(['DisconnectFromService', 'MarkAsArchived']);
  });

  test.each(['READY_FOR_TEST', 'TESTING', 'READY_FOR_CUTOVER'])('in state %s is not finalized', async (state) => {
    world = await declaredWith(FINALIZE);
    world.change(A, { lifeCycle: { state } });
    await world.destroy('One');
    expect(world.changes).toEqual(['DisconnectFromService']);
  });

  test.each(['CUTOVER', 'DISCONNECTED'] as const)(
    'that is finalized leads to the end when MGN then shows %s',
    async (state) => {
      world = await declaredWith(ALL);
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
    world = await declaredWith(ALL);
    await world.deploy('One', app({ [A]: 'a' }));
    expect(world.changes).toEqual([]);
  });

  test('by a Delete of a stack that is long complete', async () => {
    world = await declaredWith(ALL);
    const [creation] = world.requests('Create');
    await world.invokeAgain({ ...creation, RequestType: 'Delete', PhysicalResourceId: A });
    expect(world.changes).toEqual([]);
  });
});

test.each([
  ['AfterDisconnection', 'burn', /AfterDisconnection must be archive or delete, got "burn"/],
  ['FinalizeCutover', 'yes', /FinalizeCutover must be true or false, got "yes"/],
])(
  'a template with a malformed %s fails at its deployment, not at the deletion months later',
  async (name, value, reason) => {
    world = await declaredWith({});
    const [creation = {}] = world.requests('Create');
    const ResourceProperties = { ...creation.ResourceProperties, [name]: value };
    expect(await world.invokeAgain({ ...creation, ResourceProperties })).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(reason),
    });
  },
);

test('what a made-up Delete asks for beyond the deployed connection is refused by IAM', async () => {
  world = await declaredWith({});
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
