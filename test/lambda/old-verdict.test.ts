import { serverId } from '../../testing/server-ids';
import { aboutConnection, aboutStack, conflict, DESTROYED, MGN_THROTTLES } from './answers';
import { play } from './play';

/*
 * A verdict is asked for again once it is a minute old, whatever has taken the time. Here the deletion is given up after a
 * while: CloudFormation's hour is over, or a copy of the Delete was answered FAILED.
 */

const GIVEN_UP = [...DESTROYED, aboutConnection('DELETE_FAILED')];
const SECOND = 1_000;

test('MGN throttles for five minutes: the verdict of then is no verdict of now', async () => {
  const { calls } = await play({
    stack: (since) => (since < 120 * SECOND ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    events: (since) => (since < 120 * SECOND ? DESTROYED : GIVEN_UP),
    describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
  });
  expect(calls).toEqual([]);
});

test('who is throttled by MGN, and waits for its turn among many, asks again whether its server goes, once the verdict is a minute old', async () => {
  // 480 servers are deleted together: a turn is anywhere in 96 seconds
  jest.spyOn(Math, 'random').mockReturnValue(0.9);
  const others = Array.from({ length: 480 }, (_, i) => aboutConnection('DELETE_IN_PROGRESS', serverId(i), `C${i}`));
  const going = [...DESTROYED.slice(0, 5), ...others, aboutConnection('DELETE_IN_PROGRESS')];
  const { calls } = await play({
    stack: (since) => (since < 30 * SECOND ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    describe: (since) => (since < SECOND ? MGN_THROTTLES : undefined),
    events: (since) => (since < 30 * SECOND ? going : [...going, aboutConnection('DELETE_FAILED')]),
  });
  jest.restoreAllMocks();
  expect(calls).toEqual([]);
});

test('a verdict is as old as the look that it came from, not as the answer that completed it', async () => {
  const { calls } = await play({
    stack: (since) => (since < 5 * SECOND ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    // the page of events is throttled for a while; what it shows then is of the time before
    events: (since) => (since < 50 * SECOND ? undefined : since < 75 * SECOND ? DESTROYED : GIVEN_UP),
    disconnect: (since) => (since < 90 * SECOND ? conflict() : undefined),
  });
  expect(calls).toEqual([]);
});

/** The deletion was given up, and the next one retains the connection: its last event is that of the first. */
const RETAINED_NEXT = [...GIVEN_UP, aboutStack('DELETE_FAILED'), aboutStack('DELETE_IN_PROGRESS')];

test('events of minutes ago and a state of now are not one look, for a disconnection either', async () => {
  const { calls } = await play({
    events: (since) => (since < 60 * SECOND ? DESTROYED : RETAINED_NEXT),
    stack: (since) => (since < 300 * SECOND ? undefined : 'DELETE_IN_PROGRESS'),
  });
  expect(calls).toEqual([]);
});

test('a deletion that has the state of the last one is another one, though MGN throttled all the time between', async () => {
  const { calls } = await play({
    stack: () => 'DELETE_IN_PROGRESS',
    deletedAt: (since) => (since < 120 * SECOND ? '2026-01-01T00:00:00Z' : '2026-01-01T00:02:00Z'),
    events: (since) => (since < 120 * SECOND ? DESTROYED : RETAINED_NEXT),
    describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
  });
  expect(calls).toEqual([]);
});
