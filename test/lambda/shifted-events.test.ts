import type { VirtualClock } from '../../local-aws/src';
import type { HttpRequest } from '../../local-aws/src/kernel/types';
import {
  aboutConnection,
  aboutStack,
  DESTROYED,
  event,
  eventsOf,
  json,
  SERVER,
  type StackEvent,
  stackOf,
} from './answers';
import { environmentOf, respond } from './invocation';
import { batchOf } from './queue';

/*
 * Two Deletes of one batch read the same events. While one of them waits for the page after the first, the other reads
 * the newest page again, and that answer lags: it does not show the newest event yet.
 */

const TYPE = 'Custom::MgnSourceServerConnection';
const OLD = 's-0000000000000000b';
const NEIGHBOUR = 's-00000000000000000';

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

test.each([1, 2])(
  'a server that was never held stays, though an answer lags while %d Deletes read the events',
  async (count) => {
    const { disconnects } = await play(SKIPPED, batchOf(count));
    expect(disconnects).toBe(0);
  },
);

/**
 * A stack of which a failed update added C0, and that is deleted then. All of it is younger than a minute, as is most of
 * what hundreds of deletions show: a second look reads the pages anew.
 */
const YOUNG = [
  ...DESTROYED.slice(0, 4),
  aboutStack('UPDATE_IN_PROGRESS'),
  event('C0', '', 'CREATE_IN_PROGRESS', TYPE),
  aboutStack('UPDATE_FAILED'),
  aboutStack('DELETE_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
  ...neighbours(5),
];

test('a server that a deployment has completed is not silently kept, though answers lag while another Delete reads the events', async () => {
  const [first, second] = batchOf(2).Records;
  const ofAnother = { ...JSON.parse(second?.body ?? ''), LogicalResourceId: 'C0', PhysicalResourceId: NEIGHBOUR };
  const batch = { Records: [first, { ...second, body: JSON.stringify(ofAnother) }] };
  const { answers } = await play(YOUNG, batch, true);
  const own = answers.filter(({ LogicalResourceId }) => LogicalResourceId === 'Connection');
  expect(own).toMatchObject([{ Status: 'SUCCESS', Reason: expect.stringMatching(/^disconnected/) }]);
});

function neighbours(count: number): StackEvent[] {
  return Array.from({ length: count }, (_, i) =>
    event(`C${i}`, `s-${String(i).padStart(17, '0')}`, 'DELETE_IN_PROGRESS', TYPE),
  );
}

async function play(events: readonly StackEvent[], batch: object, young = false) {
  const answers: Record<string, string>[] = [];
  let disconnects = 0;
  let pages = 0;
  const began = { now: 0 };
  const reply = async (request: HttpRequest, clock: VirtualClock) => {
    await clock.sleep(100);
    if (request.method === 'PUT') answers.push(JSON.parse(request.body.toString()));
    if (request.method === 'PUT') return respond('');
    if (request.path === '/DisconnectFromService') disconnects += 1;
    const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (request.path !== '/') return json(request.path === '/DescribeSourceServers' ? { items: [server] } : server);
    const asked = new URLSearchParams(request.body.toString());
    if (asked.get('Action') === 'DescribeStacks') return stackOf('DELETE_IN_PROGRESS');
    const token = asked.get('NextToken');
    if (token !== null) return dated(eventsOf(events, Number(token)), young, began.now);
    pages += 1;
    // each second answer is that of a moment ago
    return dated(pages % 2 === 0 ? lagging(events) : eventsOf(events), young, began.now);
  };
  const { send, clock } = environmentOf(reply);
  began.now = clock.now();
  await send(batch);
  return { disconnects, answers };
}

/** The token of a page leads to what is older than its events, whatever is new since. */
function lagging(events: readonly StackEvent[]) {
  const answer = eventsOf(events.slice(0, -1));
  const body = String(answer.body).replace(/<NextToken>(\d+)</, (_, shown) => `<NextToken>${Number(shown) + 1}<`);
  return { ...answer, body };
}

function dated<T extends { readonly body?: unknown }>(answer: T, young: boolean, now: number): T {
  if (!young) return answer;
  const body = String(answer.body).replace(/<Timestamp>([^<]*)</g, (_, time) => {
    return `<Timestamp>${new Date(now - 5_000 + (Date.parse(time) - Date.UTC(2026, 0, 1))).toISOString()}<`;
  });
  return { ...answer, body };
}
