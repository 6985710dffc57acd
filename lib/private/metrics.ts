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
  /** Deletes that were answered FAILED. */
  Failed: 'Count',
  /** From a Delete to its answer. */
  WaitedSeconds: 'Seconds',
} as const;

export type MetricName = keyof typeof METRICS;
