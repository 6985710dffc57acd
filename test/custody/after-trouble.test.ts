import type { FaultSpec } from '../../local-aws/src';
import { A } from '../../testing/app';
import type { World } from '../../testing/world';
import {
  ALL,
  ALL_CALLS,
  ARCHIVE,
  ARCHIVING,
  CONFLICT,
  DELETE,
  DELETING,
  declaredWith,
  IN_CUTOVER,
} from './after-disconnection';

/* What a connection asks for besides the disconnection meets crashes, conflicts and refusals. */

let world: World;
afterEach(() => world.stop());

describe('all is done once, and the deletion succeeds,', () => {
  test.each(ALL_CALLS)(
    'when the function is killed as soon as %s is carried out, since Lambda runs the event again',
    async (operation) => {
      world = await declaredWith(ALL);
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

  test('when the function is killed as soon as MarkAsArchived is carried out, for which MGN waits with the deletion', async () => {
    world = await declaredWith(DELETE);
    world.mgn.deleteNeedsArchive = true;
    world.crashAfter = 'MarkAsArchived';
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual([...ARCHIVING, 'DeleteSourceServer']);
  });

  test('when each event is delivered twice', async () => {
    world = await declaredWith(DELETE);
    world.twice = true;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(DELETING);
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
    world = await declaredWith(ALL);
    world.change(A, IN_CUTOVER);
    for (const operation of ALL_CALLS) world.fault({ service: 'mgn', operation, ...trouble, onlyFunctions: true });
    expect(await world.destroy('One')).toBe('missing');
    expect(world.server(A)).toBeUndefined();
  });

  test('when MGN shows the disconnection a minute later', async () => {
    world = await declaredWith(ARCHIVE);
    world.mgn.disconnectedAfterSeconds = 60;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.changes).toEqual(ARCHIVING);
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
    world = await declaredWith(operation === 'DisconnectFromService' ? DELETE : ALL);
    world.change(A, IN_CUTOVER);
    Object.assign(world.mgn, { deleteNeedsArchive: true, lifeCycleAfterCutover: 'DISCONNECTED' });
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
    world = await declaredWith(ARCHIVE);
    world.fault({ service: 'mgn', operation: 'MarkAsArchived', error: 'AccessDeniedException', forSeconds: 7200 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(/AccessDenied.*; allow the function's role mgn:MarkAsArchived/);
  });
});
