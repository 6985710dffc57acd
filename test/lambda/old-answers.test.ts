import { aboutConnection, aboutStack, refusal, type StackEvent } from './answers';
import { playTimes } from './played-times';

/*
 * A stack is deleted directly after its creation, or an update. DescribeStacks and DescribeStackEvents are two
 * questions: either answer may be seconds older than the other.
 */

const CREATED = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE'),
];
const COMPLETE = [...CREATED, aboutStack('CREATE_COMPLETE')];
const DELETED = [...COMPLETE, aboutStack('DELETE_IN_PROGRESS'), aboutConnection('DELETE_IN_PROGRESS')];

test.each<[string, string, StackEvent[]]>([
  ['the state is that of the creation, the events are a second old', 'CREATE_IN_PROGRESS', COMPLETE],
  ['the state is that of the creation, and so are the events', 'CREATE_IN_PROGRESS', CREATED],
  ['the state is that of now, the events are those of the creation', 'DELETE_IN_PROGRESS', CREATED],
  ['no stack is seen yet', 'missing', []],
])('for three seconds %s: the server is disconnected, or the answer is a failure', async (_, early, shown) => {
  const isEarly = (since: number) => since < 3_000;
  const missing = refusal('ValidationError', 'Stack with id Stack does not exist');
  const { answer, disconnects } = await playTimes({
    stack: (since) => (!isEarly(since) ? 'DELETE_IN_PROGRESS' : early === 'missing' ? missing : early),
    events: (since) => (isEarly(since) ? shown : DELETED),
  });
  expect({ disconnects, status: answer.Status, reason: answer.Reason }).toEqual(
    answer.Status === 'FAILED' ? expect.anything() : expect.objectContaining({ disconnects: 1 }),
  );
});

test.each<[string, StackEvent[]]>([
  ['does not show the deletion yet', COMPLETE],
  ['shows nothing that was completed', CREATED],
])(
  'what the events say once is not kept while CloudFormation throttles the state: it %s, and is asked for again',
  async (_, early) => {
    const { answer, disconnects } = await playTimes({
      stack: (since) => (since < 12_000 ? undefined : 'DELETE_IN_PROGRESS'),
      events: (since) => (since < 3_000 ? early : DELETED),
    });
    expect({ disconnects, status: answer.Status }).toEqual({ disconnects: 1, status: 'SUCCESS' });
  },
);
