import {
  DESTROYED,
  deletion,
  EXPIRED,
  event,
  eventsOf,
  json,
  REMOVED,
  refusalOfMgn,
  resourcesOf,
  SERVER,
  stackOf,
} from '../lambda/answers';
import { invoke } from '../lambda/invocation';
import { OneServer } from '../lambda/one-server';
import { play } from '../lambda/play';

/* A page token may no longer be valid: one of an earlier request, or one that throttling has held up. */

test('a page token that is no longer valid is no reason to fail a Delete: the events are read anew', async () => {
  const neighbours = Array.from({ length: 25 }, () => event('Other', 'other', 'DELETE_IN_PROGRESS'));
  const events = [...DESTROYED, ...neighbours];
  let isExpired = true;
  const { answer, disconnects } = await play({
    events: (_, token) => {
      if (!token || !isExpired) return events;
      isExpired = false;
      return EXPIRED;
    },
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'disconnected: the stack is being deleted' });
  expect([disconnects, isExpired]).toEqual([1, false]);
});

test('the same for the list of resources, which a clean-up asks who else holds the server', async () => {
  const cleaningUp = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  const { answer, tokens } = await playPages(deletion(), cleaningUp, REMOVED);
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: 'disconnected: a completed deployment removes the server',
  });
  expect(tokens.slice(0, 4)).toEqual([null, 'expired', null, 'good']);
});

test('the same when the removal gate reads the list: a deletion is not refused for it', async () => {
  const { answer, tokens } = await playPages(deletionOfGate([]), 'DELETE_IN_PROGRESS', GATE_DESTROYED);
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'the removal guards let it pass: no guard is in the way' });
  expect(tokens).toEqual([null, 'expired', null, 'good']);
});

describe("the same for MGN's lists", () => {
  test.each(['/DescribeSourceServers', '/DescribeJobs'])('%s, when a gate reads several pages', async (path) => {
    const { answer, tokens } = await playMgn(deletionOfGate([{ Kind: 'NoRunningJob' }]), GATE_DESTROYED, path);
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      Reason: 'the removal guards let it pass: no guard is in the way',
    });
    expect(tokens).toEqual([null, 'expired', null, 'good']);
  });

  test('of the servers that bear an id, when a Delete looks for its own', async () => {
    const { answer, tokens } = await playMgn(deletion(), DESTROYED, '/DescribeSourceServers');
    expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'disconnected: the stack is being deleted' });
    expect(tokens.slice(0, 4)).toEqual([null, 'expired', null, 'good']);
  });

  test('but a question that MGN refuses again and again fails the Delete', async () => {
    const { answer, tokens } = await playMgn(deletion(), DESTROYED, '/DescribeSourceServers', 'expired');
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('invalid pagination token') });
    expect(tokens).toEqual([null, 'expired', null, 'expired']);
  });

  /** One list of MGN has two pages, the first one empty. The first token to the second page is no longer valid. */
  async function playMgn(request: object, events: typeof DESTROYED, list: string, then = 'good') {
    const tokens: (string | null)[] = [];
    const others = {
      '/DescribeJobs': () => json({}),
      [list]: (_: number, body: string) => {
        const { nextToken = null } = JSON.parse(body);
        tokens.push(nextToken);
        if (nextToken === 'expired') return refusalOfMgn('ValidationException', 'invalid pagination token');
        if (nextToken === null) return json({ items: [], nextToken: tokens.length > 1 ? then : 'expired' });
        return list === '/DescribeJobs' ? json({}) : undefined;
      },
    };
    const { answer } = await play({ event: request, events: () => events, others });
    return { answer, tokens };
  }
});

const GATE = ['Gate', 'mgn-removal-gate', 'Custom::MgnRemovalGate'] as const;
const GATE_DESTROYED = [...DESTROYED.slice(0, 5), event(GATE[0], GATE[1], 'DELETE_IN_PROGRESS', GATE[2])];

function deletionOfGate(guards: readonly object[]) {
  const [LogicalResourceId, PhysicalResourceId, ResourceType] = GATE;
  const ResourceProperties = { Guards: { Provider: guards }, Servers: [{ Server: SERVER, Provider: 'Provider' }] };
  return { ...deletion(), LogicalResourceId, PhysicalResourceId, ResourceType, ResourceProperties };
}

/** The list of resources has two pages. The first token to the second page is no longer valid when it is used. */
async function playPages(request: object, status: string, events: Parameters<typeof eventsOf>[0]) {
  const tokens: (string | null)[] = [];
  const aws = new OneServer((asked) => {
    if (asked.get('Action') === 'DescribeStacks') return stackOf(status);
    if (asked.get('Action') === 'DescribeStackEvents') return eventsOf(events, Number(asked.get('NextToken') ?? 0));
    const token = asked.get('NextToken');
    tokens.push(token);
    if (token === 'expired') return EXPIRED;
    const next = tokens.length > 1 ? 'good' : 'expired';
    return token ? resourcesOf() : resourcesOf('', next);
  });
  const { answer } = await invoke(request, aws.reply);
  return { answer, tokens };
}
