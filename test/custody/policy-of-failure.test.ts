import { aboutConnection, aboutStack, deletion, eventsOf, json, SERVER, stackOf } from '../lambda/answers';
import { invoke, respond } from '../lambda/invocation';

/* RETAIN that only a failed update without rollback has deployed: nobody can tell which policy CloudFormation follows. */

test('RETAIN of an update that failed does not keep a server without a word', async () => {
  const events = [
    aboutStack('CREATE_IN_PROGRESS'),
    aboutConnection('CREATE_IN_PROGRESS', ''),
    aboutConnection('CREATE_COMPLETE'),
    aboutStack('CREATE_COMPLETE'),
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_COMPLETE'),
    aboutStack('UPDATE_FAILED'),
    aboutStack('DELETE_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ];
  const { answer } = await invoke(deletion({ RemovalPolicy: 'retain' }), async ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' } };
    if (path !== '/') return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
    return body.toString().includes('DescribeStacks&') ? stackOf('DELETE_IN_PROGRESS') : eventsOf(events);
  });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^cannot tell .* removal policy/) });
});
