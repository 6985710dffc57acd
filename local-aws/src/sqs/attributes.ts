import { invalidAttribute, invalidValue, notImitated, unknownAttribute } from './errors';

/** As GetQueueAttributes shows them. */
export type QueueAttributes = Readonly<Record<string, string>>;

export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

interface Range {
  readonly byDefault: number;
  readonly least: number;
  readonly most: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const NUMBERS: Readonly<Record<string, Range>> = {
  VisibilityTimeout: { byDefault: 30, least: 0, most: 43_200 },
  MessageRetentionPeriod: { byDefault: 345_600, least: 60, most: 1_209_600 },
  DelaySeconds: { byDefault: 0, least: 0, most: 900 },
  MaximumMessageSize: { byDefault: 1_048_576, least: 1024, most: 1_048_576 },
  ReceiveMessageWaitTimeSeconds: { byDefault: 0, least: 0, most: 20 },
};
const KEY_REUSE: Range = { byDefault: 300, least: 60, most: 86_400 };

/** What they are for is not there. */
const NOT_IMITATED: Readonly<Record<string, string>> = {
  FifoQueue: 'FIFO queues',
  ContentBasedDeduplication: 'FIFO queues',
  DeduplicationScope: 'FIFO queues',
  FifoThroughputLimit: 'FIFO queues',
  Policy: 'the attribute Policy of a queue; AWS::SQS::QueuePolicy is kept, and not enforced',
  RedriveAllowPolicy: 'RedriveAllowPolicy',
};

/** What a queue has when it is given these, by the API (texts) or by a template (numbers and objects too). */
export function attributesOf(
  given: Readonly<Record<string, unknown>>,
  exists: (arn: string) => boolean,
): QueueAttributes {
  const { SqsManagedSseEnabled, KmsMasterKeyId, KmsDataKeyReusePeriodSeconds, RedrivePolicy, ...numbers } = given;
  for (const name of Object.keys(numbers)) {
    if (Object.hasOwn(NOT_IMITATED, name)) throw notImitated(NOT_IMITATED[name] ?? name);
    if (!Object.hasOwn(NUMBERS, name)) throw unknownAttribute(name);
  }
  return {
    ...Object.fromEntries(Object.entries(NUMBERS).map(([name, range]) => [name, numberIn(name, numbers[name], range)])),
    ...encryption({ SqsManagedSseEnabled, KmsMasterKeyId, KmsDataKeyReusePeriodSeconds }),
    ...(RedrivePolicy === undefined || RedrivePolicy === '' ? {} : redriveIn(RedrivePolicy, exists)),
  };
}

export const redriveOf = ({ RedrivePolicy }: QueueAttributes): Redrive | undefined =>
  RedrivePolicy === undefined ? undefined : JSON.parse(RedrivePolicy);

/** A whole number in a range; SQS takes it as a text too. */
function numberIn(name: string, given: unknown, { byDefault, least, most }: Range): string {
  const value = Number(given ?? byDefault);
  if (given === '' || !Number.isInteger(value) || value < least || value > most) throw invalidAttribute(name);
  return String(value);
}

/** Nothing is encrypted here; one kind of encryption at a time, as on AWS. */
function encryption(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const { SqsManagedSseEnabled: managed, KmsMasterKeyId: key, KmsDataKeyReusePeriodSeconds: reuse } = given;
  if (managed !== undefined && !/^(true|false)$/.test(String(managed))) throw invalidAttribute('SqsManagedSseEnabled');
  if (!key) return { SqsManagedSseEnabled: String(managed ?? true) };
  if (String(managed) === 'true') throw invalidAttribute('SqsManagedSseEnabled');
  const KmsDataKeyReusePeriodSeconds = numberIn('KmsDataKeyReusePeriodSeconds', reuse, KEY_REUSE);
  return { KmsMasterKeyId: String(key), KmsDataKeyReusePeriodSeconds, SqsManagedSseEnabled: 'false' };
}

function redriveIn(given: unknown, exists: (arn: string) => boolean): Record<string, string> {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const invalid = (reason: string) => invalidValue(text, 'RedrivePolicy', reason);
  const { deadLetterTargetArn, maxReceiveCount } = parsed(text) ?? {};
  const most = Number(maxReceiveCount ?? 10);
  if (!Number.isInteger(most) || most < 1 || most > 1000)
    throw invalid('Invalid value for maxReceiveCount: a whole number from 1 to 1000.');
  if (!/^arn:[^:]+:sqs:[^:]+:\d+:[\w-]+$/.test(String(deadLetterTargetArn)))
    throw invalid('Invalid value for deadLetterTargetArn.');
  if (!exists(String(deadLetterTargetArn))) throw invalid('Dead letter target does not exist.');
  return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: most }) };
}

function parsed(text: string): Partial<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
