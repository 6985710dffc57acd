import type { Permission } from '../probe/policy';

/** What `probe-server` calls, all with the user's own credentials and all documented. */
export const serverPermissions = (server: string): readonly Omit<Permission, 'by' | 'known'>[] => [
  { for: 'the account', actions: ['sts:GetCallerIdentity'], resources: ['*'] },
  {
    for: 'whether a stack declares the server',
    actions: ['cloudformation:DescribeStacks', 'cloudformation:ListStacks', 'cloudformation:ListStackResources'],
    resources: ['*'],
  },
  {
    for: 'the server, and the others that share its replication server',
    actions: ['mgn:DescribeSourceServers', 'mgn:DescribeJobs'],
    resources: ['*'],
  },
  {
    for: 'the disconnection of this server, and of no other',
    actions: ['mgn:DisconnectFromService'],
    resources: [`mgn:$here:source-server/${server}`],
  },
  {
    for: 'the staging area',
    actions: ['ec2:DescribeInstances', 'ec2:DescribeVolumes', 'ec2:DescribeSnapshots'],
    resources: ['*'],
  },
  {
    for: 'the record of the calls',
    actions: ['cloudtrail:LookupEvents'],
    resources: ['*'],
  },
];
