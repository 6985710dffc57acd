import { sampleFleet } from '../../src/mgn';
import { A, B, call, describeServers, mgn, own, start, state } from './world';

beforeEach(() => start([{ sourceServerID: A }, { sourceServerID: B }]));

test('the sample has servers in different states, each complete', () => {
  start(undefined);
  const servers = mgn.servers.list();
  expect(servers.map((server) => server.sourceServerID)).toEqual(sampleFleet.map((server) => server.sourceServerID));
  expect(new Set(servers.map((server) => server.lifeCycle?.state)).size).toBe(6);
  for (const server of servers)
    expect(server).toMatchObject({
      sourceServerID: expect.stringMatching(/^s-[0-9a-f]{17}$/),
      lifeCycle: { addedToServiceDateTime: expect.any(String) },
      dataReplicationInfo: { replicatedDisks: [{ deviceName: '/dev/sda' }, {}] },
      sourceProperties: {
        identificationHints: { hostname: expect.any(String), fqdn: expect.stringContaining('.') },
        cpus: [{ cores: 2 }],
        os: { fullString: expect.any(String) },
      },
    });
});

test('what is given stays as it is, what is missing is filled in around it', () => {
  start([
    {
      sourceServerID: A,
      sourceProperties: { disks: [{ deviceName: 'c:0', bytes: 100 }], identificationHints: { hostname: 'web' } },
    },
  ]);
  expect(mgn.servers.get(A)).toMatchObject({
    sourceProperties: {
      ramBytes: expect.any(Number),
    },
    dataReplicationInfo: { replicatedDisks: [{ deviceName: 'c:0', totalStorageBytes: 100 }] },
  });
  expect(mgn.servers.get(A)?.sourceProperties?.identificationHints).toEqual({ hostname: 'web' });
});

test('nothing is made up for what is given as empty or null', () => {
  const given = {
    ...{
      sourceServerID: A,
      tags: {},
      launchedInstance: null,
      sourceProperties: { identificationHints: {}, disks: [] },
    },
    lifeCycle: { state: 'READY_FOR_TEST', firstByteDateTime: null },
    dataReplicationInfo: { dataReplicationState: 'CONTINUOUS', replicatedDisks: [], lagDuration: null },
  };
  start([given]);
  const [shown] = describeServers({});
  expect(shown).toMatchObject(given);
  expect(shown.sourceProperties.identificationHints).toEqual({});
  start([{ sourceServerID: A, sourceProperties: null, dataReplicationInfo: null, lifeCycle: null }]);
  expect(describeServers({})).toMatchObject([{ sourceProperties: null, dataReplicationInfo: null }]);
  call('DisconnectFromService', { sourceServerID: A });
  expect(state(A)[1]).toBe('DISCONNECTED');
});

test.each([
  { lifeCycle: { state: 'PENDING_INSTALLATION' }, userProvidedID: 'inv-row-17' },
  { lifeCycle: { state: 'DISCOVERED' }, replicationType: 'SNAPSHOT_SHIPPING' },
  { replicationType: 'SNAPSHOT_SHIPPING', dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' } },
])('nothing is made up for a server that MGN knows little of: %j', (given) => {
  start([{ sourceServerID: A, ...given }]);
  const known = { sourceServerID: A, arn: `arn:aws:mgn:eu-west-1:${own}:source-server/${A}`, isArchived: false };
  const lifeCycle = { state: 'READY_FOR_TEST' };
  expect(describeServers({})).toEqual([{ ...known, tags: {}, replicationType: 'AGENT_BASED', lifeCycle, ...given }]);
});

test('a server of another Region is refused: a local AWS is in one', () => {
  const arn = `arn:aws:mgn:us-east-2:${own}:source-server/${A}`;
  expect(() => mgn.servers.seed([{ sourceServerID: B }, { sourceServerID: A, arn }])).toThrow(
    'servers[1] is of the Region us-east-2 by its arn, and this local AWS is eu-west-1',
  );
});

test('what the control plane lists can be seeded again', () => {
  const listed = mgn.servers.list();
  mgn.servers.seed(JSON.parse(JSON.stringify(listed)));
  expect(mgn.servers.list()).toEqual(listed);
});

test.each([
  [{ sourceServerID: A }, 'must be a JSON array'],
  [[{ sourceServerID: A }, null], 'servers[1] is null; write an object'],
  [[{ sourceServerID: 's-1' }], 'servers[0].sourceServerID is "s-1"; it must be "s-" and 17 letters or digits'],
  [[{}], 'servers[0].sourceServerID is undefined'],
  [[{ sourceServerId: A }], 'servers[0] has the unknown member "sourceServerId"'],
  [
    [{ sourceServerID: A }, { sourceServerID: A }],
    `servers[1]: ${A} is already servers[0]; give each server its own id`,
  ],
])('%j is refused, with what to do, and the fleet stays', (list, message) => {
  expect(() => mgn.servers.seed(list)).toThrow(message);
  expect(mgn.servers.list()).toHaveLength(2);
});
