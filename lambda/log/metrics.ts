import { METRICS, type MetricName, NAMESPACE, REASON, STACK_NAME } from '../../lib/private/contract';
import type { Fields } from './line';

/**
 * Members that make a log line a document in CloudWatch's embedded metric format, of which CloudWatch makes metrics:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embedded(stackId: string, values: Partial<Record<MetricName, number>>, reason?: string): Fields {
  const names = Object.keys(values) as MetricName[];
  if (names.length === 0) return {};
  const directives = names.map((Name) => ({
    Namespace: NAMESPACE,
    Dimensions: Name === 'Kept' && reason ? [[STACK_NAME], [STACK_NAME, REASON]] : [[STACK_NAME]],
    Metrics: [{ Name, Unit: METRICS[Name] }],
  }));
  return {
    ...values,
    // a dimension without a value is an error
    [STACK_NAME]: stackId.split('/')[1] || 'unknown',
    ...(reason ? { [REASON]: reason } : {}),
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: directives },
  };
}
