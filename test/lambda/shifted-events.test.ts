import { serverId } from '../../testing/server-ids';
import { aboutConnection, aboutStack, deletion, eventsOf, type StackEvent, stackOf } from './answers';
import { environmentOf } from './invocation';
import { OneServer } from './one-server';

/* A Delete reads the newest page of the events again, and that answer lags: it does not show the newest event yet. */

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
  return Array.from({ length: count }, (_, i) => aboutConnection('DELETE_IN_PROGRESS', serverId(i), `C${i}`));
}

async function disconnectsOf(events: readonly StackEvent[]): Promise<number> {
  let pages = 0;
  const aws = new OneServer((asked) => {
    if (asked.get('Action') === 'DescribeStacks') return stackOf('DELETE_IN_PROGRESS');
    const token = asked.get('NextToken');
    if (token !== null) return eventsOf(events, Number(token));
    pages += 1;
    // each second answer is that of a moment ago
    return pages % 2 === 0 ? lagging(events) : eventsOf(events);
  });
  const { send } = environmentOf(async (request, clock) => {
    await clock.sleep(100);
    return aws.reply(request, clock);
  });
  await send(deletion());
  return aws.disconnects;
}

/** The token of a page leads to what is older than its events, whatever is new since. */
function lagging(events: readonly StackEvent[]) {
  const answer = eventsOf(events.slice(0, -1));
  const body = String(answer.body).replace(/<NextToken>(\d+)</, (_, shown) => `<NextToken>${Number(shown) + 1}<`);
  return { ...answer, body };
}
