import { aboutConnection, aboutStack, deletion, eventsOf, json, SERVER, stackOf } from '../lambda/answers';
import { environmentOf, type Reply, respond } from '../lambda/invocation';

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
  let disconnects = 0;
  const answers: string[] = [];
  const reply: Reply = async ({ method, path, body }, clock) => {
    if (method === 'PUT') answers.push(JSON.parse(body.toString()).Reason);
    if (method === 'PUT') return respond('');
    const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (path === '/DisconnectFromService') disconnects += 1;
    if (path !== '/') return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
    if (body.toString().includes('DescribeStacks&')) return stackOf(status);
    const answer = eventsOf(PAST.slice(0, shown));
    if (slow === 0) return answer;
    // the first answer of this request is of now, and arrives late; meanwhile the next update begins and fails
    const wait = slow;
    slow = 0;
    shown = 8;
    await clock.sleep(wait);
    return answer;
  };
  const environment = environmentOf(reply);
  const send = () => environment.send(deletion());
  await send();
  [status, shown, slow] = ['UPDATE_COMPLETE', 4, latency];
  await send();
  [status, shown] = ['DELETE_IN_PROGRESS', 10];
  await send();
  expect({ disconnects, last: answers.at(-1) }).toMatchObject({ disconnects: 0, last: expect.stringMatching(/^kept/) });
});
