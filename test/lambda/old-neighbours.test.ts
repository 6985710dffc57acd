import { aboutConnection, CREATED, event, listed, REMOVED, SERVER } from './answers';
import { play } from './play';

/* Resources beside a connection that are about the same server, and are no connections. */

/** The type of a CustomResource for which the CDK is told no other. */
const GENERIC = 'AWS::CloudFormation::CustomResource';

const NEIGHBOUR = [
  event('Neighbour', '', 'CREATE_IN_PROGRESS', GENERIC),
  event('Neighbour', SERVER, 'CREATE_COMPLETE', GENERIC),
];

test.each([
  ['that was created with it', [...CREATED.slice(0, 1), ...NEIGHBOUR, ...CREATED.slice(1)]],
  ['whose events CloudFormation keeps no longer', []],
])('a custom resource of no type of its own with the same id, %s, does not hold the server', async (_, before) => {
  const neighbour = event('Neighbour', SERVER, 'CREATE_COMPLETE', GENERIC);
  const { answer, disconnects } = await play({
    stack: () => 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    resources: () => listed(neighbour) + listed(aboutConnection('DELETE_IN_PROGRESS')),
    events: () => [...before, ...REMOVED.slice(CREATED.length)],
  });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: 'disconnected: a completed deployment removes the server',
  });
  expect(disconnects).toBe(1);
});
