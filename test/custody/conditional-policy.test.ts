import { aboutConnection, aboutStack } from '../lambda/answers';
import { playDelete } from '../lambda/played-delete';

/* A policy with Fn::If, or with two halves, comes to the function as a pair of CloudFormation's own values. */

const SHOWN = {
  status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  events: [
    aboutStack('CREATE_IN_PROGRESS'),
    aboutConnection('CREATE_IN_PROGRESS', ''),
    aboutConnection('CREATE_COMPLETE'),
    aboutStack('CREATE_COMPLETE'),
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_COMPLETE', 's-0000000000000000b'),
    aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ],
};

test.each([['retain'], [['Retain', 'Retain']], [['Delete', 'Retain']]])(
  'a replaced server whose last completed policy is %j is kept, whatever policy CloudFormation follows',
  async (RemovalPolicy) => {
    expect(await playDelete(SHOWN, { RemovalPolicy })).toMatchObject({ disconnects: 0, status: 'SUCCESS' });
  },
);

test.each([
  [['Retain', 'Delete'], 0],
  [['Delete', 'Retain'], 1],
])(
  'of a server that only a failed update has replaced, the deletion of the stack follows the first of %j',
  async (RemovalPolicy, disconnects) => {
    const failed = [...SHOWN.events.slice(0, -2), aboutStack('UPDATE_FAILED'), aboutStack('DELETE_IN_PROGRESS')];
    const events = [...failed, aboutConnection('DELETE_IN_PROGRESS')].map((event) => ({
      ...event,
      properties: { RemovalPolicy },
    }));
    const answer = await playDelete({ status: 'DELETE_IN_PROGRESS', events }, { RemovalPolicy });
    expect(answer).toMatchObject({ disconnects, status: 'SUCCESS' });
  },
);
