import {
  aboutConnection,
  aboutStack,
  DESTROYED,
  deletion,
  event,
  listed,
  MGN_THROTTLES,
  REMOVED,
  SERVER,
  STACK,
} from './answers';
import { play } from './play';

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
/** Another nested stack of the tree, which is updated by itself. */
const TAKEN = [
  aboutNested('CREATE_IN_PROGRESS'),
  ...Array.from({ length: 8 }, () => aboutNested('CREATE_COMPLETE')),
  aboutNested('UPDATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', '', 'Other'),
  aboutConnection('CREATE_COMPLETE', SERVER, 'Other'),
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
            : listed(aboutConnection('CREATE_COMPLETE', SERVER, 'Other'))
          : listed(aboutNested('UPDATE_COMPLETE')) + listed(aboutConnection('DELETE_IN_PROGRESS')),
      describe: (since) => (since < 300 * SECOND ? MGN_THROTTLES : undefined),
    });
    expect(calls).toEqual([]);
  },
);
