import { arn, including, matching, type Step, typed } from './call';

const [WEB, CUT, FAR] = ['s-00000000000000001', 's-00000000000000002', 's-00000000000000003'];
const NONE = 's-0000000000000000f';
const resourceArn = arn('mgn', `source-server/${WEB}`);

const fleet = [
  { sourceServerID: WEB, lifeCycle: { state: 'READY_FOR_TEST' }, tags: { Name: 'web & more' } },
  { sourceServerID: CUT, lifeCycle: { state: 'CUTTING_OVER' } },
  { sourceServerID: FAR, arn: `arn:aws:mgn:us-east-1:210987654321:source-server/${FAR}` },
];

const conflict = (id: string, message: string) =>
  typed('ConflictException', message, { resourceId: id, resourceType: 'SourceServer' });

const lists: Step[] = [
  { local: 'servers', body: fleet },
  {
    on: 'mgn DescribeSourceServers',
    input: { filters: { sourceServerIDs: [WEB], isArchived: false } },
    gives: {
      items: [
        {
          sourceServerID: WEB,
          arn: resourceArn,
          isArchived: false,
          tags: { Name: 'web & more' },
          lifeCycle: { state: 'READY_FOR_TEST' },
          dataReplicationInfo: { dataReplicationState: 'CONTINUOUS', replicatedDisks: including({}) },
          sourceProperties: { ramBytes: matching('^\\d+$') },
        },
      ],
    },
  },
  {
    on: 'mgn DescribeSourceServers',
    input: { filters: {}, maxResults: 1 },
    gives: { items: [{ sourceServerID: WEB }], nextToken: matching('.') },
    keep: { page: 'nextToken' },
  },
  {
    on: 'mgn DescribeSourceServers',
    input: { filters: {}, maxResults: 1, nextToken: '{page}' },
    gives: { items: [{ sourceServerID: CUT }] },
  },
  {
    on: 'mgn DescribeSourceServers',
    input: { filters: { sourceServerIDs: ['nonsense-id-of-19-ch'.slice(0, 19)] } },
    refused: typed('ValidationException', 'validation error', {
      reason: 'fieldValidationFailed',
      fieldList: [{ name: matching('sourceServerIDs') }],
    }),
  },
  { on: 'mgn DescribeJobs', input: { filters: {} }, gives: { items: [] } },
  { on: 'mgn ListManagedAccounts', input: {}, gives: { items: [{ accountId: '210987654321' }] } },
  { on: 'mgn TagResource', input: { resourceArn, tags: { Owner: 'me & you', Other: 'x' } } },
  { on: 'mgn UntagResource', input: { resourceArn, tagKeys: ['Other', 'Name'] } },
  { on: 'mgn ListTagsForResource', input: { resourceArn }, gives: { tags: { Owner: 'me & you' } } },
];

const changes: Step[] = [
  {
    on: 'mgn FinalizeCutover',
    input: { sourceServerID: WEB },
    refused: conflict(WEB, ''),
  },
  {
    on: 'mgn FinalizeCutover',
    input: { sourceServerID: CUT },
    gives: { sourceServerID: CUT, lifeCycle: { state: 'CUTOVER' } },
  },
  { on: 'mgn DeleteSourceServer', input: { sourceServerID: WEB }, refused: conflict(WEB, 'actively replicating') },
  {
    on: 'mgn DisconnectFromService',
    input: { sourceServerID: WEB },
    gives: { lifeCycle: { state: 'DISCONNECTED' }, dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' } },
  },
  {
    on: 'mgn DisconnectFromService',
    input: { sourceServerID: NONE },
    refused: typed('ResourceNotFoundException', NONE, { resourceId: NONE, resourceType: 'SourceServer' }),
  },
  {
    on: 'mgn DisconnectFromService',
    input: { sourceServerID: FAR, accountID: '111111111111' },
    refused: typed('AccessDeniedException', 'is not authorized'),
  },
  { on: 'mgn MarkAsArchived', input: { sourceServerID: WEB }, gives: { isArchived: true } },
  { on: 'mgn DeleteSourceServer', input: { sourceServerID: WEB } },
  { local: 'faults', body: { service: 'mgn', operation: 'DescribeJobs', error: 'ThrottlingException' } },
  {
    on: 'mgn DescribeJobs',
    input: { filters: {} },
    refused: typed('ThrottlingException', 'Rate exceeded'),
  },
  { local: 'faults', body: { service: 'mgn', operation: 'DescribeJobs', error: 'UninitializedAccountException' } },
  {
    on: 'mgn DescribeJobs',
    input: { filters: {} },
    refused: typed('UninitializedAccountException'),
  },
];

/** Applications and waves, from the first call to the last. */
const groups: Step[] = [
  {
    on: 'mgn CreateApplication',
    input: { name: 'store', tags: { Owner: 'me' } },
    gives: { applicationID: matching('^app-'), name: 'store', isArchived: false },
    keep: { application: 'applicationID' },
  },
  {
    on: 'mgn CreateWave',
    input: { name: 'first' },
    gives: { waveID: matching('^wave-') },
    keep: { wave: 'waveID' },
  },
  {
    on: 'mgn UpdateApplication',
    input: { applicationID: '{application}', description: 'all of it' },
    gives: { description: 'all of it' },
  },
  { on: 'mgn UpdateWave', input: { waveID: '{wave}', name: 'second' }, gives: { name: 'second' } },
  { on: 'mgn AssociateSourceServers', input: { applicationID: '{application}', sourceServerIDs: [CUT] } },
  { on: 'mgn AssociateApplications', input: { waveID: '{wave}', applicationIDs: ['{application}'] } },
  {
    on: 'mgn DeleteApplication',
    input: { applicationID: '{application}' },
    refused: typed('ConflictException', CUT, { resourceId: matching('^app-'), resourceType: 'Application' }),
  },
  { on: 'mgn DisassociateApplications', input: { waveID: '{wave}', applicationIDs: ['{application}'] } },
  { on: 'mgn DisassociateSourceServers', input: { applicationID: '{application}', sourceServerIDs: [CUT] } },
  { on: 'mgn DeleteApplication', input: { applicationID: '{application}' } },
  { on: 'mgn DeleteWave', input: { waveID: '{wave}' } },
];

export const mgnCalls: Step[] = [...lists, ...changes, ...groups];
