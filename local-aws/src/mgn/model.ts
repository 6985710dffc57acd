import type {
  LaunchedInstance as OlderLaunchedInstance,
  DataReplicationInfo as OlderReplicationInfo,
  SourceServer as OlderSourceServer,
} from '@aws-sdk/client-mgn';

/* What MGN has today, but the types of @aws-sdk/client-mgn 3.523.0, its newest version, do not (botocore 1.44.8). */

export type CheckStatus = 'PASSED' | 'FAILED' | 'PENDING';

export interface LaunchedInstance extends OlderLaunchedInstance {
  lastKnownChecks?: {
    type: 'EC2' | 'FSx';
    name: string;
    status: CheckStatus;
    error?: string;
    /** Seconds since the epoch. */
    checkedAt: number;
  }[];
  lastKnownFsxChecksStatus?: CheckStatus;
}

export interface DataReplicationInfo extends OlderReplicationInfo {
  /** The replication server: an EC2 instance. */
  replicatorId?: string;
  stagingOutpostArn?: string;
}

export interface SourceServer extends OlderSourceServer {
  launchedInstance?: LaunchedInstance;
  dataReplicationInfo?: DataReplicationInfo;
}
