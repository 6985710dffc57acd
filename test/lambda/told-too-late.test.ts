import { DESTROYED, deletion, json, refusalOfMgn, SERVER } from './answers';
import { play } from './play';

/* MGN carries out a call, and shows that later, in part, or never. */

test('a server that MGN no longer shows after its disconnection: the failure says what was done', async () => {
  let isCalled = false;
  const { answer } = await play({
    events: () => DESTROYED,
    describe: () => (isCalled ? refusalOfMgn('AccessDeniedException', 'no', 403) : undefined),
    disconnect: () => {
      isCalled = true;
      return json(server('READY_FOR_CUTOVER', 'CONTINUOUS'));
    },
  });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(/^source server s-0{16}a was disconnected, but MGN does not show that: /);
  expect(answer.Reason).toContain('mgn:DescribeSourceServers');
});

test('a finalized server that MGN shows as CUTTING_OVER a little longer is disconnected as well', async () => {
  let shown = 0;
  const finalized = () => server(++shown > 2 ? 'CUTOVER' : 'CUTTING_OVER', 'DISCONNECTED');
  const { calls } = await play({
    event: deletion({ FinalizeCutover: 'true' }),
    events: () => DESTROYED,
    lifeCycle: () => 'CUTTING_OVER',
    describe: () => (shown > 0 ? json({ items: [finalized()] }) : undefined),
    others: { '/FinalizeCutover': () => json(finalized()) },
  });
  expect(calls).toEqual(['/FinalizeCutover', '/DisconnectFromService']);
});

function server(state: string, dataReplicationState: string): object {
  return { sourceServerID: SERVER, lifeCycle: { state }, dataReplicationInfo: { dataReplicationState } };
}
