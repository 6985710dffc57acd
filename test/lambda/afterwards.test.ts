import type { HttpRequest, HttpResponse } from '../../local-aws/src/kernel/types';
import { aboutConnection, aboutStack, conflict, deletion, eventsOf, json, SERVER, stackOf } from './answers';
import { invoke } from './invocation';

/* What changes between the disconnection and what is to come after it, in answers of AWS that are written down here. */

const MINUTE = 60_000;

test('a deletion that is given up meanwhile: the server is disconnected, but not archived', async () => {
  const { answer, calls, lines } = await run({
    stack: (since) => (since < 5 * MINUTE ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    archives: (since) => since > 6 * MINUTE,
  });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: expect.stringMatching(/^disconnected: no further call, since the stack is UPDATE_COMPLETE/),
  });
  expect(calls).toEqual(['DisconnectFromService']);
  expect(lines.at(-1)).toMatchObject({ decision: 'disconnected', operations: ['DisconnectFromService'] });
});

test('a stack that can no longer be read: the answer does not say that nothing was disconnected', async () => {
  const { answer, calls } = await run({
    stack: (since) => (since < 2 * MINUTE ? 'DELETE_IN_PROGRESS' : undefined),
    archives: () => false,
  });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(
    /^source server s-0000000000000000a is disconnected, but could not be archived: cannot tell whether/,
  );
  expect(answer.Reason).not.toContain('nothing was disconnected');
  expect(calls).toEqual(['DisconnectFromService']);
});

test('an answer that does not show the server is not taken for its state', async () => {
  const { answer, calls } = await run({ stack: () => 'DELETE_IN_PROGRESS', archives: () => true, answer: {} });
  expect(answer.Reason).toBe('disconnected, archived: the stack is being deleted');
  expect(calls).toEqual(['DisconnectFromService', 'MarkAsArchived']);
});

interface Situation {
  /** The state of the stack, by the milliseconds since the Delete came; undefined if it cannot be read. */
  readonly stack: (since: number) => string | undefined;
  readonly archives: (since: number) => boolean;
  /** What MarkAsArchived answers; default: the server. */
  readonly answer?: object;
}

async function run({ stack, archives, answer: shown }: Situation) {
  const calls: string[] = [];
  let began: number | undefined;
  const server = () => ({
    sourceServerID: SERVER,
    isArchived: calls.includes('MarkAsArchived'),
    lifeCycle: { state: 'DISCONNECTED' },
    dataReplicationInfo: {
      dataReplicationState: calls.includes('DisconnectFromService') ? 'DISCONNECTED' : 'CONTINUOUS',
    },
  });
  const { answer, logs } = await invoke(deletion({ AfterDisconnection: 'archive' }), (request: HttpRequest, clock) => {
    began ??= clock.now();
    const since = clock.now() - began;
    const body = request.body.toString();
    if (body.includes('Action=DescribeStacks&')) {
      const status = stack(since);
      return status ? stackOf(status) : UNREADABLE;
    }
    if (body.includes('Action=DescribeStackEvents&')) {
      return eventsOf(stack(since) === 'UPDATE_COMPLETE' ? [...EVENTS, aboutConnection('DELETE_FAILED')] : EVENTS);
    }
    if (request.path === '/DescribeSourceServers') return json({ items: [server()] });
    if (request.path === '/MarkAsArchived' && !archives(since)) return conflict('not yet');
    if (request.method === 'POST') calls.push(request.path.slice(1));
    return json(request.path === '/MarkAsArchived' && shown ? shown : server());
  });
  return { answer, calls, lines: logs.map((line) => JSON.parse(line)) };
}

const EVENTS = [aboutStack('CREATE_COMPLETE'), aboutStack('DELETE_IN_PROGRESS'), aboutConnection('DELETE_IN_PROGRESS')];
const UNREADABLE: HttpResponse = { status: 500, headers: {}, body: '' };
