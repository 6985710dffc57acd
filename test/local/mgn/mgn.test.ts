import { VirtualClock } from '../../../local/kernel/clock';
import type { Caller } from '../../../local/kernel/types';
import { createMgn, type Mgn, type MgnBehaviour, sampleFleet } from '../../../local/mgn';

const A = 's-0000000000000000a';
const B = 's-0000000000000000b';
const own = '123456789012';
const other = '222222222222';

let clock: VirtualClock;
let mgn: Mgn;
beforeEach(() => {
  start([{ sourceServerID: A }, { sourceServerID: B }]);
});

describe('DisconnectFromService', () => {
  test('stops the replication at once and answers with the whole server', () => {
    start([
      {
        sourceServerID: A,
        dataReplicationInfo: { dataReplicationState: 'BACKLOG', lagDuration: 'PT5M', etaDateTime: 'x' },
      },
      { sourceServerID: B },
    ]);
    const answer = call('DisconnectFromService', { sourceServerID: A });
    expect(answer).toMatchObject({
      sourceServerID: A,
      arn: `arn:aws:mgn:eu-west-1:${own}:source-server/${A}`,
      lifeCycle: { state: 'DISCONNECTED' },
      dataReplicationInfo: {
        dataReplicationState: 'DISCONNECTED',
        replicatedDisks: [{ totalStorageBytes: 0 }, { totalStorageBytes: 0 }],
      },
    });
    expect(answer.dataReplicationInfo).not.toHaveProperty('lagDuration');
    expect(answer.dataReplicationInfo).not.toHaveProperty('etaDateTime');
    expect(answer).not.toHaveProperty('_local');
    expect(describeServers({ sourceServerIDs: [A] })).toEqual([answer]);
    expect(state(B)).toEqual(['READY_FOR_TEST', 'CONTINUOUS']);
  });

  test('the agent is uninstalled within 10 minutes and the staging resources are gone within 90', async () => {
    expect(mgn.servers.get(A)?._local).toEqual({ accountId: own, stagingResources: 5, agent: 'installed' });
    call('DisconnectFromService', { sourceServerID: A });
    expect(mgn.servers.get(A)?._local).toMatchObject({ stagingResources: 5, agent: 'installed' });
    await clock.advance(10 * 60_000);
    expect(mgn.servers.get(A)?._local).toMatchObject({ stagingResources: 5, agent: 'uninstalled' });
    await clock.advance(80 * 60_000);
    expect(mgn.servers.get(A)?._local).toMatchObject({ stagingResources: 0, agent: 'uninstalled' });
    expect(mgn.servers.get(B)?._local).toMatchObject({ stagingResources: 5, agent: 'installed' });
  });

  test('an agent that the service does not see stays installed', async () => {
    start([
      {
        sourceServerID: A,
        dataReplicationInfo: { dataReplicationState: 'STALLED', dataReplicationError: { error: 'AGENT_NOT_SEEN' } },
      },
    ]);
    call('DisconnectFromService', { sourceServerID: A });
    await clock.advance(24 * 3600_000);
    expect(mgn.servers.get(A)?._local).toMatchObject({ stagingResources: 0, agent: 'installed' });
  });

  test('launched instances are left alone', () => {
    const launchedInstance = { ec2InstanceID: 'i-0a1b2c3d4e5f60718', jobID: 'mgnjob-1', firstBoot: 'SUCCEEDED' };
    start([{ sourceServerID: A, lifeCycle: { state: 'TESTING' }, launchedInstance }]);
    expect(call('DisconnectFromService', { sourceServerID: A })).toMatchObject({ launchedInstance });
  });

  test('an id that no server has is a ResourceNotFoundException that names it', () => {
    expect(() => call('DisconnectFromService', { sourceServerID: 's-00000000000000fff' })).toThrow(
      expect.objectContaining({
        code: 'ResourceNotFoundException',
        status: 404,
        members: expect.objectContaining({ resourceId: 's-00000000000000fff', resourceType: 'SourceServer' }),
      }),
    );
  });

  test.each([[undefined], ['s-1'], ['i-0000000000000000a'], [7]])(
    'the id %p is a ValidationException',
    (sourceServerID) => {
      expect(() => call('DisconnectFromService', { sourceServerID })).toThrow(
        expect.objectContaining({
          code: 'ValidationException',
          status: 400,
          members: expect.objectContaining({
            reason: 'fieldValidationFailed',
            fieldList: [expect.objectContaining({ name: 'sourceServerID' })],
          }),
        }),
      );
    },
  );

  test.each<[string, Partial<MgnBehaviour>, () => void]>([
    ['a second time', { secondDisconnect: 'conflict' }, () => call('DisconnectFromService', { sourceServerID: A })],
    ['while a job runs', { disconnectDuringJob: 'conflict' }, () => mgn.servers.startJob(A)],
    [
      'before any replication',
      { disconnectBeforeReplication: 'conflict' },
      () => mgn.servers.seed([{ sourceServerID: A, lifeCycle: { state: 'DISCOVERED' } }]),
    ],
  ])('%s is ok or a ConflictException, as the behaviour says', (_when, behaviour, prepare) => {
    prepare();
    Object.assign(mgn.behaviour, behaviour);
    const before = mgn.servers.get(A);
    expect(() => call('DisconnectFromService', { sourceServerID: A })).toThrow(
      expect.objectContaining({
        code: 'ConflictException',
        status: 409,
        members: expect.objectContaining({ resourceId: A }),
      }),
    );
    expect(mgn.servers.get(A)).toEqual(before);
    Object.assign(mgn.behaviour, {
      secondDisconnect: 'ok',
      disconnectDuringJob: 'ok',
      disconnectBeforeReplication: 'ok',
    });
    call('DisconnectFromService', { sourceServerID: A });
    expect(state(A)).toEqual(['DISCONNECTED', 'DISCONNECTED']);
  });

  test('a second call is known as such although the life cycle stays CUTOVER', () => {
    start([{ sourceServerID: A, lifeCycle: { state: 'CUTOVER' } }], { secondDisconnect: 'conflict' });
    call('DisconnectFromService', { sourceServerID: A });
    expect(() => call('DisconnectFromService', { sourceServerID: A })).toThrow('is already disconnected');
  });

  test('an answer is not changed by later calls', () => {
    const [before] = describeServers({ sourceServerIDs: [A] });
    call('DisconnectFromService', { sourceServerID: A });
    expect(before.lifeCycle.state).toBe('READY_FOR_TEST');
  });

  test('when the job has ended there is no conflict any more', () => {
    mgn.behaviour.disconnectDuringJob = 'conflict';
    mgn.servers.startJob(A);
    mgn.servers.endJob(A);
    expect(call('DisconnectFromService', { sourceServerID: A }).lifeCycle.state).toBe('DISCONNECTED');
  });

  test.each(['CUTOVER', 'DISCONNECTED'] as const)(
    'from CUTOVER the life cycle becomes %s, as the behaviour says',
    (after) => {
      start([{ sourceServerID: A, lifeCycle: { state: 'CUTOVER' } }], { lifeCycleAfterCutover: after });
      expect(call('DisconnectFromService', { sourceServerID: A }).lifeCycle.state).toBe(after);
    },
  );

  test('the states may show it late, and calling again meanwhile does not put it off', async () => {
    mgn.behaviour.disconnectedAfterSeconds = 30;
    call('DisconnectFromService', { sourceServerID: A });
    expect(state(A)).toEqual(['READY_FOR_TEST', 'CONTINUOUS']);
    await clock.advance(20_000);
    call('DisconnectFromService', { sourceServerID: A });
    await clock.advance(10_000);
    expect(state(A)).toEqual(['DISCONNECTED', 'DISCONNECTED']);
  });
});

describe('what comes before and after', () => {
  test('FinalizeCutover ends a cutover, and nothing else', () => {
    expect(() => call('FinalizeCutover', { sourceServerID: A })).toThrow(
      expect.objectContaining({ code: 'ConflictException' }),
    );
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
    expect(() => call('MarkAsArchived', { sourceServerID: A })).toThrow(
      expect.objectContaining({ code: 'ConflictException' }),
    );
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
  });
});

describe('DescribeSourceServers', () => {
  test.each([
    [{ sourceServerIDs: ['s-00000000000000fff'] }, []],
    [{ sourceServerIDs: [B, 's-00000000000000fff'] }, [B]],
    [{ lifeCycleStates: ['TESTING'] }, [B]],
    [{ isArchived: true }, [B]],
    [{ isArchived: false }, [A]],
    [{ replicationTypes: ['SNAPSHOT_SHIPPING'] }, [B]],
    [{ applicationIDs: ['app-00000000000000001'] }, [B]],
    [{ lifeCycleStates: [] }, [A, B]],
    [undefined, [A, B]],
  ])('filter %j', (filters, expected) => {
    const b = {
      lifeCycle: { state: 'TESTING' },
      isArchived: true,
      replicationType: 'SNAPSHOT_SHIPPING',
      applicationID: 'app-00000000000000001',
    };
    start([{ sourceServerID: A }, { sourceServerID: B, ...b }]);
    expect(describeServers(filters).map((server) => server.sourceServerID)).toEqual(expected);
  });

  test('pages show every server once, even if one is deleted between two pages', () => {
    start(fleetOf(7));
    const first = call('DescribeSourceServers', { maxResults: 3 });
    expect(first.items).toHaveLength(3);
    call('DisconnectFromService', { sourceServerID: first.items[0].sourceServerID });
    call('DeleteSourceServer', { sourceServerID: first.items[0].sourceServerID });
    const second = call('DescribeSourceServers', { maxResults: 3, nextToken: first.nextToken });
    const third = call('DescribeSourceServers', { maxResults: 3, nextToken: second.nextToken });
    expect([second.items.length, third.items.length, third.nextToken]).toEqual([3, 1, undefined]);
    const ids = [first, second, third].flatMap((page) => page.items).map((server: any) => server.sourceServerID);
    expect(new Set(ids).size).toBe(7);
  });

  test.each([
    [{ maxResults: 0 }, 'maxResults'],
    [{ maxResults: 1001 }, 'maxResults'],
    [{ nextToken: 'made-up' }, 'nextToken'],
    [{ filters: { sourceServerIDs: fleetOf(201).map((server) => server.sourceServerID) } }, 'filters.sourceServerIDs'],
    [{ filters: { sourceServerIDs: ['web-1'] } }, 'filters.sourceServerIDs.1.member'],
    [{ accountID: '12' }, 'accountID'],
  ])('%j is a ValidationException', (input, name) => {
    expect(() => call('DescribeSourceServers', input)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        members: expect.objectContaining({ fieldList: [expect.objectContaining({ name })] }),
      }),
    );
  });
});

describe('accounts', () => {
  beforeEach(() =>
    start([{ sourceServerID: A }, { sourceServerID: B, arn: `arn:aws:mgn:eu-west-1:${other}:source-server/${B}` }]),
  );

  test('the servers of a managed account are seen with its accountID, and only so', () => {
    expect(call('ListManagedAccounts', {}).items).toEqual([{ accountId: other }]);
    expect(describeServers(undefined).map((server) => server.sourceServerID)).toEqual([A]);
    expect(call('DescribeSourceServers', { accountID: other }).items[0].sourceServerID).toBe(B);
    expect(() => call('DisconnectFromService', { sourceServerID: B })).toThrow(
      expect.objectContaining({ status: 404 }),
    );
    call('DisconnectFromService', { sourceServerID: B, accountID: other });
    expect(state(B)).toEqual(['DISCONNECTED', 'DISCONNECTED']);
  });

  test('another account is denied in the words that were observed', () => {
    expect(() => call('DescribeSourceServers', { accountID: '333333333333' })).toThrow(
      'is not authorized to perform: mgn:DescribeSourceServers on resource: arn:aws:mgn:*:*:*/* with an explicit deny in a resource-based policy',
    );
    mgn.behaviour.managedAccounts = [];
    expect(() => call('DescribeSourceServers', { accountID: other })).toThrow(
      expect.objectContaining({ code: 'AccessDeniedException' }),
    );
  });

  test('a member sees only itself', () => {
    const third = `arn:aws:mgn:eu-west-1:333333333333:source-server/${A}`;
    start([
      { sourceServerID: A, arn: third },
      { sourceServerID: B, arn: `arn:aws:mgn:eu-west-1:${other}:source-server/${B}` },
    ]);
    const member = { accountId: other, arn: `arn:aws:iam::${other}:user/dev` };
    expect(call('DescribeSourceServers', {}, member).items[0].sourceServerID).toBe(B);
    expect(() => call('DescribeSourceServers', { accountID: '333333333333' }, member)).toThrow('not authorized');
  });
});

describe('the service', () => {
  test('an account that is not initialized gets nothing else', () => {
    mgn.behaviour.initialized = false;
    expect(() => call('DescribeSourceServers', {})).toThrow(
      expect.objectContaining({
        code: 'UninitializedAccountException',
        status: 400,
        message: 'Account not initialized',
      }),
    );
  });

  test('each operation is throttled on its own, and recovers with the clock', async () => {
    mgn.behaviour.requestsPerSecond = 2;
    const describeTwice = () => [call('DescribeSourceServers', {}), call('DescribeSourceServers', {})];
    describeTwice();
    expect(() => call('DescribeSourceServers', {})).toThrow(
      expect.objectContaining({ code: 'ThrottlingException', status: 429 }),
    );
    call('DisconnectFromService', { sourceServerID: A });
    await clock.advance(1000);
    describeTwice();
  });

  test('a rate below one call a second lets calls through too', async () => {
    mgn.behaviour.requestsPerSecond = 0.5;
    call('DescribeSourceServers', {});
    expect(() => call('DescribeSourceServers', {})).toThrow('Rate exceeded');
    await clock.advance(2000);
    call('DescribeSourceServers', {});
  });

  test('tags are listed, added and removed', () => {
    const resourceArn = `arn:aws:mgn:eu-west-1:${own}:source-server/${A}`;
    call('TagResource', { resourceArn, tags: { team: 'blue', wave: '1' } });
    call('UntagResource', { resourceArn, tagKeys: 'wave' });
    expect(call('ListTagsForResource', { resourceArn })).toEqual({ tags: { team: 'blue' } });
    expect(() => call('ListTagsForResource', { resourceArn: `${resourceArn}x` })).toThrow(
      expect.objectContaining({ status: 404 }),
    );
  });

  test('jobs are listed by id', () => {
    const { jobID } = mgn.servers.startJob(A, 'START_TEST');
    mgn.servers.startJob(B, 'TERMINATE');
    expect(call('DescribeJobs', { filters: { jobIDs: [jobID] } }).items).toEqual([
      expect.objectContaining({
        jobID,
        type: 'LAUNCH',
        status: 'STARTED',
        participatingServers: [expect.objectContaining({ sourceServerID: A })],
      }),
    ]);
    expect(jobID).toMatch(/^mgnjob-[0-9a-zA-Z]{17}$/);
    expect(state(A)[0]).toBe('TESTING');
    expect(() => mgn.servers.startJob(A)).toThrow('already running');
    mgn.servers.seed([{ sourceServerID: A }]);
    expect(call('DescribeJobs', {}).items).toEqual([]);
  });

  test('a call asks IAM for the server by its ARN, with its tags as conditions', () => {
    const needs = (operation: string, input: unknown) => mgn.service.authorizations?.(operation, input, context());
    start([{ sourceServerID: A, tags: { team: 'blue' } }]);
    const resource = `arn:aws:mgn:eu-west-1:${own}:source-server/${A}`;
    const conditions = { 'aws:ResourceTag/team': 'blue' };
    for (const operation of ['DisconnectFromService', 'MarkAsArchived', 'DeleteSourceServer', 'FinalizeCutover'])
      expect(needs(operation, { sourceServerID: A })).toEqual([{ action: `mgn:${operation}`, resource, conditions }]);
    expect(needs('TagResource', { resourceArn: resource, tags: { wave: '1' } })).toEqual([
      { action: 'mgn:TagResource', resource, conditions: { ...conditions, 'aws:RequestTag/wave': '1' } },
    ]);
    expect(needs('DescribeSourceServers', {})).toEqual([{ action: 'mgn:DescribeSourceServers', resource: '*' }]);
  });

  test('reset brings back the fleet and the behaviour it began with', () => {
    call('DisconnectFromService', { sourceServerID: A });
    mgn.behaviour.initialized = false;
    mgn.service.reset?.();
    expect(state(A)).toEqual(['READY_FOR_TEST', 'CONTINUOUS']);
    expect(mgn.behaviour.initialized).toBe(true);
  });
});

describe('the fleet', () => {
  test('the sample has servers in different states, each complete', () => {
    mgn = createMgn(environment());
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

  test('what is given stays, what is missing is filled in around it', () => {
    start([
      {
        sourceServerID: A,
        sourceProperties: { disks: [{ deviceName: 'c:0', bytes: 100 }], identificationHints: { hostname: 'web' } },
      },
    ]);
    expect(mgn.servers.get(A)).toMatchObject({
      sourceProperties: {
        identificationHints: { hostname: 'web', fqdn: expect.any(String) },
        ramBytes: expect.any(Number),
      },
      dataReplicationInfo: { replicatedDisks: [{ deviceName: 'c:0', totalStorageBytes: 100 }] },
    });
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
});

function environment() {
  clock = new VirtualClock();
  return { clock, region: 'eu-west-1', accountId: own, partition: 'aws', endpoint: () => '' };
}

function start(servers: unknown, behaviour?: Partial<MgnBehaviour>): void {
  mgn = createMgn(environment(), { servers, behaviour });
}

const context = (caller: Caller = { accountId: own, arn: `arn:aws:iam::${own}:user/dev` }) => ({
  caller,
  requestId: 'r',
  region: 'eu-west-1',
});

const call = (operation: string, input: unknown, caller?: Caller): any =>
  mgn.service.operations[operation](input, context(caller));

const describeServers = (filters: unknown): any[] => call('DescribeSourceServers', { filters }).items;

function state(id: string) {
  const server = mgn.servers.get(id);
  return [server?.lifeCycle?.state, server?.dataReplicationInfo?.dataReplicationState];
}

function fleetOf(size: number) {
  return Array.from({ length: size }, (_, index) => ({ sourceServerID: `s-${String(index).padStart(17, '0')}` }));
}
