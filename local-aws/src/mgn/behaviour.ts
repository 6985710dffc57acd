import type { Choices } from '../kernel/behaviour';

/**
 * What AWS does not document about MGN, as switches, so that a client can be tested against each possibility. The
 * defaults are the milder reading. May be changed while the service runs.
 */
export interface MgnBehaviour {
  /** Whether the account was initialised for MGN; if not, every call is an UninitializedAccountException. */
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
  /** The API reference says that FinalizeCutover uninstalls the agent, the user guide that it does not. */
  finalizeUninstallsAgent: boolean;
  /** Whether DeleteSourceServer needs MarkAsArchived before it. */
  deleteNeedsArchive: boolean;
  /** Throttles each operation to this rate; AWS publishes none, so there is no limit by default. */
  requestsPerSecond: number;
  /** Accounts that this one manages; by default those that have a server in the fleet. */
  managedAccounts?: string[];
}

export const defaultBehaviour: Readonly<MgnBehaviour> = {
  initialized: true,
  secondDisconnect: 'ok',
  disconnectDuringJob: 'ok',
  disconnectBeforeReplication: 'ok',
  lifeCycleAfterCutover: 'CUTOVER',
  disconnectedAfterSeconds: 0,
  finalizeUninstallsAgent: true,
  deleteNeedsArchive: false,
  requestsPerSecond: Number.POSITIVE_INFINITY,
};

export const mgnChoices: Choices<MgnBehaviour> = {
  secondDisconnect: ['ok', 'conflict'],
  disconnectDuringJob: ['ok', 'conflict'],
  disconnectBeforeReplication: ['ok', 'conflict'],
  lifeCycleAfterCutover: ['CUTOVER', 'DISCONNECTED'],
};
