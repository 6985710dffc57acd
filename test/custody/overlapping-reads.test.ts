import { aboutConnection, aboutStack, deletion, eventsOf, stackOf } from '../lambda/answers';
import { environmentOf } from '../lambda/invocation';
import { OneServer } from '../lambda/one-server';

/* A look that is over may leave a slow reader of the events behind: the next one waits for it. */

const PAST = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutStack('CREATE_COMPLETE'),
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutStack('UPDATE_COMPLETE'),
  // an update without rollback adds the connection, and fails
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE'),
  aboutStack('UPDATE_FAILED'),
  aboutStack('DELETE_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
];

test.each([
  [0, 'at once'],
  [3_000, 'after three seconds'],
])('what a failed update added is kept, though an answer to an earlier request came late: %i ms', async (latency) => {
  let shown = 3;
  let status = 'DELETE_IN_PROGRESS';
  let slow = 0;
  const answers: string[] = [];
  const aws = new OneServer((asked) => {
    return asked.get('Action') === 'DescribeStacks' ? stackOf(status) : eventsOf(PAST.slice(0, shown));
  });
  const environment = environmentOf(async (request, clock) => {
    if (request.method === 'PUT') answers.push(JSON.parse(request.body.toString()).Reason);
    const answer = aws.reply(request, clock);
    if (slow === 0 || !request.body.includes('Action=DescribeStackEvents')) return answer;
    // the first answer of this request is of now, and arrives late; meanwhile the next update begins and fails
    const wait = slow;
    slow = 0;
    shown = 8;
    await clock.sleep(wait);
    return answer;
  });
  const send = () => environment.send(deletion());
  await send();
  [status, shown, slow] = ['UPDATE_COMPLETE', 4, latency];
  await send();
  [status, shown] = ['DELETE_IN_PROGRESS', 10];
  await send();
  expect([aws.disconnects, answers.at(-1)]).toEqual([0, expect.stringMatching(/^kept/)]);
});
