import { conflict, DESTROYED, deletion, json, REMOVED, refusalOfMgn, SERVER } from './answers';
import { respond } from './invocation';
import { play } from './play';

/* What MGN shows of a server while the function is busy with it, in answers that are written down here. */

const MINUTE = 60_000;
const CONNECTED = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' } };
const DISCONNECTED = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' } };
const WITHOUT_AGENT = { sourceServerID: SERVER, lifeCycle: { state: 'PENDING_INSTALLATION' } };

test('what MGN answers about another server is not taken for the state of this one', async () => {
  const { answer, milliseconds } = await play({
    events: () => DESTROYED,
    describe: (since) => shown(since < MINUTE ? CONNECTED : DISCONNECTED),
    disconnect: () => json({ ...DISCONNECTED, sourceServerID: 's-0000000000000000b' }),
  });
  expect(answer.Status).toBe('SUCCESS');
  expect(milliseconds).toBeGreaterThanOrEqual(MINUTE);
});

test('a server that gets its agent while its call is refused is disconnected, though MGN shows that late', async () => {
  let calls = 0;
  const { answer } = await play({
    events: () => DESTROYED,
    describe: (since) => shown(calls > 1 ? DISCONNECTED : since < 7_000 ? WITHOUT_AGENT : CONNECTED),
    disconnect: () => {
      calls += 1;
      return calls === 1 ? conflict() : json(DISCONNECTED);
    },
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'disconnected: the stack is being deleted' });
});

test('of a server of another account the way out of a clean-up names the account, whatever MGN has said before that', async () => {
  const { answer } = await play({
    event: deletion({ AccountId: '210987654321' }),
    stack: () => 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    events: () => REMOVED,
    disconnect: () => refusalOfMgn('ValidationException', 'é'.repeat(2_000)),
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
    events: () => DESTROYED,
    describe: () => refusalOfMgn('AccessDeniedException', 'not authorized', 403),
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
    stack: (since) => (since < 2 * MINUTE ? undefined : 'UPDATE_ROLLBACK_IN_PROGRESS'),
    events: (since) => (since > MINUTE && pages++ >= 0 ? { ...respond(''), status: 400 } : DESTROYED),
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off('unhandledRejection', note);
  expect(pages).toBeGreaterThan(0);
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringMatching(/^kept: /) });
  expect(unhandled).toEqual([]);
});

function shown(server: object) {
  return json({ items: [server] });
}
