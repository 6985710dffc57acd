import {
  aboutConnection,
  aboutStack,
  CREATED,
  conflict,
  DESTROYED,
  deletion,
  event,
  eventsOf,
  json,
  SERVER,
  STACK,
  stackOf,
} from './answers';
import { invoke, respond } from './invocation';
import { play } from './play';

/*
 * Deletes of the built bundle against answers of AWS that are written down here, where the local AWS cannot show them:
 * events that come late or are gone, a deletion that is over before its event is, pages.
 */

const MINUTE = 60_000;

test('a deletion that the events show is one: the server is disconnected', async () => {
  const { answer, disconnects } = await play({ events: () => DESTROYED });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'disconnected: the stack is being deleted' });
  expect(disconnects).toBe(1);
});

test('events in many pages are read as far as the last completed deployment, and no further', async () => {
  const neighbours = Array.from({ length: 25 }, () => event('Other', 'other', 'DELETE_IN_PROGRESS'));
  const old = Array.from({ length: 50 }, () => event('Other', 'other', 'UPDATE_COMPLETE'));
  const { disconnects, asked } = await play({ events: () => [...old, ...DESTROYED, ...neighbours] });
  expect(disconnects).toBe(1);
  expect(asked.filter(isPage)).toHaveLength(3);
});

test('a stack whose creation is no longer among its events has stood for 90 days: its server is disconnected', async () => {
  const { disconnects } = await play({ events: () => DESTROYED.slice(CREATED.length) });
  expect(disconnects).toBe(1);
});

test('an event of the deletion that comes seconds late is waited for', async () => {
  const { disconnects } = await play({ events: (since) => (since < 2_000 ? CREATED : DESTROYED) });
  expect(disconnects).toBe(1);
});

test('a deletion that no event ever shows is unclear, and the answer says so', async () => {
  const { answer, disconnects } = await play({ events: () => CREATED });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(/^cannot tell .* CloudFormation does not show that it deletes the connection/);
  expect(disconnects).toBe(0);
});

test('a deletion that is over already: its event comes late, and nothing is called', async () => {
  const { answer, disconnects } = await play({ events: () => [...DESTROYED, aboutConnection('DELETE_COMPLETE')] });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringMatching(/^kept: .* comes late$/) });
  expect(disconnects).toBe(0);
});

test('what another resource has done under the id of the stack is not its history', async () => {
  const foreign = [event('Other', STACK, 'CREATE_COMPLETE', 'Custom::AWS')];
  const failed = [aboutStack('CREATE_IN_PROGRESS'), aboutConnection('CREATE_IN_PROGRESS', ''), ...foreign];
  const { disconnects } = await play({ events: () => [...failed, ...DESTROYED.slice(4)] });
  expect(disconnects).toBe(0);
});

test('a rollback is read back to the deployment that it brings back: what failed before that costs nothing', async () => {
  const failures = Array.from({ length: 2_000 }, () => event('Other', 'other', 'UPDATE_FAILED'));
  const rollback = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'].map(aboutStack);
  const past = [...CREATED, ...failures, aboutStack('UPDATE_COMPLETE'), ...rollback];
  const { disconnects, asked } = await play({ events: () => [...past, ...DESTROYED.slice(4)] });
  expect(disconnects).toBe(1);
  expect(asked.filter(isPage)).toHaveLength(1);
});

test('what another stack of the same name has done is not its history', async () => {
  const other = DESTROYED.map((one) => ({ ...one, physicalId: one.physicalId.replace(STACK, `${STACK}0`) }));
  const { disconnects } = await play({
    events: () => [...other, aboutStack('CREATE_IN_PROGRESS'), ...DESTROYED.slice(4)],
  });
  expect(disconnects).toBe(0);
});

test('a server is not disconnected if its deletion is given up during the wait for it', async () => {
  const { answer, disconnects } = await play({
    events: (since) => (since < 5 * MINUTE ? DESTROYED : [...DESTROYED, aboutConnection('DELETE_FAILED')]),
    stack: (since) => (since < 5 * MINUTE ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    disconnect: (since) => (since < 6 * MINUTE ? conflict() : undefined),
  });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: expect.stringMatching(/^kept: the stack is UPDATE_COMPLETE/),
  });
  expect(disconnects).toBe(0);
});

test('a server that MGN shows on a later page is found there', async () => {
  const { disconnects } = await play({
    events: () => DESTROYED,
    describe: (_, body) => {
      const page = Number(JSON.parse(body).nextToken ?? 0);
      return page < 2 ? json({ items: [], nextToken: String(page + 1) }) : undefined;
    },
  });
  expect(disconnects).toBe(1);
});

test('the state of the stack, its events and the server are asked for at once', async () => {
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  const { answer } = await invoke(deletion(), async ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    if (path === '/DisconnectFromService') return json(server('DISCONNECTED'));
    asked.push(path === '/' ? (new URLSearchParams(body.toString()).get('Action') ?? '') : path);
    // nothing is answered before all three have come
    if (asked.length < 3) await new Promise<void>((resolve) => waiting.push(resolve));
    for (const go of waiting.splice(0)) go();
    if (path === '/DescribeSourceServers') return json({ items: [server('CONTINUOUS')] });
    return body.toString().includes('DescribeStacks&') ? stackOf('DELETE_IN_PROGRESS') : eventsOf(DESTROYED);
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
  expect(asked.sort()).toEqual(['/DescribeSourceServers', 'DescribeStackEvents', 'DescribeStacks']);
});

const isPage = (action: string) => action === 'DescribeStackEvents';

function server(dataReplicationState: string): object {
  return { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState } };
}
