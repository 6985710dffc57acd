import { aboutConnection, aboutStack, DESTROYED, deletion, event, STACK, type StackEvent } from './answers';
import { play } from './play';

/* The states say that a stack is deleted, or cleans up after an update, and the events do not show that it has begun. */

const NESTED = STACK.replace('stack/Stack/1', 'stack/Stack-Nested/1');
const STACK_TYPE = 'AWS::CloudFormation::Stack';
const aboutNested = (status: string) => event('Nested', NESTED, status, STACK_TYPE);
const ofNested = (status: string) => event('Stack-Nested', NESTED, status, STACK_TYPE);

/** What comes after them is later in all logs: the times of events are their places. */
const MEANWHILE = Array.from({ length: 5 }, () => event('Other', 'other', 'CREATE_COMPLETE'));
const own = DESTROYED.map((one) => (one.type === STACK_TYPE ? ofNested(one.status) : one));
const OWN = [...own.slice(0, 4), ...MEANWHILE, ...own.slice(4)];
const OF_ROOT = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutNested('CREATE_IN_PROGRESS'),
  ...MEANWHILE.slice(2),
  aboutNested('CREATE_COMPLETE'),
  aboutStack('CREATE_COMPLETE'),
  aboutStack('DELETE_IN_PROGRESS'),
  aboutNested('DELETE_IN_PROGRESS'),
];

const UNCLEAR =
  /^cannot tell whether a completed deployment gives up source server s-0{16}a, nothing was disconnected: /;

test('a server of a nested stack is not kept silently while the root shows no events at all', async () => {
  const { answer, disconnects } = await remove({ own: OWN, root: () => [] });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(UNCLEAR) });
  expect(disconnects).toBe(0);
});

test('nor while the events of the root end before the deployment that completed', async () => {
  const { answer, disconnects } = await remove({ own: OWN, root: () => OF_ROOT.slice(0, 6) });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(UNCLEAR) });
  expect(disconnects).toBe(0);
});

test('nor is that of a stack on its own', async () => {
  const { answer, disconnects } = await remove({ own: DESTROYED.slice(0, 3) });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(UNCLEAR) });
  expect(disconnects).toBe(0);
});

test('a nested stack that was updated by itself, and whose events end before that completed, gives up nothing either', async () => {
  const added = [
    ofNested('CREATE_COMPLETE'),
    ofNested('UPDATE_IN_PROGRESS'),
    aboutConnection('CREATE_IN_PROGRESS', ''),
    aboutConnection('CREATE_COMPLETE'),
  ];
  const { answer, disconnects } = await remove({ own: added, root: () => OF_ROOT });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(UNCLEAR) });
  expect(disconnects).toBe(0);
});

test('events that come within eight seconds are believed', async () => {
  const { answer, disconnects } = await remove({ own: OWN, root: (since) => (since < 7_000 ? [] : OF_ROOT) });
  expect([answer.Status, disconnects]).toEqual(['SUCCESS', 1]);
});

test('a server that no completed deployment held is kept, where the events show the deletion of the failed creation', async () => {
  const failed = [...DESTROYED.slice(0, 3), aboutStack('CREATE_FAILED'), ...DESTROYED.slice(4)];
  const { answer, disconnects } = await remove({ own: failed });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringMatching(/^kept: no completed deployment/) });
  expect(disconnects).toBe(0);
});

interface Shown {
  readonly own: readonly StackEvent[];
  /** Of a nested stack: what its root shows, by the milliseconds since the request. */
  readonly root?: (since: number) => readonly StackEvent[];
}

/** The deletion of a stack, or of a root with its nested stack: DescribeStacks shows it from the first. */
function remove({ own, root }: Shown) {
  if (!root) return play({ events: () => own });
  return play({ event: { ...deletion(), StackId: NESTED }, events: root, eventsOfNested: () => own });
}
