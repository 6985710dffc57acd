import { aboutConnection, aboutStack, deletion, event, eventsOf, json, SERVER, stackOf } from '../lambda/answers';
import { invoke, respond } from '../lambda/invocation';

/* A page token may be good no more: one of an earlier request, or one that throttling has held up. */

test('a page token that is good no more is no reason to fail a Delete: the events are read anew', async () => {
  const neighbours = Array.from({ length: 25 }, () => event('Other', 'other', 'DELETE_IN_PROGRESS'));
  const events = [
    aboutStack('CREATE_IN_PROGRESS'),
    aboutConnection('CREATE_IN_PROGRESS', ''),
    aboutConnection('CREATE_COMPLETE'),
    aboutStack('CREATE_COMPLETE'),
    aboutStack('DELETE_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS'),
    ...neighbours,
  ];
  let expired = 1;
  let disconnects = 0;
  const { answer } = await invoke(deletion(), async ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (path === '/DisconnectFromService') disconnects += 1;
    if (path !== '/') return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
    if (body.toString().includes('DescribeStacks&')) return stackOf('DELETE_IN_PROGRESS');
    const token = new URLSearchParams(body.toString()).get('NextToken');
    if (token && expired-- > 0) {
      const error = '<Error><Code>ValidationError</Code><Message>Token is invalid</Message></Error>';
      return { ...respond(`<ErrorResponse>${error}</ErrorResponse>`), status: 400 };
    }
    return eventsOf(events, Number(token ?? 0));
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'disconnected: the stack is being deleted' });
});
