import { Stack } from 'aws-cdk-lib';
import { type Alarm, Metric, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type MetricName, NAMESPACE, REASON, STACK_NAME } from './metrics';

/** A metric of the log lines of a stack's function. */
export function recordMetric(
  scope: Construct,
  metricName: MetricName,
  options?: MetricOptions,
  reason?: string,
): Metric {
  const stack = { [STACK_NAME]: Stack.of(scope).stackName };
  return new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: reason ? { ...stack, [REASON]: reason } : stack,
    statistic: 'Sum',
    ...options,
  }).attachTo(scope);
}

/** An alarm on the failures of a stack. */
export function failureAlarm(scope: Construct, id: string, failures: Metric): Alarm {
  return failures.createAlarm(scope, id, {
    alarmDescription: `A source server of the stack ${Stack.of(scope).stackName} could not be disconnected, and may be forgotten: the log of the function says why.`,
    threshold: 1,
    // one of three periods: the metric is made of log lines, which may come late
    evaluationPeriods: 3,
    datapointsToAlarm: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
