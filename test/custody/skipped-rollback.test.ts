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

/* ContinueUpdateRollback that skips a connection leaves it as the failed update made it. */

const OLD = 's-0000000000000000b';

const SKIPPED = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE', OLD),
  aboutStack('CREATE_COMPLETE'),
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutConnection('UPDATE_IN_PROGRESS', OLD),
  aboutConnection('UPDATE_COMPLETE'),
  aboutStack('UPDATE_ROLLBACK_IN_PROGRESS'),
  aboutConnection('UPDATE_FAILED'),
  aboutStack('UPDATE_ROLLBACK_FAILED'),
  // ContinueUpdateRollback with ResourcesToSkip
  aboutStack('UPDATE_ROLLBACK_IN_PROGRESS'),
  aboutConnection('UPDATE_COMPLETE'),
  aboutStack('UPDATE_ROLLBACK_COMPLETE'),
];

test('a server that a failed update put into a connection, whose rollback was skipped, stays when the stack is deleted', async () => {
  const { disconnects, reason } = await run('DELETE_IN_PROGRESS', [
    ...SKIPPED,
    aboutStack('DELETE_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ]);
  expect({ disconnects, reason }).toMatchObject({ disconnects: 0 });
});

test('nor does a later rollback bring back what was completed: it goes back to what the skipped one has left', async () => {
  const { disconnects, reason } = await run('DELETE_IN_PROGRESS', [
    ...SKIPPED,
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutStack('UPDATE_ROLLBACK_IN_PROGRESS'),
    aboutStack('UPDATE_ROLLBACK_COMPLETE'),
    aboutStack('DELETE_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ]);
  expect({ disconnects, reason }).toMatchObject({ disconnects: 0 });
});

test('a Delete that comes when the stack is at rest, while its events show that very deletion, is no silent success', async () => {
  const { status, reason } = await run('UPDATE_COMPLETE', [
    aboutStack('CREATE_IN_PROGRESS'),
    aboutConnection('CREATE_IN_PROGRESS', ''),
    aboutConnection('CREATE_COMPLETE'),
    aboutStack('CREATE_COMPLETE'),
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
    aboutStack('UPDATE_COMPLETE'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ]);
  expect({ status, reason }).toMatchObject({ status: 'FAILED' });
});

async function run(stack: string, events: readonly StackEvent[]) {
  let disconnects = 0;
  const { answer } = await invoke(deletion(), async ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (path === '/DisconnectFromService') disconnects += 1;
    if (path !== '/') return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
    const shown = Number(new URLSearchParams(body.toString()).get('NextToken') ?? 0);
    return body.toString().includes('DescribeStacks&') ? stackOf(stack) : eventsOf(events, shown);
  });
  return { disconnects, status: answer.Status, reason: answer.Reason };
}
