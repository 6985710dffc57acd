/** The servers of the demo, by host name. */
export const INVENTORY: Readonly<Record<string, string>> = {
  'web-01': 's-3053c1c3b7d8bd4e0',
  'db-01': 's-7a51f0c2d94e6b830',
  'batch-01': 's-c0ffee1234567890a',
  'mail-01': 's-0f1e2d3c4b5a69788',
};

/** The database is being tested: an instance was launched from it. */
const LAUNCHED: Readonly<Record<string, object>> = {
  'db-01': { launchedInstance: { ec2InstanceID: 'i-0a1b2c3d4e5f60718', firstBoot: 'SUCCEEDED' } },
};

const LIFE_CYCLE = ['READY_FOR_TEST', 'TESTING', 'READY_FOR_CUTOVER', 'READY_FOR_TEST'];

/** The same as DescribeSourceServers shows them; what is left out, the local AWS fills in. */
export const FLEET = Object.entries(INVENTORY).map(([hostname, sourceServerID], index) => ({
  sourceServerID,
  ...LAUNCHED[hostname],
  lifeCycle: { state: LIFE_CYCLE[index] },
  dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' },
  sourceProperties: { identificationHints: { hostname, fqdn: `${hostname}.example.com` } },
}));
