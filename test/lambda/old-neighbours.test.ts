import {
  aboutConnection,
  aboutStack,
  DESTROYED,
  deletion,
  event,
  eventsOf,
  json,
  resourcesOf,
  SERVER,
  type StackEvent,
  stackOf,
} from './answers';
import { invoke, respond } from './invocation';

/* Resources beside a connection that are about the same server, and are no connections. */

/** The type of a CustomResource for which the CDK is told no other. */
const GENERIC = 'AWS::CloudFormation::CustomResource';

const REMOVED = [
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
];
const NEIGHBOUR = [
  event('Neighbour', '', 'CREATE_IN_PROGRESS', GENERIC),
  event('Neighbour', SERVER, 'CREATE_COMPLETE', GENERIC),
];

test.each([
  ['that was created with it', [DESTROYED[0] as StackEvent, ...NEIGHBOUR, ...DESTROYED.slice(1, 4)]],
  ['whose events CloudFormation keeps no longer', []],
])('a custom resource of no type of its own with the same id, %s, does not hold the server', async (_, before) => {
  const { answer, requests } = await invoke(deletion(), ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' } };
    if (path === '/DisconnectFromService') return json(server);
    if (path !== '/')
      return json({ items: [{ ...server, dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' } }] });
    const asked = new URLSearchParams(body.toString());
    if (asked.get('Action') === 'DescribeStacks') return stackOf('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    if (asked.get('Action') === 'ListStackResources')
      return resourcesOf(
        resource('Neighbour', GENERIC, 'CREATE_COMPLETE') +
          resource('Connection', 'Custom::MgnSourceServerConnection', 'DELETE_IN_PROGRESS'),
      );
    return eventsOf([...before, ...REMOVED], Number(asked.get('NextToken') ?? 0));
  });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: 'disconnected: a completed deployment removes the server',
  });
  expect(requests.filter(({ path }) => path === '/DisconnectFromService')).toHaveLength(1);
});

function resource(logicalId: string, type: string, status: string): string {
  return `<member><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${SERVER}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`;
}
