import type { SourceServer } from '@aws-sdk/client-mgn';

/** A server with every member that DescribeSourceServers and DisconnectFromService document, to the last leaf. */
export function wholeServer(sourceServerID: string): SourceServer {
  const launched = (jobID: string) => ({
    finalized: { apiCallDateTime: '2026-01-02T00:00:00.000Z' },
    initiated: { apiCallDateTime: '2026-01-01T00:00:00.000Z', jobID },
    reverted: { apiCallDateTime: '2026-01-03T00:00:00.000Z' },
  });
  return {
    sourceServerID,
    arn: `arn:aws:mgn:us-east-1:123456789012:source-server/${sourceServerID}`,
    applicationID: 'app-3f0a1b2c3d4e5f607',
    isArchived: false,
    replicationType: 'AGENT_BASED',
    tags: { Wave: 'one', Owner: 'A. Müller' },
    vcenterClientID: 'vcc-3f0a1b2c3d4e5f607',
    userProvidedID: 'cmdb-17',
    fqdnForActionFramework: 'web.action.example.com',
    connectorAction: { connectorArn: 'arn:aws:mgn:us-east-1:123456789012:connector/c', credentialsSecretArn: 'arn:s' },
    launchedInstance: {
      ec2InstanceID: 'i-0a1b2c3d4e5f60718',
      firstBoot: 'SUCCEEDED',
      jobID: 'mgnjob-3a2b1c0d9e8f7a6b5',
    },
    dataReplicationInfo: STALLED,
    lifeCycle: {
      state: 'CUTTING_OVER',
      addedToServiceDateTime: '2025-12-01T00:00:00.000Z',
      elapsedReplicationDuration: 'P30D',
      firstByteDateTime: '2025-12-02T00:00:00.000Z',
      lastSeenByServiceDateTime: '2026-01-08T00:00:00.000Z',
      lastCutover: launched('mgnjob-3a2b1c0d9e8f7a6b5'),
      lastTest: launched('mgnjob-3a2b1c0d9e8f7a6b4'),
    },
    sourceProperties: PROPERTIES,
  };
}

const STALLED: SourceServer['dataReplicationInfo'] = {
  dataReplicationState: 'STALLED',
  dataReplicationError: { error: 'AGENT_NOT_SEEN', rawError: 'no agent' },
  dataReplicationInitiation: {
    nextAttemptDateTime: '2026-01-04T00:00:00.000Z',
    startDateTime: '2026-01-05T00:00:00.000Z',
    steps: [{ name: 'WAIT', status: 'SUCCEEDED' }],
  },
  etaDateTime: '2026-01-06T00:00:00.000Z',
  lagDuration: 'P0DT1H',
  lastSnapshotDateTime: '2026-01-07T00:00:00.000Z',
  replicatedDisks: [
    {
      deviceName: '/dev/sda',
      backloggedStorageBytes: 1,
      replicatedStorageBytes: 2,
      rescannedStorageBytes: 3,
      totalStorageBytes: 4,
    },
  ],
};

const PROPERTIES: SourceServer['sourceProperties'] = {
  cpus: [{ cores: 2, modelName: 'Xeon' }],
  disks: [{ bytes: 4, deviceName: '/dev/sda' }],
  identificationHints: {
    awsInstanceID: 'i-1',
    fqdn: 'web.corp.example.com',
    hostname: 'web',
    vmPath: '/vm/web',
    vmWareUuid: '420f0000',
  },
  lastUpdatedDateTime: '2026-01-09T00:00:00.000Z',
  networkInterfaces: [{ ips: ['10.0.0.1', '10.0.0.2'], isPrimary: true, macAddress: '00:50:56:00:00:01' }],
  os: { fullString: 'Linux' },
  ramBytes: 8,
  recommendedInstanceType: 'm5.large',
};
