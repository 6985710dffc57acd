import { type Behaviour, choicesOf, defaultsOf } from '../kernel/behaviour';

/**
 * Switches for what AWS does not document about MGN, so that a client can be tested against each possibility. The
 * defaults are the milder reading. They may change while the service runs.
 */
const SWITCHES = {
  /** Whether the account was initialised for MGN. If not, every call is an UninitializedAccountException. */
  initialized: true,
  /** DisconnectFromService on a server that was disconnected before. */
  secondDisconnect: ['ok', 'conflict'],
  /** DisconnectFromService while a job with this server runs. */
  disconnectDuringJob: ['ok', 'conflict'],
  /** DisconnectFromService on a server that never replicated (DISCOVERED, PENDING_INSTALLATION). */
  disconnectBeforeReplication: ['ok', 'conflict'],
  /** The life cycle state after DisconnectFromService from CUTOVER. */
  lifeCycleAfterCutover: ['CUTOVER', 'DISCONNECTED'],
  /** How long after DisconnectFromService the states still show the old values. */
  disconnectedAfterSeconds: 0,
  /**
   * How long DescribeSourceServers hides a server that it is asked for by its id, and was not asked for in the last
   * minute: its answer is empty, as if the server did not exist.
   */
  describeLagMs: 0,
  /**
   * How long replication servers, staging volumes and snapshots outlive the replication. AWS says at most 90 minutes;
   * 33 were measured: the replication server took 13, the first volumes 23.
   */
  stagingGoneAfterSeconds: 33 * 60,
  /** Whether the tags of staging volumes and snapshots name their source server, as those of launched instances do. */
  stagingNamesSourceServer: true,
  /** The API reference says that FinalizeCutover uninstalls the agent. The user guide says that it does not. */
  finalizeUninstallsAgent: true,
  /** Whether DeleteSourceServer needs MarkAsArchived before it. From CUTOVER, a measurement did not need it. */
  deleteNeedsArchive: false,
  /** DeleteApplication with servers in it, DeleteWave with applications in it. */
  deleteGroupInUse: ['conflict', 'ok'],
  /** How long a launch or terminate job runs. A measured one took 11 minutes. */
  jobSeconds: 11 * 60,
  /** How launch jobs end. */
  launch: ['LAUNCHED', 'FAILED'],
  /** StartTest and StartCutover from another life cycle state than the usual one. AWS's only record is a conflict. */
  launchFromOtherState: ['conflict', 'ok'],
  /** What a launched instance shows of its first boot. */
  firstBoot: ['SUCCEEDED', 'WAITING', 'UNKNOWN', 'STOPPED'],
  /** What a launched instance shows of its checks. */
  lastKnownChecks: ['PASSED', 'FAILED', 'PENDING'],
  /** PauseReplication, ResumeReplication, StartReplication and StopReplication without effect. */
  replicationAlreadySo: ['ok', 'conflict'],
  /** The life cycle state after StopReplication: unchanged, or the model's STOPPED. */
  lifeCycleAfterStop: ['unchanged', 'STOPPED'],
  /** Throttles each operation to this rate. AWS publishes none, so there is no limit by default. */
  requestsPerSecond: Number.POSITIVE_INFINITY,
} as const;

export interface MgnBehaviour extends Behaviour<typeof SWITCHES> {
  /** Accounts that this one manages. Default: those that have a server in the fleet. */
  managedAccounts?: string[];
}

export const mgnDefaults: Readonly<MgnBehaviour> = defaultsOf(SWITCHES);

export const mgnChoices = choicesOf(SWITCHES);
