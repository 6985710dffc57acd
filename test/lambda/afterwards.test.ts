import type { HttpResponse } from '../../local-aws/src/kernel/types';
import { aboutConnection, aboutStack, conflict, deletion, json } from './answers';
import { play } from './play';

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
  expect(calls).toEqual(['/DisconnectFromService']);
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
  expect(calls).toEqual(['/DisconnectFromService']);
});

test('an answer that does not show the server is not taken for its state', async () => {
  const { answer, calls } = await run({ stack: () => 'DELETE_IN_PROGRESS', archives: () => true, answer: {} });
  expect(answer.Reason).toBe('disconnected, archived: the stack is being deleted');
  expect(calls).toEqual(['/DisconnectFromService', '/MarkAsArchived']);
});

interface Situation {
  /** The state of the stack, by the milliseconds since the Delete came; undefined if it cannot be read. */
  readonly stack: (since: number) => string | undefined;
  readonly archives: (since: number) => boolean;
  /** What MarkAsArchived answers; default: the server. */
  readonly answer?: object;
}

async function run({ stack, archives, answer: shown }: Situation) {
  const { answer, calls, logs } = await play({
    event: deletion({ AfterDisconnection: 'archive' }),
    stack: (since) => stack(since) ?? UNREADABLE,
    events: (since) => (stack(since) === 'UPDATE_COMPLETE' ? [...EVENTS, aboutConnection('DELETE_FAILED')] : EVENTS),
    others: { '/MarkAsArchived': (since) => (archives(since) ? shown && json(shown) : conflict('not yet')) },
  });
  return { answer, calls, lines: logs.map((line) => JSON.parse(line)) };
}

const EVENTS = [aboutStack('CREATE_COMPLETE'), aboutStack('DELETE_IN_PROGRESS'), aboutConnection('DELETE_IN_PROGRESS')];
const UNREADABLE: HttpResponse = { status: 500, headers: {}, body: '' };
