import { A, B, call, clock, coded, describeServers, mgn, start } from './world';

beforeEach(() => start([{ sourceServerID: A }, { sourceServerID: B }]));

test('FinalizeCutover ends a cutover, and nothing else', () => {
  expect(() => call('FinalizeCutover', { sourceServerID: A })).toThrow(coded('ConflictException'));
  mgn.servers.startJob(A, 'START_CUTOVER');
  expect(call('FinalizeCutover', { sourceServerID: A })).toMatchObject({
    lifeCycle: { state: 'CUTOVER', lastCutover: { finalized: { apiCallDateTime: '2026-01-01T00:00:00.000Z' } } },
    dataReplicationInfo: { dataReplicationState: 'DISCONNECTED', replicatedDisks: [{ totalStorageBytes: 0 }, {}] },
  });
});

test.each([
  [true, 'uninstalled'],
  [false, 'installed'],
])('whether FinalizeCutover uninstalls the agent is a switch: %p', async (finalizeUninstallsAgent, agent) => {
  start([{ sourceServerID: A, lifeCycle: { state: 'CUTTING_OVER' } }], { finalizeUninstallsAgent });
  call('FinalizeCutover', { sourceServerID: A });
  await clock.advance(10 * 60_000);
  expect(mgn.servers.get(A)?._local.agent).toBe(agent);
});

test('only a disconnected or cut over server can be archived', () => {
  expect(() => call('MarkAsArchived', { sourceServerID: A })).toThrow(coded('ConflictException'));
  call('DisconnectFromService', { sourceServerID: A });
  expect(call('MarkAsArchived', { sourceServerID: A }).isArchived).toBe(true);
});

test('a replicating server cannot be deleted (the text is from rebuy-de/aws-nuke#1163)', () => {
  expect(() => call('DeleteSourceServer', { sourceServerID: A })).toThrow(
    `Cannot delete source server ${A}. Source servers must not be actively replicating in order to be deleted.`,
  );
  call('DisconnectFromService', { sourceServerID: A });
  call('DeleteSourceServer', { sourceServerID: A });
  expect(describeServers({ sourceServerIDs: [A] })).toEqual([]);
  expect(() => call('DeleteSourceServer', { sourceServerID: A })).toThrow(expect.objectContaining({ status: 404 }));
});

test('whether a server must be archived before it is deleted is a switch', () => {
  mgn.behaviour.deleteNeedsArchive = true;
  call('DisconnectFromService', { sourceServerID: A });
  expect(() => call('DeleteSourceServer', { sourceServerID: A })).toThrow('must be archived');
  call('MarkAsArchived', { sourceServerID: A });
  call('DeleteSourceServer', { sourceServerID: A });
  expect(mgn.servers.get(A)).toBeUndefined();
  start([{ sourceServerID: A, lifeCycle: { state: 'CUTTING_OVER' } }], { deleteNeedsArchive: true });
  call('FinalizeCutover', { sourceServerID: A });
  call('DeleteSourceServer', { sourceServerID: A });
  expect(mgn.servers.get(A)).toBeUndefined();
});
