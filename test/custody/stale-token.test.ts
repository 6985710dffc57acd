import {
  aboutConnection,
  aboutStack,
  DESTROYED,
  deletion,
  EXPIRED,
  event,
  eventsOf,
  json,
  resourcesOf,
  SERVER,
  stackOf,
} from '../lambda/answers';
import { invoke, respond } from '../lambda/invocation';
import { OneServer } from '../lambda/one-server';
import { playDelete } from '../lambda/played-delete';

/* A page token may no longer be valid: one of an earlier request, or one that throttling has held up. */

test('a page token that is no longer valid is no reason to fail a Delete: the events are read anew', async () => {
  const neighbours = Array.from({ length: 25 }, () => event('Other', 'other', 'DELETE_IN_PROGRESS'));
  const events = [...DESTROYED, ...neighbours];
  const answer = await playDelete({ status: 'DELETE_IN_PROGRESS', events, expiredToken: true });
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    disconnects: 1,
    reason: 'disconnected: the stack is being deleted',
  });
});

test('the same for the list of resources, which a clean-up asks who else holds the server', async () => {
  const cleaningUp = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  const update = [aboutStack('UPDATE_IN_PROGRESS'), aboutStack(cleaningUp), aboutConnection('DELETE_IN_PROGRESS')];
  const { answer, tokens } = await playPages(deletion(), cleaningUp, [...DESTROYED.slice(0, 4), ...update]);
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: 'disconnected: a completed deployment removes the server',
  });
  expect(tokens.slice(0, 4)).toEqual([null, 'expired', null, 'good']);
});

test('the same when the removal gate reads the list: a deletion is not refused for it', async () => {
  const gate = {
    LogicalResourceId: 'Gate',
    PhysicalResourceId: 'mgn-removal-gate',
    ResourceType: 'Custom::MgnRemovalGate',
  };
  const properties = { Guards: { Provider: [] }, Servers: [{ Server: SERVER, Provider: 'Provider' }] };
  const going = event('Gate', 'mgn-removal-gate', 'DELETE_IN_PROGRESS', 'Custom::MgnRemovalGate');
  const events = [...DESTROYED.slice(0, 5), going];
  const { answer, tokens } = await playPages(
    { ...deletion(), ...gate, ResourceProperties: properties },
    'DELETE_IN_PROGRESS',
    events,
  );
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'the removal guards let it pass: no guard is in the way' });
  expect(tokens).toEqual([null, 'expired', null, 'good']);
});

describe("the same for MGN's lists", () => {
  const REFUSED = {
    ...json({ message: 'invalid pagination token' }, 400),
    headers: { 'x-amzn-errortype': 'ValidationException' },
  };
  const GATE = {
    LogicalResourceId: 'Gate',
    PhysicalResourceId: 'mgn-removal-gate',
    ResourceType: 'Custom::MgnRemovalGate',
    ResourceProperties: {
      Guards: { Provider: [{ Kind: 'NoRunningJob' }] },
      Servers: [{ Server: SERVER, Provider: 'Provider' }],
    },
  };

  test.each(['/DescribeSourceServers', '/DescribeJobs'])('%s, when a gate reads several pages', async (path) => {
    const { answer, tokens } = await playMgn({ ...deletion(), ...GATE }, path);
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      Reason: 'the removal guards let it pass: no guard is in the way',
    });
    expect(tokens).toEqual([null, 'expired', null, 'good']);
  });

  test('of the servers that bear an id, when a Delete looks for its own', async () => {
    const { answer, tokens } = await playMgn(deletion(), '/DescribeSourceServers');
    expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'disconnected: the stack is being deleted' });
    expect(tokens.slice(0, 4)).toEqual([null, 'expired', null, 'good']);
  });

  test('but a question that MGN refuses again and again fails the Delete', async () => {
    const { answer, tokens } = await playMgn(deletion(), '/DescribeSourceServers', 'expired');
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('invalid pagination token') });
    expect(tokens).toEqual([null, 'expired', null, 'expired']);
  });

  /** One list of MGN has two pages, the first one empty. The first token to the second page is no longer valid. */
  async function playMgn(request: { readonly LogicalResourceId: string }, list: string, then = 'good') {
    const tokens: (string | null)[] = [];
    let disconnects = 0;
    const { LogicalResourceId, PhysicalResourceId = '', ResourceType } = request as Partial<typeof GATE>;
    const going = event(LogicalResourceId ?? '', PhysicalResourceId, 'DELETE_IN_PROGRESS', ResourceType);
    const events = ResourceType ? [...DESTROYED.slice(0, 5), going] : DESTROYED;
    const { answer } = await invoke(request, ({ path, body, method }) => {
      if (method === 'PUT') return respond('');
      if (path === '/') {
        const action = new URLSearchParams(body.toString()).get('Action');
        if (action === 'DescribeStacks') return stackOf('DELETE_IN_PROGRESS');
        return action === 'ListStackResources' ? resourcesOf() : eventsOf(events);
      }
      if (path === '/DisconnectFromService') disconnects += 1;
      const dataReplicationState = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
      const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState } };
      const last = path === '/DescribeSourceServers' ? { items: [server] } : path === '/DescribeJobs' ? {} : server;
      if (path !== list) return json(last);
      const { nextToken = null } = JSON.parse(body.toString());
      tokens.push(nextToken);
      if (nextToken === 'expired') return REFUSED;
      return json(nextToken ? last : { items: [], nextToken: tokens.length > 1 ? then : 'expired' });
    });
    return { answer, tokens };
  }
});

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
