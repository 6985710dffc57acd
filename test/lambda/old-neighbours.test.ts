import {
  aboutConnection,
  aboutStack,
  DESTROYED,
  deletion,
  event,
  eventsOf,
  listed,
  resourcesOf,
  SERVER,
  type StackEvent,
  stackOf,
} from './answers';
import { invoke } from './invocation';
import { OneServer } from './one-server';

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
  const aws = new OneServer((asked) => {
    if (asked.get('Action') === 'DescribeStacks') return stackOf('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    if (asked.get('Action') === 'ListStackResources')
      return resourcesOf(
        listed(event('Neighbour', SERVER, 'CREATE_COMPLETE', GENERIC)) + listed(aboutConnection('DELETE_IN_PROGRESS')),
      );
    return eventsOf([...before, ...REMOVED], Number(asked.get('NextToken') ?? 0));
  });
  const { answer } = await invoke(deletion(), aws.reply);
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: 'disconnected: a completed deployment removes the server',
  });
  expect(aws.disconnects).toBe(1);
});
