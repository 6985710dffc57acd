import { SourceServerAccess, SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { A, app, B, byParameter, fails, inRoot, retained, synthesize } from '../../testing/app';
import { type Custodian, connections } from '../../testing/custodian';
import { length } from '../../testing/length';
import { serverIds } from '../../testing/server-ids';
import { World } from '../../testing/world';

/* The permissions of the handler, on an IAM that enforces them and its quotas. */

let world: World;
afterEach(() => world.stop());

test.each([
  ['by its own policy', [A, B], /^DisconnectSourceServers0000000000000000a$/],
  ['by the policy of more than 20', [A, ...serverIds(20, 100)], /^DisconnectServers[0-9A-F]{16}$/],
])(
  'the permission of a removed server lives until it is disconnected: %s',
  async (_, [removed = '', ...rest], policy) => {
    world = await World.start([removed, ...rest]);
    await world.deploy('One', inRoot([removed, ...rest]));
    await world.deploy('One', inRoot(rest));
    expect(world.isConnected(removed)).toBe(false);
    const events = (await world.events('One')).map(({ LogicalResourceId, ResourceStatus }) => ({
      id: LogicalResourceId ?? '',
      status: ResourceStatus,
    }));
    const taken = events.findIndex(({ id, status }) => policy.test(id) && status === 'DELETE_IN_PROGRESS');
    const gone = events.findIndex(
      ({ id, status }) => id === 'SourceServers0000000000000000a' && status === 'DELETE_COMPLETE',
    );
    expect(gone).toBeGreaterThan(0);
    expect(taken).toBeGreaterThan(gone);
  },
);

test('with one policy that is edited in place the same removal is denied and the server forgotten (aws/aws-cdk#14037)', async () => {
  const rest = serverIds(21, 100);
  world = await World.start([A, ...rest]);
  editPolicyInPlace();
  await world.deploy('One', inRoot([A, ...rest]));
  expect(await world.deploy('One', inRoot(rest))).toBe('UPDATE_COMPLETE');
  expect(world.isConnected(A)).toBe(true);
  expect(world.answers('FAILED')[0]?.Reason).toMatch(/not authorized to perform: mgn:DisconnectFromService/);
});

test('a server is retained first and disconnected later: the update that changes that gives the permission', async () => {
  world = await World.start([A, B]);
  await world.deploy('One', app({ [A]: retained('root'), [B]: 'root' }));
  expect(await world.deploy('One', inRoot([A, B]))).toBe('UPDATE_COMPLETE');
  expect(await world.deploy('One', inRoot([B]))).toBe('UPDATE_COMPLETE');
  expect(world.isConnected(A)).toBe(false);
});

test('a rolled back change to RETAIN leaves the permission: the server is disconnected by the next removal', async () => {
  world = await World.start([A, B]);
  await world.deploy('One', inRoot([A, B]));
  const failing = app({ [A]: retained('root'), [B]: 'root' }, fails('Create'));
  expect(await world.deploy('One', failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.deploy('One', inRoot([B]))).toBe('UPDATE_COMPLETE');
  expect(world.isConnected(A)).toBe(false);
});

test.each([
  ['from 20 to 21', 20, 21],
  ['from 21 to 20', 21, 20],
])(
  'a stack that goes %s servers, all of them others, stays within the quotas of IAM and misses none',
  async (_, most, least) => {
    const [before, after] = [serverIds(most), serverIds(least, 100)];
    world = await World.start([...before, ...after]);
    await world.deploy('One', inRoot(before));
    expect(await world.deploy('One', inRoot(after))).toBe('UPDATE_COMPLETE');
    expect(before.filter((id) => world.isConnected(id))).toEqual([]);
    expect(after.filter((id) => !world.isConnected(id))).toEqual([]);
  },
);

test('of a server whose id comes by a parameter, too, the permission outlives the change of the parameter', async () => {
  world = await World.start([A, B]);
  await world.deploy('One', app({ [A]: byParameter('root') }));
  await world.deploy('One', app({ [B]: byParameter('root') }));
  expect([A, B].map((id) => world.isConnected(id))).toEqual([false, true]);
});

test.each([
  ['a server that has the tag is disconnected', 'one', 'missing', false],
  ['a server that has lost it is not, and the deletion says so', 'two', 'DELETE_FAILED', true],
])('with access by tag %s', async (_, wave, status, connected) => {
  const server = `s-0000000000000${wave}0`.slice(0, 19).padEnd(19, '0');
  world = await World.start([server], taggedWith('Wave', wave));
  world.change(server, { tags: { Wave: wave } });
  await world.deploy('One', inRoot([server]));
  world.change(server, { tags: { Wave: 'one' } });
  expect(await world.destroy('One')).toBe(status);
  expect(world.isConnected(server)).toBe(connected);
});

test('the actions that the template allows are those that the handler calls, both ways', async () => {
  world = await World.start([A, B]);
  await world.deploy('One', inRoot([A]), { DisableRollback: true });
  await world.destroy('One');
  await world.deploy('Two', inRoot([B]));
  await world.deploy('Two', inRoot([]));
  const called = world.calls
    .filter(({ caller }) => caller.includes('SourceServerConnectionProvider'))
    .map(({ service, operation }) => `${service}:${operation}`);
  const allowed = allActions().filter((action) => !action.startsWith('logs:'));
  expect([...new Set(called)].sort()).toEqual(allowed);
});

test('hundreds of servers that are all exchanged for others by one update stay within the quotas of IAM', async () => {
  const count = length(200, 450);
  const [before, after] = [serverIds(count), serverIds(count, count)];
  // few environments, which remember the events: hundreds would read all of them for each Delete
  world = await World.start([...before, ...after], connections, 5);
  expect(await world.deploy('One', inRoot(before))).toBe('CREATE_COMPLETE');
  expect(await world.deploy('One', inRoot(after))).toBe('UPDATE_COMPLETE');
  expect(before.filter((id) => world.isConnected(id))).toEqual([]);
  expect(after.filter((id) => !world.isConnected(id))).toEqual([]);
});

function taggedWith(key: string, value: string): Custodian {
  return {
    ...connections,
    declare(scope, id, sourceServerId, removalPolicy) {
      const access = SourceServerAccess.taggedWith(key, value);
      const provider = new SourceServerConnectionProvider(scope, 'Provider', { access });
      new SourceServerConnection(scope, id, { sourceServerId, removalPolicy, provider });
    },
  };
}

/** The policy keeps its logical id whatever it allows, as it does in constructs that add statements to one policy. */
function editPolicyInPlace(): void {
  world.edit = (template) => {
    const renamed = JSON.stringify(template).replace(/DisconnectServers[0-9A-F]{16}/g, 'DisconnectServers');
    Object.assign(template, JSON.parse(renamed));
  };
}

function allActions(): string[] {
  const { template } = synthesize(inRoot([A]), '', 0);
  const documents = Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    if (Type === 'AWS::IAM::Policy') return [Properties.PolicyDocument];
    return Type === 'AWS::IAM::Role' ? Properties.Policies.map((policy: any) => policy.PolicyDocument) : [];
  });
  expect(Object.values(template.Resources).some(({ Type }) => Type === connections.type)).toBe(true);
  return documents.flatMap(({ Statement }) => Statement.flatMap((statement: any) => statement.Action)).sort();
}
