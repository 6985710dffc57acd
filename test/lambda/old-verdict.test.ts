import type { HttpResponse } from '../../local-aws/src/kernel/types';
import {
  aboutConnection,
  aboutStack,
  conflict,
  DESTROYED,
  deletion,
  event,
  eventsOf,
  MGN_THROTTLES,
  resourcesOf,
  type StackEvent,
  stackOf,
  THROTTLED,
} from './answers';
import { environmentOf } from './invocation';
import { OneServer } from './one-server';

/*
 * A verdict is asked for again once it is a minute old, whatever has taken the time. Here the deletion is given up after a
 * while: CloudFormation's hour is over, or a copy of the Delete was answered FAILED.
 */

const GIVEN_UP = [...DESTROYED, aboutConnection('DELETE_FAILED')];
const SECOND = 1_000;
const TYPE = 'Custom::MgnSourceServerConnection';

interface Situation {
  /** By the milliseconds since the event came. */
  readonly stack: (since: number) => string | undefined;
  readonly deletedAt?: (since: number) => string;
  readonly events: (since: number) => readonly StackEvent[] | undefined;
  readonly describe?: (since: number) => HttpResponse | undefined;
  readonly disconnect?: (since: number) => HttpResponse | undefined;
}

async function play({ stack, deletedAt, events, describe, disconnect }: Situation) {
  const disconnects: number[] = [];
  const answers: Record<string, string>[] = [];
  let began = 0;
  const aws = new OneServer((asked, clock) => {
    const since = clock.now() - began;
    if (asked.get('Action') === 'ListStackResources') return resourcesOf();
    if (asked.get('Action') === 'DescribeStacks') {
      const status = stack(since);
      return status ? stackOf(status, deletedAt?.(since)) : THROTTLED;
    }
    const shown = events(since);
    return shown ? eventsOf(shown, Number(asked.get('NextToken') ?? 0)) : THROTTLED;
  });
  const { send, clock } = environmentOf((request, clock) => {
    const since = clock.now() - began;
    if (request.method === 'PUT') answers.push(JSON.parse(request.body.toString()));
    const refusals: Record<string, typeof describe> = {
      '/DescribeSourceServers': describe,
      '/DisconnectFromService': disconnect,
    };
    const refusal = refusals[request.path]?.(since);
    if (refusal) return refusal;
    if (request.path === '/DisconnectFromService') disconnects.push(since);
    return aws.reply(request, clock);
  });
  began = clock.now();
  await send(deletion());
  return { disconnects, answers };
}

test('MGN throttles for five minutes: the verdict of then is no verdict of now', async () => {
  const { disconnects } = await play({
    stack: (since) => (since < 120 * SECOND ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    events: (since) => (since < 120 * SECOND ? DESTROYED : GIVEN_UP),
    describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
  });
  expect(disconnects).toEqual([]);
});

test('who is throttled by MGN, and waits for its turn among many, asks again whether its server goes, once the verdict is a minute old', async () => {
  // 480 servers are deleted together: a turn is anywhere in 96 seconds
  jest.spyOn(Math, 'random').mockReturnValue(0.9);
  const others = Array.from({ length: 480 }, (_, i) =>
    event(`C${i}`, `s-${String(i).padStart(17, '0')}`, 'DELETE_IN_PROGRESS', TYPE),
  );
  const going = [...DESTROYED.slice(0, 5), ...others, aboutConnection('DELETE_IN_PROGRESS')];
  const { disconnects } = await play({
    stack: (since) => (since < 30 * SECOND ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    describe: (since) => (since < SECOND ? MGN_THROTTLES : undefined),
    events: (since) => (since < 30 * SECOND ? going : [...going, aboutConnection('DELETE_FAILED')]),
  });
  jest.restoreAllMocks();
  expect(disconnects).toEqual([]);
});

test('a verdict is as old as the look that it came from, not as the answer that completed it', async () => {
  const { disconnects } = await play({
    stack: (since) => (since < 5 * SECOND ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    // the page of events is throttled for a while; what it shows then is of the time before
    events: (since) => (since < 50 * SECOND ? undefined : since < 75 * SECOND ? DESTROYED : GIVEN_UP),
    disconnect: (since) => (since < 90 * SECOND ? conflict() : undefined),
  });
  expect(disconnects).toEqual([]);
});

/** The deletion was given up, and the next one retains the connection: its last event is that of the first. */
const RETAINED_NEXT = [...GIVEN_UP, aboutStack('DELETE_FAILED'), aboutStack('DELETE_IN_PROGRESS')];

test('events of minutes ago and a state of now are not one look, for a disconnection either', async () => {
  const { disconnects } = await play({
    events: (since) => (since < 60 * SECOND ? DESTROYED : RETAINED_NEXT),
    stack: (since) => (since < 300 * SECOND ? undefined : 'DELETE_IN_PROGRESS'),
  });
  expect(disconnects).toEqual([]);
});

test('a deletion that has the state of the last one is another one, though MGN throttled all the time between', async () => {
  const { disconnects } = await play({
    stack: () => 'DELETE_IN_PROGRESS',
    deletedAt: (since) => (since < 120 * SECOND ? '2026-01-01T00:00:00Z' : '2026-01-01T00:02:00Z'),
    events: (since) => (since < 120 * SECOND ? DESTROYED : RETAINED_NEXT),
    describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
  });
  expect(disconnects).toEqual([]);
});
