/** Where the SDKs send each operation (rest-json; https://docs.aws.amazon.com/mgn/latest/APIReference/). */
const post = (operation: string, status?: number) => ({
  method: 'POST',
  path: `/${operation}`,
  operation,
  ...(status ? { status } : {}),
});

export const routes = [
  post('DescribeSourceServers'),
  post('DisconnectFromService'),
  post('MarkAsArchived'),
  post('FinalizeCutover'),
  post('DeleteSourceServer', 204),
  post('StopReplication'),
  post('StartReplication'),
  post('PauseReplication'),
  post('ResumeReplication'),
  post('ChangeServerLifeCycleState'),
  post('GetReplicationConfiguration'),
  post('StartTest', 202),
  post('StartCutover', 202),
  post('TerminateTargetInstances', 202),
  post('DescribeJobs'),
  post('DescribeJobLogItems'),
  post('ListApplications'),
  post('ListWaves'),
  post('InitializeService', 204),
  post('ListManagedAccounts'),
  { method: 'GET', path: '/tags/{resourceArn+}', operation: 'ListTagsForResource' },
  { method: 'POST', path: '/tags/{resourceArn+}', operation: 'TagResource' },
  { method: 'DELETE', path: '/tags/{resourceArn+}', operation: 'UntagResource' },
];
