import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { KeptReason } from './kept-reason';

/**
 * Which of the servers that were kept are counted, and how the metric is shown.
 */
export interface KeptMetricOptions extends MetricOptions {
  /**
   * Counts only the servers that were kept for this reason.
   *
   * @default - whatever the reason.
   */
  readonly reason?: KeptReason;
}
