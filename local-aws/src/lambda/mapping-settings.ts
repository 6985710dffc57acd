import type { Properties } from '../kernel/types';
import { invalidParameter } from './errors';

/** One event source mapping of a queue, from the properties of AWS::Lambda::EventSourceMapping. */
export interface MappingSettings {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** At most so many batches at once. */
  readonly mostBatches: number;
  /** The same as it was given, if it was. */
  readonly maximumConcurrency?: number;
  readonly reportsFailures: boolean;
  readonly enabled: boolean;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
const KNOWN = [
  'EventSourceArn',
  'FunctionName',
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'ScalingConfig',
  'FunctionResponseTypes',
  'Enabled',
  'Tags',
];
const mostBatches = 1000;

/** `nameOf` finds a function by any of its names, or says that there is none. */
export function settingsOf(properties: Properties, nameOf: (nameOrArn: string) => string): MappingSettings {
  const other = Object.keys(properties).find((name) => !KNOWN.includes(name));
  if (other) throw invalidParameter(`The local AWS does not imitate ${other} of event source mappings; leave it out.`);
  const batchSize = wholeNumber(properties.BatchSize, 'BatchSize', 10, 1, 10_000);
  const windowSeconds = wholeNumber(
    properties.MaximumBatchingWindowInSeconds,
    'MaximumBatchingWindowInSeconds',
    0,
    0,
    300,
  );
  if (batchSize > 10 && windowSeconds === 0)
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  const maximumConcurrency = concurrencyIn(properties.ScalingConfig);
  return {
    queueArn: queueIn(properties),
    functionName: nameOf(String(properties.FunctionName ?? '')),
    batchSize,
    windowSeconds,
    mostBatches: maximumConcurrency ?? mostBatches,
    maximumConcurrency,
    reportsFailures: reportsIn(properties),
    enabled: String(properties.Enabled ?? true) === 'true',
  };
}

function queueIn({ EventSourceArn }: Properties): string {
  if (/^arn:[^:]+:sqs:[^:]*:\d{12}:[\w-]+$/.test(String(EventSourceArn))) return EventSourceArn;
  throw invalidParameter(`The local AWS has event source mappings of standard queues only, not of ${EventSourceArn}.`);
}

function concurrencyIn(scaling: Properties | undefined): number | undefined {
  const { MaximumConcurrency, ...others } = scaling ?? {};
  const [other] = Object.keys(others);
  if (other) throw invalidParameter(`The local AWS does not imitate ${other} of ScalingConfig; leave it out.`);
  if (MaximumConcurrency === undefined) return undefined;
  return wholeNumber(MaximumConcurrency, 'MaximumConcurrency', 2, 2, mostBatches);
}

function reportsIn({ FunctionResponseTypes = [] }: Properties): boolean {
  const other = FunctionResponseTypes.find((type: unknown) => type !== 'ReportBatchItemFailures');
  if (other !== undefined)
    throw invalidParameter(`Value '${other}' at 'functionResponseTypes' is not ReportBatchItemFailures`);
  return FunctionResponseTypes.length > 0;
}

function wholeNumber(given: unknown, name: string, byDefault: number, least: number, most: number): number {
  const value = Number(given ?? byDefault);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidParameter(`Value '${given}' at '${name}' must be a whole number from ${least} to ${most}`);
}
