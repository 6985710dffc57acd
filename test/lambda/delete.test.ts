import type { VirtualClock } from '../../local-aws/src';
import type { HttpRequest, HttpResponse } from '../../local-aws/src/kernel/types';
import {
  aboutConnection,
  aboutStack,
  conflict,
  deletion,
  event,
  eventsOf,
  json,
  SERVER,
  STACK,
  type StackEvent,
  stackOf,
} from './answers';
import { invoke, respond } from './invocation';

/*
 * Deletes of the built bundle against answers of AWS that are written down here, where the local AWS cannot show them:
 * events that come late or are gone, a deletion that is over before its event is, pages.
 */

const MINUTE = 60_000;

const CREATED = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE'),
  aboutStack('CREATE_COMPLETE'),
];
const DELETED = [...CREATED, aboutStack('DELETE_IN_PROGRESS'), aboutConnection('DELETE_IN_PROGRESS')];

test('a deletion that the events show is one: the server is disconnected', async () => {
  const { answer, disconnects } = await run({ events: () => DELETED });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'disconnected: the stack is being deleted' });
  expect(disconnects).toBe(1);
});

test('events in many pages are read as far as the last completed deployment, and no further', async () => {
  const neighbours = Array.from({ length: 25 }, () => event('Other', 'other', 'DELETE_IN_PROGRESS'));
  const old = Array.from({ length: 50 }, () => event('Other', 'other', 'UPDATE_COMPLETE'));
  const { disconnects, pages } = await run({ events: () => [...old, ...DELETED, ...neighbours] });
  expect(disconnects).toBe(1);
  expect(pages).toBe(3);
});

test('a stack whose creation is no longer among its events has stood for 90 days: its server is disconnected', async () => {
  const { disconnects } = await run({ events: () => DELETED.slice(CREATED.length) });
  expect(disconnects).toBe(1);
});

test('an event of the deletion that comes seconds late is waited for', async () => {
  const { disconnects } = await run({ events: (since) => (since < 2_000 ? CREATED : DELETED) });
  expect(disconnects).toBe(1);
});

test('a deletion that no event ever shows is unclear, and the answer says so', async () => {
  const { answer, disconnects } = await run({ events: () => CREATED });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(/^cannot tell .* CloudFormation does not show that it deletes the connection/);
  expect(disconnects).toBe(0);
});

test('a deletion that is over already: its event comes late, and nothing is called', async () => {
  const { answer, disconnects } = await run({ events: () => [...DELETED, aboutConnection('DELETE_COMPLETE')] });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringMatching(/^kept: .* comes late$/) });
  expect(disconnects).toBe(0);
});

test('what another resource has done under the id of the stack is not its history', async () => {
  const foreign = [event('Other', STACK, 'CREATE_COMPLETE', 'Custom::AWS')];
  const failed = [aboutStack('CREATE_IN_PROGRESS'), aboutConnection('CREATE_IN_PROGRESS', ''), ...foreign];
  const { disconnects } = await run({ events: () => [...failed, ...DELETED.slice(4)] });
  expect(disconnects).toBe(0);
});

test('a rollback is read back to the deployment that it brings back: what failed before that costs nothing', async () => {
  const failures = Array.from({ length: 2_000 }, () => event('Other', 'other', 'UPDATE_FAILED'));
  const rollback = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'].map(aboutStack);
  const past = [...CREATED, ...failures, aboutStack('UPDATE_COMPLETE'), ...rollback];
  const { disconnects, pages } = await run({ events: () => [...past, ...DELETED.slice(4)] });
  expect(disconnects).toBe(1);
  expect(pages).toBe(1);
});

test('what another stack of the same name has done is not its history', async () => {
  const other = DELETED.map((one) => ({ ...one, physicalId: one.physicalId.replace(STACK, `${STACK}0`) }));
  const { disconnects } = await run({
    events: () => [...other, aboutStack('CREATE_IN_PROGRESS'), ...DELETED.slice(4)],
  });
  expect(disconnects).toBe(0);
});

test('a server is not disconnected if its deletion is given up during the wait for it', async () => {
  const { answer, disconnects } = await run({
    events: (since) => (since < 5 * MINUTE ? DELETED : [...DELETED, aboutConnection('DELETE_FAILED')]),
    stack: (since) => (since < 5 * MINUTE ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    mgn: (since) => (since < 6 * MINUTE ? conflict() : undefined),
  });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: expect.stringMatching(/^kept: the stack is UPDATE_COMPLETE/),
  });
  expect(disconnects).toBe(0);
});

test('a server that MGN shows on a later page is found there', async () => {
  const { disconnects } = await run({ events: () => DELETED, emptyPages: 2 });
  expect(disconnects).toBe(1);
});

test('the state of the stack, its events and the server are asked for at once', async () => {
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  const { answer } = await invoke(deletion(), async ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    if (path === '/DisconnectFromService') return json(server(1));
    asked.push(path === '/' ? (new URLSearchParams(body.toString()).get('Action') ?? '') : path);
    // nothing is answered before all three have come
    if (asked.length < 3) await new Promise<void>((resolve) => waiting.push(resolve));
    for (const go of waiting.splice(0)) go();
    if (path === '/DescribeSourceServers') return json({ items: [server(0)] });
    return body.toString().includes('DescribeStacks&') ? stackOf('DELETE_IN_PROGRESS') : eventsOf(DELETED);
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
  expect(asked.sort()).toEqual(['/DescribeSourceServers', 'DescribeStackEvents', 'DescribeStacks']);
});

interface Situation {
  /** Oldest first, by the milliseconds since the Delete came. */
  readonly events: (since: number) => readonly StackEvent[];
  readonly stack?: (since: number) => string;
  /** What DisconnectFromService answers; default: it does it. */
  readonly mgn?: (since: number) => HttpResponse | undefined;
  readonly emptyPages?: number;
}

async function run({ events, stack = () => 'DELETE_IN_PROGRESS', mgn = () => undefined, emptyPages = 0 }: Situation) {
  let disconnects = 0;
  let pages = 0;
  let began: number | undefined;
  const reply = (request: HttpRequest, clock: VirtualClock) => {
    began ??= clock.now();
    const since = clock.now() - began;
    const body = request.body.toString();
    if (body.includes('Action=DescribeStacks&')) return stackOf(stack(since));
    if (body.includes('Action=DescribeStackEvents&')) {
      pages += 1;
      return eventsOf(events(since), Number(new URLSearchParams(body).get('NextToken') ?? 0));
    }
    if (request.path === '/DescribeSourceServers') return servers(JSON.parse(body).nextToken, emptyPages, disconnects);
    if (request.path !== '/DisconnectFromService') return respond('');
    const refusal = mgn(since);
    if (!refusal) disconnects += 1;
    return refusal ?? json(server(disconnects));
  };
  const { answer } = await invoke(deletion(), reply);
  return { answer, disconnects, pages };
}

function servers(token: string | undefined, emptyPages: number, disconnects: number): HttpResponse {
  const page = Number(token ?? 0);
  return json(page < emptyPages ? { items: [], nextToken: String(page + 1) } : { items: [server(disconnects)] });
}

function server(disconnects: number): object {
  const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
  return { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
}
