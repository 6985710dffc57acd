import { createHash } from 'node:crypto';
import type { Event } from '@aws-sdk/client-cloudtrail';
import type { JournalEntry } from '../kernel/journal';

/* What CloudTrail writes down of a call: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */

const READS = /^(Describe|Get|List|Lookup|Head|Filter|Validate|Estimate)/;
/**
 * Calls on the content of a bucket or a log group, and invocations, are data events. The history does not have them.
 */
const OF_DATA = /^(s3 .*(Object|Part|Multipart)|lambda Invoke|logs (Put|Get|Filter)LogEvents)/;
/** Calls that no service has answered. */
const UNANSWERED = /^(pending|NotImplemented|ConnectionReset|InternalFailure)$/;

export const isRecorded = ({ service, operation, outcome }: JournalEntry): boolean =>
  !UNANSWERED.test(outcome) && !OF_DATA.test(`${service} ${operation}`);

/** An event as LookupEvents shows it. The access key, the resources and the answer are unknown here. */
export function eventOf(entry: JournalEntry, region: string): Event {
  const { service, operation, time, caller, requestId } = entry;
  const eventId = idOf(requestId);
  const common = { eventSource: `${service}.amazonaws.com`, eventName: operation };
  const isRead = READS.test(operation);
  return {
    EventId: eventId,
    EventName: operation,
    ReadOnly: String(isRead),
    EventTime: new Date(secondOf(time)),
    EventSource: common.eventSource,
    Username: caller.split('/').at(-1),
    Resources: [],
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      userIdentity: identityOf(caller),
      eventTime: new Date(secondOf(time)).toISOString().replace('.000', ''),
      ...common,
      awsRegion: region,
      sourceIPAddress: '127.0.0.1',
      ...errorOf(entry),
      requestParameters: isRead && isEmpty(entry.input) ? null : entry.input,
      responseElements: null,
      requestID: requestId,
      eventID: eventId,
      readOnly: isRead,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: caller.split(':')[4],
      eventCategory: 'Management',
    }),
  };
}

/** Records have whole seconds. */
const secondOf = (time: string): number => Math.floor(Date.parse(time) / 1_000) * 1_000;

const isEmpty = (input: unknown): boolean => Object.keys(input ?? {}).length === 0;

function identityOf(arn: string): object {
  const accountId = arn.split(':')[4];
  const type = arn.includes(':assumed-role/') ? 'AssumedRole' : 'IAMUser';
  return { type, arn, accountId, ...(type === 'IAMUser' ? { userName: arn.split('/').at(-1) } : {}) };
}

function errorOf({ outcome, message }: JournalEntry): object {
  return outcome === 'ok' ? {} : { errorCode: outcome, ...(message ? { errorMessage: message } : {}) };
}

/** A UUID that a request always has. */
function idOf(requestId: string): string {
  const hex = createHash('sha256').update(requestId).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
