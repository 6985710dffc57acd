import type { VirtualClock } from '../../local-aws/src';
import type { HttpRequest } from '../../local-aws/src/kernel/types';
import {
  aboutConnection,
  aboutStack,
  deletion,
  event,
  eventsOf,
  json,
  SERVER,
  type StackEvent,
  stackOf,
} from './answers';
import { environmentOf, respond } from './invocation';

/* A Delete reads the newest page of the events again, and that answer lags: it does not show the newest event yet. */

const TYPE = 'Custom::MgnSourceServerConnection';
const OLD = 's-0000000000000000b';

/** A failed update put the server into the connection, and its rollback was continued without that: it was never held. */
const SKIPPED = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE', OLD),
  aboutStack('CREATE_COMPLETE'),
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutConnection('UPDATE_IN_PROGRESS', OLD),
  aboutConnection('UPDATE_COMPLETE'),
  aboutStack('UPDATE_ROLLBACK_IN_PROGRESS'),
  aboutStack('UPDATE_ROLLBACK_FAILED'),
  aboutStack('UPDATE_ROLLBACK_IN_PROGRESS'),
  aboutStack('UPDATE_ROLLBACK_COMPLETE'),
  aboutStack('DELETE_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
  ...neighbours(6),
];

test('a server that was never held stays, though an answer lags while the events are read', async () => {
  expect(await disconnectsOf(SKIPPED)).toBe(0);
});

function neighbours(count: number): StackEvent[] {
  return Array.from({ length: count }, (_, i) =>
    event(`C${i}`, `s-${String(i).padStart(17, '0')}`, 'DELETE_IN_PROGRESS', TYPE),
  );
}

async function disconnectsOf(events: readonly StackEvent[]): Promise<number> {
  let disconnects = 0;
  let pages = 0;
  const reply = async (request: HttpRequest, clock: VirtualClock) => {
    await clock.sleep(100);
    if (request.method === 'PUT') return respond('');
    if (request.path === '/DisconnectFromService') disconnects += 1;
    const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (request.path !== '/') return json(request.path === '/DescribeSourceServers' ? { items: [server] } : server);
    const asked = new URLSearchParams(request.body.toString());
    if (asked.get('Action') === 'DescribeStacks') return stackOf('DELETE_IN_PROGRESS');
    const token = asked.get('NextToken');
    if (token !== null) return eventsOf(events, Number(token));
    pages += 1;
    // each second answer is that of a moment ago
    return pages % 2 === 0 ? lagging(events) : eventsOf(events);
  };
  await environmentOf(reply).send(deletion());
  return disconnects;
}

/** The token of a page leads to what is older than its events, whatever is new since. */
function lagging(events: readonly StackEvent[]) {
  const answer = eventsOf(events.slice(0, -1));
  const body = String(answer.body).replace(/<NextToken>(\d+)</, (_, shown) => `<NextToken>${Number(shown) + 1}<`);
  return { ...answer, body };
}
