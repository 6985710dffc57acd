import { A, B, call, coded, describeServers, fleetOf, mgn, other, start, state } from './world';

beforeEach(() => start([{ sourceServerID: A }, { sourceServerID: B }]));

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
    coded('ValidationException', {
      members: expect.objectContaining({ fieldList: [expect.objectContaining({ name })] }),
    }),
  );
});

beforeEach(() =>
  start([{ sourceServerID: A }, { sourceServerID: B, arn: `arn:aws:mgn:eu-west-1:${other}:source-server/${B}` }]),
);

test('the servers of a managed account are seen with its accountID, and only so', () => {
  expect(call('ListManagedAccounts', {}).items).toEqual([{ accountId: other }]);
  expect(describeServers(undefined).map((server) => server.sourceServerID)).toEqual([A]);
  expect(call('DescribeSourceServers', { accountID: other }).items[0].sourceServerID).toBe(B);
  expect(() => call('DisconnectFromService', { sourceServerID: B })).toThrow(expect.objectContaining({ status: 404 }));
  call('DisconnectFromService', { sourceServerID: B, accountID: other });
  expect(state(B)).toEqual(['DISCONNECTED', 'DISCONNECTED']);
});

test('another account is denied in the words that were observed', () => {
  expect(() => call('DescribeSourceServers', { accountID: '333333333333' })).toThrow(
    'is not authorized to perform: mgn:DescribeSourceServers on resource: arn:aws:mgn:*:*:*/* with an explicit deny in a resource-based policy',
  );
  mgn.behaviour.managedAccounts = [];
  expect(() => call('DescribeSourceServers', { accountID: other })).toThrow(coded('AccessDeniedException'));
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
