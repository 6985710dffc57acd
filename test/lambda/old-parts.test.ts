import type { HttpResponse } from '../../local-aws/src/kernel/types';
import {
  aboutConnection,
  aboutStack,
  DESTROYED,
  deletion,
  event,
  eventsOf,
  listed,
  MGN_THROTTLES,
  resourcesOf,
  SERVER,
  STACK,
  type StackEvent,
  stackOf,
  THROTTLED,
} from './answers';
import { environmentOf } from './invocation';
import { OneServer } from './one-server';

/* The parts of a verdict are not all of one time, and the world goes on until MGN can be called. */

const SECOND = 1_000;
const GIVEN_UP = [...DESTROYED, aboutConnection('DELETE_FAILED')];
const RETAINED_NEXT = [...GIVEN_UP, aboutStack('DELETE_FAILED'), aboutStack('DELETE_IN_PROGRESS')];

test('events of one deletion and the state of the next are no verdict on which a server goes minutes later', async () => {
  // DescribeStacks is tried after 4.5, 13.5 and 31.5 seconds
  jest.spyOn(Math, 'random').mockReturnValue(0.9);
  const { calls } = await play({
    events: (since) => (since < 30 * SECOND ? DESTROYED : RETAINED_NEXT),
    stack: (since) => (since < 31 * SECOND ? undefined : 'DELETE_IN_PROGRESS'),
    deletedAt: (since) => (since < 30 * SECOND ? '2026-01-01T00:00:00Z' : '2026-01-01T00:00:31Z'),
    describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
  });
  jest.restoreAllMocks();
  expect(calls).toEqual([]);
});

test('a server whose deletion has been given up stays, though its stack still deletes its other resources', async () => {
  const { calls } = await play({
    events: (since) => (since < 120 * SECOND ? DESTROYED : GIVEN_UP),
    stack: () => 'DELETE_IN_PROGRESS',
    deletedAt: () => '2026-01-01T00:00:00Z',
    describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
  });
  expect(calls).toEqual([]);
});

test('a cutover that begins while a verdict is asked for again is finalized before the server is disconnected', async () => {
  const { calls } = await play({
    event: deletion({ FinalizeCutover: 'true' }),
    events: () => DESTROYED,
    stack: (since) => (since > 60 * SECOND && since < 400 * SECOND ? undefined : 'DELETE_IN_PROGRESS'),
    describe: (since) => (since < 70 * SECOND ? MGN_THROTTLES : undefined),
    lifeCycle: (since) => (since < 300 * SECOND ? 'READY_FOR_CUTOVER' : 'CUTTING_OVER'),
  });
  expect(calls[0]).toBe('/FinalizeCutover');
});

test('a deletion is another one than the last although both show the time of the first, as long as they show their ids', async () => {
  const operation = (since: number) => (since < 120 * SECOND ? 'first' : 'second');
  const { calls } = await play({
    events: (since) => (since < 120 * SECOND ? DESTROYED : RETAINED_NEXT),
    stack: () => 'DELETE_IN_PROGRESS',
    deletedAt: () => '2026-01-01T00:00:00Z',
    more: (since) =>
      `<LastOperations><member><OperationType>DELETE_STACK</OperationType><OperationId>${operation(since)}</OperationId></member></LastOperations>`,
    describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
  });
  expect(calls).toEqual([]);
});

const NESTED = STACK.replace('stack/Stack/1', 'stack/Stack-Nested/1');
const aboutNested = (status: string) => event('Nested', NESTED, status, 'AWS::CloudFormation::Stack');
const TYPE = 'Custom::MgnSourceServerConnection';
const REMOVED = [
  ...DESTROYED.slice(0, 4),
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
];
/** Another nested stack of the tree, which is updated by itself. */
const TAKEN = [
  aboutNested('CREATE_IN_PROGRESS'),
  ...Array.from({ length: 8 }, () => aboutNested('CREATE_COMPLETE')),
  aboutNested('UPDATE_IN_PROGRESS'),
  event('Other', '', 'CREATE_IN_PROGRESS', TYPE),
  event('Other', SERVER, 'CREATE_COMPLETE', TYPE),
];

test.each([0, 120])(
  'a server that another nested stack takes after %d seconds of the clean-up stays',
  async (after) => {
    const { calls } = await play({
      stack: () => 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      events: () => REMOVED,
      eventsOfNested: () => TAKEN,
      resources: (since, name) =>
        name === NESTED
          ? since < after * SECOND
            ? ''
            : listed(event('Other', SERVER, 'CREATE_COMPLETE', TYPE))
          : listed(aboutNested('UPDATE_COMPLETE')) + listed(aboutConnection('DELETE_IN_PROGRESS')),
      describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
    });
    expect(calls).toEqual([]);
  },
);

interface Situation {
  readonly stack: (since: number) => string | undefined;
  readonly deletedAt?: (since: number) => string;
  readonly events: (since: number) => readonly StackEvent[] | undefined;
  readonly describe?: (since: number) => HttpResponse | undefined;
  readonly lifeCycle?: (since: number) => string;
  readonly event?: unknown;
  /** What else DescribeStacks shows. */
  readonly more?: (since: number) => string;
  readonly eventsOfNested?: () => readonly StackEvent[];
  readonly resources?: (since: number, stack: string) => string;
}

async function play({ stack, deletedAt, events, describe, lifeCycle, event: sent = deletion(), ...rest }: Situation) {
  let began = 0;
  const aws = new OneServer(
    (asked, clock) => {
      const since = clock.now() - began;
      const name = asked.get('StackName') ?? '';
      if (asked.get('Action') === 'ListStackResources') return resourcesOf(rest.resources?.(since, name) ?? '');
      if (asked.get('Action') === 'DescribeStacks') {
        const status = stack(since);
        return status ? withMore(stackOf(status, deletedAt?.(since)), rest.more?.(since)) : THROTTLED;
      }
      const shown = name === STACK ? events(since) : rest.eventsOfNested?.();
      return shown ? eventsOf(shown, Number(asked.get('NextToken') ?? 0)) : THROTTLED;
    },
    (clock) => lifeCycle?.(clock.now() - began),
  );
  const { send, clock } = environmentOf((request, clock) => {
    const refusal = request.path === '/DescribeSourceServers' ? describe?.(clock.now() - began) : undefined;
    return refusal ?? aws.reply(request, clock);
  });
  began = clock.now();
  await send(sent);
  return { calls: aws.calls };
}

function withMore(answer: HttpResponse, more = ''): HttpResponse {
  return { ...answer, body: String(answer.body).replace('</StackStatus>', `</StackStatus>${more}`) };
}
