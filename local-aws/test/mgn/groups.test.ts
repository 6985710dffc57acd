import { A, B, call, context, mgn, own, start } from './world';

/* From a wave to its servers: ListApplications by wave, DescribeSourceServers by application. */

const [SHOP, ERP, OLD] = ['app-0000000000000000a', 'app-0000000000000000b', 'app-0000000000000000c'];
const [ONE, TWO] = ['wave-0000000000000000a', 'wave-0000000000000000b'];
const C = 's-0000000000000000c';

const fleet = {
  servers: [
    { sourceServerID: A, applicationID: SHOP },
    { sourceServerID: B, applicationID: ERP, lifeCycle: { state: 'CUTOVER' } },
    { sourceServerID: C },
  ],
  applications: [
    { applicationID: SHOP, name: 'shop', waveID: ONE },
    { applicationID: ERP, name: 'erp', waveID: TWO, tags: { Owner: 'me' } },
    { applicationID: OLD, name: 'old', isArchived: true },
  ],
  waves: [
    { waveID: ONE, name: 'first' },
    { waveID: TWO, name: 'second', isArchived: true },
  ],
};

beforeEach(() => start(fleet));

const ids = (operation: string, filters: object, member: string) =>
  call(operation, { filters }).items.map((item: Record<string, string>) => item[member]);

test.each([
  [{}, [SHOP, ERP, OLD]],
  [{ waveIDs: [ONE] }, [SHOP]],
  [{ applicationIDs: [ERP, OLD] }, [ERP, OLD]],
  [{ isArchived: true }, [OLD]],
  [{ waveIDs: [TWO], isArchived: true }, []],
])('ListApplications with the filters %j', (filters, expected) => {
  expect(ids('ListApplications', filters, 'applicationID')).toEqual(expected);
});

test.each([
  [{}, [ONE, TWO]],
  [{ waveIDs: [TWO] }, [TWO]],
  [{ isArchived: false }, [ONE]],
])('ListWaves with the filters %j', (filters, expected) => {
  expect(ids('ListWaves', filters, 'waveID')).toEqual(expected);
});

test('the servers of an application are found by it', () => {
  expect(ids('DescribeSourceServers', { applicationIDs: [SHOP] }, 'sourceServerID')).toEqual([A]);
});

test('what is not given of an application or a wave is filled in, its status worked out from its servers', () => {
  expect(call('ListApplications', { filters: { applicationIDs: [ERP] } }).items).toEqual([
    {
      applicationID: ERP,
      arn: `arn:aws:mgn:eu-west-1:${own}:application/${ERP}`,
      name: 'erp',
      waveID: TWO,
      isArchived: false,
      tags: { Owner: 'me' },
      creationDateTime: '2026-01-01T00:00:00.000Z',
      lastModifiedDateTime: '2026-01-01T00:00:00.000Z',
      applicationAggregatedStatus: { healthStatus: 'HEALTHY', progressStatus: 'COMPLETED', totalSourceServers: 1 },
    },
  ]);
  expect(call('ListWaves', { filters: { waveIDs: [ONE] } }).items).toMatchObject([
    { waveAggregatedStatus: { progressStatus: 'IN_PROGRESS', totalApplications: 1 } },
  ]);
});

test('applications and waves come in pages', () => {
  const first = call('ListApplications', { maxResults: 2 });
  const second = call('ListApplications', { maxResults: 2, nextToken: first.nextToken });
  expect([first, second].map(({ items }) => items.length)).toEqual([2, 1]);
  expect(second.nextToken).toBeUndefined();
});

test('tags of an application are those that its ARN is given', () => {
  const resourceArn = `arn:aws:mgn:eu-west-1:${own}:application/${ERP}`;
  call('TagResource', { resourceArn, tags: { Team: 'blue' } });
  call('UntagResource', { resourceArn, tagKeys: ['Owner'] });
  expect(call('ListTagsForResource', { resourceArn }).tags).toEqual({ Team: 'blue' });
});

test('another account has its own', () => {
  const caller = { accountId: '222222222222', arn: 'arn:aws:iam::222222222222:user/x' };
  expect(mgn.service.operations.ListWaves?.({}, context(caller))).toEqual({ items: [], nextToken: undefined });
});

test('servers that are seeded alone leave the applications and waves; those that are seeded replace them', () => {
  mgn.servers.seed([{ sourceServerID: A }]);
  expect(ids('ListWaves', {}, 'waveID')).toEqual([ONE, TWO]);
  mgn.servers.seed({ items: [], waves: [], applications: [] });
  expect(ids('ListWaves', {}, 'waveID')).toEqual([]);
});

test.each([
  [{ servers: [], waves: {} }, '"waves" must be an array'],
  [{ servers: [], waves: [{ waveID: 'w-1' }] }, 'waves[0].waveID is "w-1"; it must be an id as MGN gives them'],
  [
    { servers: [], applications: [{ applicationID: SHOP, color: 1 }] },
    'applications[0] has the unknown member "color"',
  ],
  [{ servers: [], waves: [{ waveID: ONE }, { waveID: ONE }] }, `waves[1]: ${ONE} is already waves[0]; give each wave`],
])('%j is refused, and everything stays', (wrong, message) => {
  expect(() => mgn.servers.seed(wrong)).toThrow(message);
  expect(ids('ListWaves', {}, 'waveID')).toEqual([ONE, TWO]);
});
