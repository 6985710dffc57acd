import type { Event, LookupAttribute, LookupEventsRequest } from '@aws-sdk/client-cloudtrail';
import type { Journal } from '../kernel/journal';
import { Throttle } from '../kernel/throttle';
import { AwsError, type CallContext, type Environment, type Service } from '../kernel/types';
import { jsonProtocol } from '../protocols/json';
import { type CloudTrailBehaviour, cloudTrailDefaults } from './behaviour';
import { eventOf, isRecorded } from './records';

export interface CloudTrail {
  readonly service: Service;
  /** May be changed at any time. */
  readonly behaviour: CloudTrailBehaviour;
}

const KEPT = 90 * 86_400_000;
/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const RATE = { requestsPerSecond: 2 };

/** The history of management events, made from the journal. There are no trails. */
export function createCloudTrail({ clock, region }: Environment, journal: Pick<Journal, 'list'>): CloudTrail {
  const behaviour: CloudTrailBehaviour = { ...cloudTrailDefaults };
  const throttle = new Throttle(clock, RATE, () => new AwsError('ThrottlingException', 'Rate exceeded'));
  const known = (accountId: string, now: number): Event[] =>
    journal
      .list()
      .filter((entry) => isRecorded(entry) && entry.caller.split(':')[4] === accountId)
      .filter(({ time }) => {
        const age = now - Date.parse(time);
        return age >= 1_000 * behaviour.recordedAfterSeconds && age < KEPT;
      })
      .map((entry) => eventOf(entry, region))
      .reverse();
  return {
    behaviour,
    service: {
      signingName: 'cloudtrail',
      protocol: jsonProtocol({ target: 'CloudTrail_20131101' }),
      operations: {
        LookupEvents(input: LookupEventsRequest, { caller }: CallContext) {
          throttle.take('LookupEvents');
          const { asOf, from } = placeOf(input, clock.now());
          const found = known(caller.accountId, asOf).filter(filterOf(input));
          const to = from + pageSizeOf(input);
          return { Events: found.slice(from, to), ...(to < found.length ? { NextToken: `${asOf}.${to}` } : {}) };
        },
      },
      reset() {
        Object.assign(behaviour, cloudTrailDefaults);
        throttle.clear();
      },
    },
  };
}

/** Pages show what was known when the first one was asked for. */
function placeOf({ NextToken }: LookupEventsRequest, now: number): { asOf: number; from: number } {
  if (NextToken === undefined) return { asOf: now, from: 0 };
  const [, asOf, from] = /^(\d+(?:\.\d+)?)\.(\d+)$/.exec(NextToken) ?? [];
  if (asOf === undefined) throw new AwsError('InvalidNextTokenException', 'Invalid NextToken');
  return { asOf: Number(asOf), from: Number(from) };
}

function pageSizeOf({ MaxResults = 50 }: LookupEventsRequest): number {
  if (Number.isInteger(MaxResults) && MaxResults >= 1 && MaxResults <= 50) return MaxResults;
  throw new AwsError('InvalidMaxResultsException', 'MaxResults must be from 1 to 50');
}

type Attribute = (event: Event) => string | undefined;

const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  EventId: ({ EventId }) => EventId,
  EventName: ({ EventName }) => EventName,
  EventSource: ({ EventSource }) => EventSource,
  ReadOnly: ({ ReadOnly }) => ReadOnly,
  Username: ({ Username }) => Username,
};

function filterOf(input: LookupEventsRequest): (event: Event) => boolean {
  const [start, end] = [timeOf(input.StartTime), timeOf(input.EndTime)];
  if (start !== undefined && end !== undefined && start > end)
    throw new AwsError('InvalidTimeRangeException', 'The start time is after the end time');
  const attribute = attributeOf(input.LookupAttributes);
  return (event) => {
    const time = event.EventTime?.getTime() ?? 0;
    const isWithin = (start === undefined || time >= start) && (end === undefined || time <= end);
    return isWithin && (!attribute || attribute.of(event) === attribute.value);
  };
}

/** JSON has seconds. */
const timeOf = (time: unknown): number | undefined => (time === undefined ? undefined : Number(time) * 1_000);

function attributeOf(attributes: LookupAttribute[] = []): { of: Attribute; value: string } | undefined {
  const [first, ...more] = attributes;
  if (!first) return undefined;
  const { AttributeKey: key = '', AttributeValue: value = '' } = first;
  const of = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
  if (of && more.length === 0) return { of, value };
  const served = Object.keys(ATTRIBUTES).join(', ');
  throw new AwsError('InvalidLookupAttributesException', `One attribute at a time; the local AWS serves ${served}`);
}
