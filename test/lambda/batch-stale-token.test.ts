import type { VirtualClock } from '../../local-aws/src';
import type { HttpRequest } from '../../local-aws/src/kernel/types';
import {
  aboutConnection,
  aboutStack,
  DESTROYED,
  EXPIRED,
  event,
  eventsOf,
  json,
  resourcesOf,
  SERVER,
  type StackEvent,
  stackOf,
  THROTTLED,
} from './answers';
import { environmentOf, respond } from './invocation';
import { batchOf, QUEUE, queued } from './queue';

/*
 * A page token of the events is good for five minutes here. A Delete reads the first page, is throttled and handed over;
 * the batch comes to the same warm environment later, where all of it wait for the page after that.
 */

const TOKEN_LIFE = 300_000;
const TYPE = 'Custom::MgnSourceServerConnection';
const NEIGHBOURS = Array.from({ length: 25 }, () => event('Other', 'other', 'DELETE_IN_PROGRESS'));

const DELETED = [...DESTROYED.slice(0, 4), ...NEIGHBOURS, ...DESTROYED.slice(4)];

test.each([
  { pages: 2_000, refusals: 200, throttles: false },
  { pages: 2_000, refusals: 200, throttles: true },
])(
  'a page token that is good no more is no reason to fail any of 100 Deletes of a batch either (%j)',
  async (takes) => {
    const { answers, disconnects } = await play({
      ...takes,
      events: DELETED,
      status: 'DELETE_IN_PROGRESS',
      count: 100,
    });
    expect(disconnects()).toBeGreaterThanOrEqual(1);
    expect(answers.filter(({ Status }) => Status === 'FAILED')).toEqual([]);
  },
);

test('a page token that is good no more is asked with once, and not once for each of 100 Deletes', async () => {
  const takes = { pages: 100, refusals: 100, throttles: false };
  const { pages } = await play({ ...takes, events: DELETED, status: 'DELETE_IN_PROGRESS', count: 100 });
  expect(pages()).toBeLessThanOrEqual(20);
});

/** Both connections have held the server since before the update, which removes them. */
const TWO = [
  ...DESTROYED.slice(0, 3),
  event('Second', '', 'CREATE_IN_PROGRESS', TYPE),
  event('Second', SERVER, 'CREATE_COMPLETE', TYPE),
  aboutStack('CREATE_COMPLETE'),
  aboutStack('UPDATE_IN_PROGRESS'),
  ...NEIGHBOURS,
  aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
];

test('a server of two connections is not silently left connected by any of a batch', async () => {
  const { answers } = await play({
    pages: 2_000,
    refusals: 200,
    throttles: false,
    events: TWO,
    status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    count: 100,
  });
  // one alone answers FAILED: "connection Second holds the server as well, since before this deployment"
  expect([...new Set(answers.map(({ Status, Reason }) => `${Status} ${Reason}`))]).toEqual([
    expect.stringMatching(/^FAILED .*connection Second holds the server as well/),
  ]);
});

interface Situation {
  /** Milliseconds that a page of events takes, and any other answer. */
  readonly pages: number;
  readonly refusals: number;
  /** Whether each third page is throttled. */
  readonly throttles: boolean;
  readonly events: readonly StackEvent[];
  readonly status: string;
  readonly count: number;
}

async function play({ pages: pageTakes, refusals, throttles, events, status, count }: Situation) {
  const answers: Record<string, string>[] = [];
  let disconnects = 0;
  let pages = 0;
  let direct = true;
  const reply = async (request: HttpRequest, clock: VirtualClock) => {
    await clock.sleep(refusals);
    if (request.method === 'PUT') answers.push(JSON.parse(request.body.toString()));
    if (request.method === 'PUT') return respond('');
    if (request.headers['x-amz-target']) return json({ MessageId: 'm' });
    if (request.path === '/DisconnectFromService') disconnects += 1;
    const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (request.path !== '/') return json(request.path === '/DescribeSourceServers' ? { items: [server] } : server);
    const asked = new URLSearchParams(request.body.toString());
    if (asked.get('Action') === 'ListStackResources') return resourcesOf(SECOND_HOLDS);
    if (asked.get('Action') === 'DescribeStacks') {
      if (!direct) return stackOf(status);
      await clock.sleep(4_000);
      return THROTTLED;
    }
    pages += 1;
    if (!direct && throttles && pages % 3 === 0) return THROTTLED;
    const [shown = '0', issued = '0'] = (asked.get('NextToken') ?? '').split('@').filter(Boolean);
    if (Number(issued) > 0 && clock.now() - Number(issued) > TOKEN_LIFE) return EXPIRED;
    await clock.sleep(pageTakes);
    const page = eventsOf(events, Number(shown));
    const body = String(page.body).replace(/<NextToken>(\d+)</, (_, next) => `<NextToken>${next}@${clock.now()}<`);
    return { ...page, body };
  };
  const { send, clock } = environmentOf(reply, { DELETION_QUEUE: QUEUE });
  await send(queued());
  expect(answers).toEqual([]);
  direct = false;
  pages = 0;
  await clock.sleep(TOKEN_LIFE * 2);
  await send(batchOf(count));
  return { answers, disconnects: () => disconnects, pages: () => pages };
}

const SECOND_HOLDS = `<member><LogicalResourceId>Second</LogicalResourceId><PhysicalResourceId>${SERVER}</PhysicalResourceId><ResourceType>${TYPE}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`;
