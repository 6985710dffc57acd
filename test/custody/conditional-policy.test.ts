import {
  aboutConnection,
  aboutStack,
  deletion,
  eventsOf,
  json,
  SERVER,
  type StackEvent,
  stackOf,
} from '../lambda/answers';
import { invoke, respond } from '../lambda/invocation';

/* A policy with Fn::If, or with two halves, comes to the function as a pair of CloudFormation's own values. */

const EVENTS = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE'),
  aboutStack('CREATE_COMPLETE'),
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutConnection('UPDATE_IN_PROGRESS'),
  aboutConnection('UPDATE_COMPLETE', 's-0000000000000000b'),
  aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
];

test.each([['retain'], [['Retain', 'Retain']], [['Delete', 'Retain']]])(
  'a replaced server whose last completed policy is %j is kept, whatever policy CloudFormation follows',
  async (RemovalPolicy) => {
    expect(await disconnects({ RemovalPolicy }, EVENTS)).toBe(0);
  },
);

async function disconnects(properties: object, events: readonly StackEvent[]): Promise<number> {
  let calls = 0;
  await invoke(deletion(properties), async ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    const state = calls > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (path === '/DescribeSourceServers') return json({ items: [server] });
    if (path === '/DisconnectFromService') {
      calls += 1;
      return json({ ...server, dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' } });
    }
    const text = body.toString();
    if (text.includes('DescribeStacks&')) return stackOf('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    if (text.includes('DescribeStackEvents')) return eventsOf(events);
    const none = '<ListStackResourcesResult><StackResourceSummaries/></ListStackResourcesResult>';
    return respond(`<ListStackResourcesResponse>${none}</ListStackResourcesResponse>`);
  });
  return calls;
}
