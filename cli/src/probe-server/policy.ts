import type { Permission } from '../probe/policy';

/** What `probe-server` calls, all with the user's own credentials. */
export const serverPermissions = (server: string): readonly Permission[] => [
  { by: 'probe', known: 'documented', for: 'the account', actions: ['sts:GetCallerIdentity'], resources: ['*'] },
  {
    by: 'probe',
    known: 'documented',
    for: 'whether a stack declares the server',
    actions: ['cloudformation:DescribeStacks', 'cloudformation:ListStacks', 'cloudformation:ListStackResources'],
    resources: ['*'],
  },
  {
    by: 'probe',
    known: 'documented',
    for: 'the server, and the others that share its replication server',
    actions: ['mgn:DescribeSourceServers', 'mgn:DescribeJobs'],
    resources: ['*'],
  },
  {
    by: 'probe',
    known: 'documented',
    for: 'the disconnection of this server, and of no other',
    actions: ['mgn:DisconnectFromService'],
    resources: [`mgn:$here:source-server/${server}`],
  },
  {
    by: 'probe',
    known: 'documented',
    for: 'the staging area',
    actions: ['ec2:DescribeInstances', 'ec2:DescribeVolumes', 'ec2:DescribeSnapshots'],
    resources: ['*'],
  },
  {
    by: 'probe',
    known: 'documented',
    for: 'the record of the calls',
    actions: ['cloudtrail:LookupEvents'],
    resources: ['*'],
  },
];
