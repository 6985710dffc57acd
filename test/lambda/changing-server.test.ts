import type { HttpRequest, HttpResponse } from '../../local-aws/src/kernel/types';
import {
  aboutConnection,
  aboutStack,
  conflict,
  DESTROYED,
  deletion,
  eventsOf,
  json,
  resourcesOf,
  SERVER,
  type StackEvent,
  stackOf,
  THROTTLED,
} from './answers';
import { invoke, respond } from './invocation';

/* What MGN shows of a server while the function is busy with it, in answers that are written down here. */

const MINUTE = 60_000;
const CONNECTED = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' } };
const DISCONNECTED = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' } };
const WITHOUT_AGENT = { sourceServerID: SERVER, lifeCycle: { state: 'PENDING_INSTALLATION' } };

test('what MGN answers about another server is not taken for the state of this one', async () => {
  const { answer, answeredAt } = await play({
    describe: (since) => (since < MINUTE ? CONNECTED : DISCONNECTED),
    disconnect: () => json({ ...DISCONNECTED, sourceServerID: 's-0000000000000000b' }),
  });
  expect(answer.Status).toBe('SUCCESS');
  expect(answeredAt).toBeGreaterThanOrEqual(MINUTE);
});

test('a server that gets its agent while its call is refused is disconnected, though MGN shows that late', async () => {
  let calls = 0;
  const { answer } = await play({
    describe: (since) => (calls > 1 ? DISCONNECTED : since < 7_000 ? WITHOUT_AGENT : CONNECTED),
    disconnect: () => {
      calls += 1;
      return calls === 1 ? conflict() : json(DISCONNECTED);
    },
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'disconnected: the stack is being deleted' });
});

test('of a server of another account the way out of a clean-up names the account, whatever MGN has said before that', async () => {
  const { answer } = await play({
    state: () => 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    events: [
      ...DESTROYED.slice(0, 4),
      aboutStack('UPDATE_IN_PROGRESS'),
      aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
      aboutConnection('DELETE_IN_PROGRESS'),
    ],
    properties: { AccountId: '210987654321' },
    describe: () => CONNECTED,
    disconnect: () => ({
      ...json({ message: 'é'.repeat(2_000) }, 400),
      headers: { 'x-amzn-errortype': 'ValidationException' },
    }),
  });
  expect(answer.Status).toBe('FAILED');
  expect(Buffer.byteLength(answer.Reason)).toBeLessThanOrEqual(1_000);
  expect(answer.Reason).toMatch(
    /^source server s-0000000000000000a could not be disconnected: ValidationException: é+/,
  );
  expect(answer.Reason).toMatch(
    /or call 'aws mgn disconnect-from-service --source-server-id s-0000000000000000a --account-id 210987654321'$/,
  );
});

test('a server that may not be looked at: the answer names that permission, and not the one to disconnect', async () => {
  const { answer } = await play({
    describe: () => CONNECTED,
    look: () => ({
      ...json({ message: 'not authorized' }, 403),
      headers: { 'x-amzn-errortype': 'AccessDeniedException' },
    }),
  });
  expect(answer).toMatchObject({ Status: 'FAILED' });
  expect(answer.Reason).toContain("; allow the function's role mgn:DescribeSourceServers; ");
});

test('events that are no longer needed may be refused, on the way back of a stack whose state came late', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  let pages = 0;
  const { answer } = await play({
    state: (since) => (since < 2 * MINUTE ? undefined : 'UPDATE_ROLLBACK_IN_PROGRESS'),
    refuse: (since) => since > MINUTE && pages++ >= 0,
    describe: () => CONNECTED,
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off('unhandledRejection', note);
  expect(pages).toBeGreaterThan(0);
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringMatching(/^kept: /) });
  expect(unhandled).toEqual([]);
});

interface Situation {
  /** By the milliseconds since the Delete came. */
  readonly describe: (since: number) => object;
  /** What a look is answered instead. */
  readonly look?: () => HttpResponse;
  readonly disconnect?: (since: number) => HttpResponse;
  /** Undefined while CloudFormation throttles. */
  readonly state?: (since: number) => string | undefined;
  readonly events?: readonly StackEvent[];
  /** Whether the events are refused. */
  readonly refuse?: (since: number) => boolean;
  readonly properties?: object;
}

async function play({ state = () => 'DELETE_IN_PROGRESS', events = DESTROYED, properties, ...mgn }: Situation) {
  let began: number | undefined;
  let answeredAt = 0;
  const { answer } = await invoke(deletion(properties), ({ path, body, method }: HttpRequest, clock) => {
    began ??= clock.now();
    const since = clock.now() - began;
    if (method === 'PUT') answeredAt = since;
    if (method === 'PUT') return respond('');
    if (path === '/DescribeSourceServers') return mgn.look?.() ?? json({ items: [mgn.describe(since)] });
    if (path === '/DisconnectFromService') return mgn.disconnect?.(since) ?? json(DISCONNECTED);
    const asked = new URLSearchParams(body.toString());
    const shown = state(since);
    if (asked.get('Action') === 'DescribeStacks') return shown ? stackOf(shown) : THROTTLED;
    if (asked.get('Action') === 'ListStackResources') return resourcesOf();
    return mgn.refuse?.(since) ? { ...respond(''), status: 400 } : eventsOf(events);
  });
  return { answer, answeredAt };
}
