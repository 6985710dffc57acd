import { aboutConnection, aboutStack, CREATED, deletion } from '../lambda/answers';
import { play } from '../lambda/play';

/* A policy with Fn::If, or with two halves, comes to the function as a pair of CloudFormation's own values. */

const EVENTS = [
  ...CREATED,
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutConnection('UPDATE_IN_PROGRESS'),
  aboutConnection('UPDATE_COMPLETE', 's-0000000000000000b'),
  aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
];

test.each([['retain'], [['Retain', 'Retain']], [['Delete', 'Retain']]])(
  'a replaced server whose last completed policy is %j is kept, whatever policy CloudFormation follows',
  async (RemovalPolicy) => {
    const event = deletion({ RemovalPolicy });
    const stack = () => 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    const played = await play({ event, stack, events: () => EVENTS });
    expect(played).toMatchObject({ disconnects: 0, answer: { Status: 'SUCCESS' } });
  },
);

test.each([
  [['Retain', 'Delete'], 0],
  [['Delete', 'Retain'], 1],
])(
  'of a server that only a failed update has replaced, the deletion of the stack follows the first of %j',
  async (RemovalPolicy, disconnects) => {
    const failed = [...EVENTS.slice(0, -2), aboutStack('UPDATE_FAILED'), aboutStack('DELETE_IN_PROGRESS')];
    const events = [...failed, aboutConnection('DELETE_IN_PROGRESS')].map((event) => ({
      ...event,
      properties: { RemovalPolicy },
    }));
    const played = await play({ event: deletion({ RemovalPolicy }), events: () => events });
    expect(played).toMatchObject({ disconnects, answer: { Status: 'SUCCESS' } });
  },
);
