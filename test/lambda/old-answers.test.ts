import { aboutConnection, aboutStack, deletion, eventsOf, type StackEvent, stackOf, THROTTLED } from './answers';
import { invoke, respond } from './invocation';
import { OneServer } from './one-server';

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
  let began: number | undefined;
  const aws = new OneServer((asked, clock) => {
    began ??= clock.now();
    const isEarly = clock.now() - began < 3_000;
    if (asked.get('Action') === 'DescribeStackEvents') return eventsOf(isEarly ? shown : DELETED);
    const status = isEarly ? early : 'DELETE_IN_PROGRESS';
    if (status !== 'missing') return stackOf(status);
    const error = '<Code>ValidationError</Code><Message>Stack with id Stack does not exist</Message>';
    return { ...respond(`<ErrorResponse><Error>${error}</Error></ErrorResponse>`), status: 400 };
  });
  const { answer } = await invoke(deletion(), aws.reply);
  const { disconnects } = aws;
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
    let began: number | undefined;
    const aws = new OneServer((asked, clock) => {
      began ??= clock.now();
      const age = clock.now() - began;
      if (asked.get('Action') === 'DescribeStackEvents') return eventsOf(age < 3_000 ? early : DELETED);
      if (age >= 12_000) return stackOf('DELETE_IN_PROGRESS');
      return THROTTLED;
    });
    const { answer } = await invoke(deletion(), aws.reply);
    const { disconnects } = aws;
    expect({ disconnects, status: answer.Status }).toEqual({ disconnects: 1, status: 'SUCCESS' });
  },
);
