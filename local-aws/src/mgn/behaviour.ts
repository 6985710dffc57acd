import type { Choices } from '../kernel/behaviour';
import type { CheckStatus } from './model';

/**
 * Switches for what AWS does not document about MGN, so that a client can be tested against each possibility. The
 * defaults are the milder reading. They may change while the service runs.
 */
export interface MgnBehaviour {
  /** Whether the account was initialised for MGN. If not, every call is an UninitializedAccountException. */
  initialized: boolean;
  /** DisconnectFromService on a server that was disconnected before. */
  secondDisconnect: 'ok' | 'conflict';
  /** DisconnectFromService while a job with this server runs. */
  disconnectDuringJob: 'ok' | 'conflict';
  /** DisconnectFromService on a server that never replicated (DISCOVERED, PENDING_INSTALLATION). */
  disconnectBeforeReplication: 'ok' | 'conflict';
  /** The life cycle state after DisconnectFromService from CUTOVER. */
  lifeCycleAfterCutover: 'CUTOVER' | 'DISCONNECTED';
  /** How long after DisconnectFromService the states still show the old values. */
  disconnectedAfterSeconds: number;
  /**
   * How long DescribeSourceServers hides a server that it is asked for by its id, and was not asked for in the last
   * minute: its answer is empty, as if the server did not exist.
   */
  describeLagMs: number;
  /**
   * How long replication servers, staging volumes and snapshots outlive the replication. AWS says at most 90 minutes;
   * 33 were measured: the replication server took 13, the first volumes 23.
   */
  stagingGoneAfterSeconds: number;
  /** Whether the tags of staging volumes and snapshots name their source server, as those of launched instances do. */
  stagingNamesSourceServer: boolean;
  /** The API reference says that FinalizeCutover uninstalls the agent. The user guide says that it does not. */
  finalizeUninstallsAgent: boolean;
  /** Whether DeleteSourceServer needs MarkAsArchived before it. From CUTOVER, a measurement did not need it. */
  deleteNeedsArchive: boolean;
  /** DeleteApplication with servers in it, DeleteWave with applications in it. */
  deleteGroupInUse: 'ok' | 'conflict';
  /** How long a launch or terminate job runs. A measured one took 11 minutes. */
  jobSeconds: number;
  /** How launch jobs end. */
  launch: 'LAUNCHED' | 'FAILED';
  /** StartTest and StartCutover from another life cycle state than the usual one. AWS's only record is a conflict. */
  launchFromOtherState: 'ok' | 'conflict';
  /** What a launched instance shows of its first boot. */
  firstBoot: 'WAITING' | 'SUCCEEDED' | 'UNKNOWN' | 'STOPPED';
  /** What a launched instance shows of its checks. */
  lastKnownChecks: CheckStatus;
  /** PauseReplication, ResumeReplication, StartReplication and StopReplication without effect. */
  replicationAlreadySo: 'ok' | 'conflict';
  /** The life cycle state after StopReplication: unchanged, or the model's STOPPED. */
  lifeCycleAfterStop: 'unchanged' | 'STOPPED';
  /** Throttles each operation to this rate. AWS publishes none, so there is no limit by default. */
  requestsPerSecond: number;
  /** Accounts that this one manages. Default: those that have a server in the fleet. */
  managedAccounts?: string[];
}

export const mgnDefaults: Readonly<MgnBehaviour> = {
  initialized: true,
  secondDisconnect: 'ok',
  disconnectDuringJob: 'ok',
  disconnectBeforeReplication: 'ok',
  lifeCycleAfterCutover: 'CUTOVER',
  disconnectedAfterSeconds: 0,
  describeLagMs: 0,
  stagingGoneAfterSeconds: 33 * 60,
  stagingNamesSourceServer: true,
  finalizeUninstallsAgent: true,
  deleteNeedsArchive: false,
  deleteGroupInUse: 'conflict',
  jobSeconds: 11 * 60,
  launch: 'LAUNCHED',
  launchFromOtherState: 'conflict',
  firstBoot: 'SUCCEEDED',
  lastKnownChecks: 'PASSED',
  replicationAlreadySo: 'ok',
  lifeCycleAfterStop: 'unchanged',
  requestsPerSecond: Number.POSITIVE_INFINITY,
};

export const mgnChoices: Choices<MgnBehaviour> = {
  secondDisconnect: ['ok', 'conflict'],
  disconnectDuringJob: ['ok', 'conflict'],
  disconnectBeforeReplication: ['ok', 'conflict'],
  lifeCycleAfterCutover: ['CUTOVER', 'DISCONNECTED'],
  deleteGroupInUse: ['ok', 'conflict'],
  launch: ['LAUNCHED', 'FAILED'],
  launchFromOtherState: ['ok', 'conflict'],
  firstBoot: ['WAITING', 'SUCCEEDED', 'UNKNOWN', 'STOPPED'],
  lastKnownChecks: ['PASSED', 'FAILED', 'PENDING'],
  replicationAlreadySo: ['ok', 'conflict'],
  lifeCycleAfterStop: ['unchanged', 'STOPPED'],
};
