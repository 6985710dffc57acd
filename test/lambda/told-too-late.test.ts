import { DESTROYED, deletion, eventsOf, json, SERVER, stackOf } from './answers';
import { invoke, respond } from './invocation';

/* MGN carries out a call, and shows that later, in part, or never. */

test('a server that MGN no longer shows after its disconnection: the failure says what was done', async () => {
  const refused = { ...json({ message: 'no' }, 403), headers: { 'x-amzn-errortype': 'AccessDeniedException' } };
  const { answer } = await destroy({}, (path, calls) => {
    if (path === '/DescribeSourceServers' && calls.length > 0) return refused;
    return shown('READY_FOR_CUTOVER', 'CONTINUOUS', path);
  });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(/^source server s-0{16}a was disconnected, but MGN does not show that: /);
  expect(answer.Reason).toContain('mgn:DescribeSourceServers');
});

test('a finalized server that MGN shows as CUTTING_OVER a little longer is disconnected as well', async () => {
  let looks = 0;
  const { calls } = await destroy({ FinalizeCutover: 'true' }, (path, before) => {
    const isFinalized = before.includes('/FinalizeCutover');
    if (isFinalized) looks += 1;
    return shown(looks > 2 ? 'CUTOVER' : 'CUTTING_OVER', isFinalized ? 'DISCONNECTED' : 'CONTINUOUS', path);
  });
  expect(calls).toEqual(['/FinalizeCutover', '/DisconnectFromService']);
});

function shown(state: string, dataReplicationState: string, path: string) {
  const server = { sourceServerID: SERVER, lifeCycle: { state }, dataReplicationInfo: { dataReplicationState } };
  return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
}

/** The deletion of the stack, with the answers of MGN; tells what was called besides looks. */
async function destroy(
  properties: object,
  answerTo: (path: string, calls: readonly string[]) => ReturnType<typeof json>,
) {
  const calls: string[] = [];
  const { answer } = await invoke(deletion(properties), async ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    const asksForStack = body.toString().includes('DescribeStacks&');
    if (path === '/') return asksForStack ? stackOf('DELETE_IN_PROGRESS') : eventsOf(DESTROYED);
    if (path !== '/DescribeSourceServers') calls.push(path);
    return answerTo(path, calls);
  });
  return { calls, answer };
}
