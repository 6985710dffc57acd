/*
 * The metrics that the function's log lines carry, by their names in CloudWatch. A contract: alarms and dashboards of
 * users name them.
 */

export const NAMESPACE = 'CdkMgnDisconnect';

/** The dimensions: `Reason` only of `Kept`. */
export const STACK_NAME = 'StackName';
export const REASON = 'Reason';

/** The names with their units. */
export const METRICS = {
  /** Calls of DisconnectFromService that MGN has carried out. */
  Disconnected: 'Count',
  /** Deletes that left their server connected. */
  Kept: 'Count',
  /** Deletes whose server MGN does not show, and perhaps never did. */
  NotFound: 'Count',
  /** Deletes that were answered FAILED. */
  Failed: 'Count',
  /** From a Delete to its answer. */
  WaitedSeconds: 'Seconds',
} as const;

export type MetricName = keyof typeof METRICS;

/**
 * Why a Delete of CloudFormation left its server connected: a value of the metric `Kept`, and of `keptBecause` in the
 * function's log.
 */
export enum KeptReason {
  /** The state of the stack does not belong to a completed deployment: a rollback, most often. */
  NO_COMPLETED_DEPLOYMENT = 'NoCompletedDeployment',

  /** No completed deployment ever held the server by this connection. */
  NEVER_HELD = 'NeverHeld',

  /** The deletion was over before its event came. */
  LATE_EVENT = 'LateEvent',

  /** The connection's last deployment retains the server, and CloudFormation asked to delete it all the same. */
  RETAINED = 'Retained',

  /** Another connection of the tree of stacks holds the server: it was renamed or moved. */
  HELD_BY_ANOTHER = 'HeldByAnother',

  /** A failed update had taken the server from the connection, and the present one has given it back. */
  HELD_AGAIN = 'HeldAgain',

  /** The physical resource id names no server: CloudFormation had cancelled the creation, or it had failed. */
  NOT_A_CONNECTION = 'NotAConnection',
}
