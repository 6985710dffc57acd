import { arn, including, matching, type Step, typed } from './call';

/* From a wave to its servers, their test and cutover, and what that leaves in EC2. */

const [ONE, TWO] = ['s-0000000000000000a', 's-0000000000000000b'];
const applicationID = 'app-0000000000000000a';
const waveID = 'wave-0000000000000000a';
const MANAGED = { Name: 'tag-key', Values: ['AWSApplicationMigrationServiceManaged'] };

const fleet = {
  servers: [
    { sourceServerID: ONE, applicationID },
    { sourceServerID: TWO, applicationID, lifeCycle: { state: 'READY_FOR_CUTOVER' } },
  ],
  applications: [{ applicationID, name: 'shop & more', waveID }],
  waves: [{ waveID, name: 'first' }],
};

const jobEnds: Step = { local: 'clock', body: { advanceSeconds: 660 } };
const conflict = typed('ConflictException');
const change = (sourceServerID: string, state: string) => ({
  on: 'mgn ChangeServerLifeCycleState',
  input: { sourceServerID, lifeCycle: { state } },
});

const lists: Step[] = [
  { local: 'servers', body: fleet },
  { on: 'mgn InitializeService' },
  {
    on: 'mgn ListWaves',
    input: { filters: { waveIDs: [waveID], isArchived: false } },
    gives: { items: [{ waveID, name: 'first', waveAggregatedStatus: { totalApplications: 1 } }] },
  },
  {
    on: 'mgn ListApplications',
    input: { filters: { waveIDs: [waveID] } },
    gives: {
      items: [
        {
          applicationID,
          arn: arn('mgn', `application/${applicationID}`),
          name: 'shop & more',
          applicationAggregatedStatus: { totalSourceServers: 2, healthStatus: 'HEALTHY' },
        },
      ],
    },
  },
  {
    on: 'mgn DescribeSourceServers',
    input: { filters: { applicationIDs: [applicationID], lifeCycleStates: ['READY_FOR_CUTOVER'] } },
    gives: { items: [{ sourceServerID: TWO }] },
  },
  {
    on: 'mgn GetReplicationConfiguration',
    input: { sourceServerID: ONE },
    gives: { sourceServerID: ONE, stagingAreaSubnetId: matching('^subnet-'), replicatedDisks: including({}) },
  },
];

const launches: Step[] = [
  {
    on: 'mgn StartTest',
    input: { sourceServerIDs: [ONE], tags: { Wave: '1' } },
    gives: { job: { type: 'LAUNCH', initiatedBy: 'START_TEST', status: 'STARTED', tags: { Wave: '1' } } },
  },
  { on: 'mgn StartTest', input: { sourceServerIDs: [ONE] }, refused: conflict },
  jobEnds,
  {
    on: 'mgn DescribeJobs',
    input: { filters: {} },
    gives: { items: [{ status: 'COMPLETED', participatingServers: [{ launchStatus: 'LAUNCHED' }] }] },
  },
  {
    on: 'mgn DescribeJobLogItems',
    input: { jobID: 'mgnjob-00000000000000000' },
  },
  { ...change(ONE, 'READY_FOR_TEST'), gives: { lifeCycle: { state: 'READY_FOR_TEST' } } },
  {
    on: 'mgn TerminateTargetInstances',
    input: { sourceServerIDs: [ONE] },
    gives: { job: { type: 'TERMINATE' } },
  },
  {
    on: 'mgn StartCutover',
    input: { sourceServerIDs: [TWO] },
    gives: { job: { initiatedBy: 'START_CUTOVER' } },
  },
  jobEnds,
  {
    on: 'mgn DescribeSourceServers',
    input: { filters: { sourceServerIDs: [TWO] } },
    gives: {
      items: [
        {
          lifeCycle: { state: 'CUTTING_OVER', lastCutover: { initiated: { jobID: matching('^mgnjob-') } } },
          launchedInstance: { ec2InstanceID: matching('^i-'), firstBoot: 'SUCCEEDED' },
        },
      ],
    },
  },
  ...['StopReplication', 'StartReplication', 'PauseReplication', 'ResumeReplication'].map((name) => ({
    on: `mgn ${name}`,
    input: { sourceServerID: ONE },
    gives: { sourceServerID: ONE },
  })),
];

const inEc2: Step[] = [
  {
    on: 'ec2 DescribeInstances',
    input: { Filters: [MANAGED, { Name: 'tag:Name', Values: ['*Replication Server'] }] },
    gives: {
      Reservations: [{ Instances: [{ State: { Name: 'running' }, Tags: including({ Key: MANAGED.Values[0] }) }] }],
    },
  },
  {
    on: 'ec2 DescribeVolumes',
    input: { Filters: [MANAGED], MaxResults: 5 },
    gives: { Volumes: including({ State: 'in-use', Size: 40 }) },
  },
  {
    on: 'ec2 DescribeVolumes',
    input: { VolumeIds: ['vol-00000000000000000'] },
    refused: { code: 'InvalidVolume.NotFound', message: 'does not exist' },
  },
  {
    on: 'ec2 DescribeSecurityGroups',
    input: { Filters: [{ Name: 'group-name', Values: ['*default Conversion Server Security Group'] }] },
    gives: { SecurityGroups: [{ GroupId: matching('^sg-'), VpcId: matching('^vpc-') }] },
    keep: { conversion: 'SecurityGroups.0.GroupId' },
  },
  { on: 'ec2 DeleteSecurityGroup', input: { GroupId: '{conversion}' } },
  {
    on: 'ec2 DescribeSnapshots',
    input: { OwnerIds: ['self'] },
    gives: { Snapshots: including({ State: 'completed', VolumeSize: 200 }) },
  },
];

export const launchCalls: Step[] = [...lists, ...launches, ...inEc2];
