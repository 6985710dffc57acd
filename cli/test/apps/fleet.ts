/** The servers of the app beside this file, as MGN shows them. */
const DAY = 86_400_000;

export function fleet(now: number): object[] {
  const cutover = new Date(now - 3 * DAY).toISOString();
  return [
    server('s-1111111111111web1', 'web-01', 'READY_FOR_TEST'),
    {
      ...server('s-1111111111111web2', 'web-02', 'CUTTING_OVER'),
      launchedInstance: { ec2InstanceID: 'i-0a1b2c3d4e5f60718' },
      lifeCycle: { state: 'CUTTING_OVER', lastCutover: { initiated: { apiCallDateTime: cutover } } },
    },
    server('s-111111111111cache', 'cache-01', 'READY_FOR_CUTOVER'),
    // 100 days, of which 90 are free
    {
      ...server('s-11111111111111db1', 'db-01', 'READY_FOR_TEST'),
      lifeCycle: { state: 'READY_FOR_TEST', elapsedReplicationDuration: 'P100D' },
    },
    server('s-1111111111report1', 'report-01', 'READY_FOR_CUTOVER'),
    server('s-1111111111report2', 'report-02', 'READY_FOR_TEST'),
    server('s-11111111111batch1', 'batch-01', 'READY_FOR_TEST'),
    server('s-11111111111batch2', 'batch-02', 'NOT_READY'),
  ];
}

function server(sourceServerID: string, hostname: string, state: string): object {
  return { sourceServerID, lifeCycle: { state }, sourceProperties: { identificationHints: { hostname } } };
}
