import { CREATED, DESTROYED, refusal, type StackEvent } from './answers';
import { play } from './play';

/*
 * A stack is deleted directly after its creation, or an update. DescribeStacks and DescribeStackEvents are two
 * questions: either answer may be seconds older than the other.
 */

const BEGUN = CREATED.slice(0, -1);

test.each<[string, string, readonly StackEvent[]]>([
  ['the state is that of the creation, the events are a second old', 'CREATE_IN_PROGRESS', CREATED],
  ['the state is that of the creation, and so are the events', 'CREATE_IN_PROGRESS', BEGUN],
  ['the state is that of now, the events are those of the creation', 'DELETE_IN_PROGRESS', BEGUN],
  ['no stack is seen yet', 'missing', []],
])('for three seconds %s: the server is disconnected, or the answer is a failure', async (_, early, shown) => {
  const isEarly = (since: number) => since < 3_000;
  const missing = refusal('ValidationError', 'Stack with id Stack does not exist');
  const { answer, disconnects } = await play({
    stack: (since) => (!isEarly(since) ? 'DELETE_IN_PROGRESS' : early === 'missing' ? missing : early),
    events: (since) => (isEarly(since) ? shown : DESTROYED),
  });
  expect({ disconnects, status: answer.Status, reason: answer.Reason }).toEqual(
    answer.Status === 'FAILED' ? expect.anything() : expect.objectContaining({ disconnects: 1 }),
  );
});

test.each<[string, readonly StackEvent[]]>([
  ['does not show the deletion yet', CREATED],
  ['shows nothing that was completed', BEGUN],
])(
  'what the events say once is not kept while CloudFormation throttles the state: it %s, and is asked for again',
  async (_, early) => {
    const { answer, disconnects } = await play({
      stack: (since) => (since < 12_000 ? undefined : 'DELETE_IN_PROGRESS'),
      events: (since) => (since < 3_000 ? early : DESTROYED),
    });
    expect({ disconnects, status: answer.Status }).toEqual({ disconnects: 1, status: 'SUCCESS' });
  },
);
