import type * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../kernel/types';
import { jsonPattern } from './json-pattern';
import type { LogEvent, LogGroup, LogStore, LogStream } from './store';

type Times = Pick<sdk.FilterLogEventsRequest, 'startTime' | 'endTime'>;
type Page = Pick<sdk.FilterLogEventsRequest, 'nextToken' | 'limit'>;
type Named = Pick<sdk.FilterLogEventsRequest, 'logGroupName' | 'logGroupIdentifier'>;

const MOST_DESCRIBED = 50;
const MOST_EVENTS = 10_000;

export function describeGroups(store: LogStore, input: sdk.DescribeLogGroupsRequest): object {
  const groups = [...store.groups.values()]
    .filter(
      ({ name }) => name.startsWith(input.logGroupNamePrefix ?? '') && name.includes(input.logGroupNamePattern ?? ''),
    )
    .sort(byName);
  const [logGroups, nextToken] = page(groups, input, MOST_DESCRIBED);
  return { logGroups: logGroups.map((group) => groupOf(store, group)), nextToken };
}

/** The groups whose names match a regular expression, and that have all tags. */
export function listGroups(store: LogStore, input: sdk.ListLogGroupsRequest): object {
  const pattern = new RegExp(input.logGroupNamePattern ?? '');
  const tagged = ({ tags }: LogGroup) =>
    (input.logGroupTags ?? []).every(({ key = '', values = [] }) => {
      const value = tags.get(key);
      return value !== undefined && (values.length === 0 || values.includes(value));
    });
  const groups = [...store.groups.values()].filter((group) => pattern.test(group.name) && tagged(group)).sort(byName);
  const [found, nextToken] = page(groups, input, MOST_DESCRIBED);
  const logGroups = found.map(({ name }) => ({
    logGroupName: name,
    logGroupArn: store.arnOf(name),
    logGroupClass: 'STANDARD',
  }));
  return { logGroups, nextToken };
}

export function listTags(store: LogStore, { resourceArn }: sdk.ListTagsForResourceRequest): object {
  return { tags: Object.fromEntries(store.group(groupName({ logGroupIdentifier: resourceArn })).tags) };
}

export function describeStreams(store: LogStore, input: sdk.DescribeLogStreamsRequest): object {
  const group = store.group(groupName(input));
  const streams = [...group.streams.values()].filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''));
  streams.sort(input.orderBy === 'LastEventTime' ? byLastEvent : byName);
  if (input.descending) streams.reverse();
  const [logStreams, nextToken] = page(streams, input, MOST_DESCRIBED);
  return { logStreams: logStreams.map((stream) => streamOf(store, group, stream)), nextToken };
}

export function filterEvents(store: LogStore, input: sdk.FilterLogEventsRequest): object {
  const wanted = ({ name }: LogStream) =>
    name.startsWith(input.logStreamNamePrefix ?? '') && (input.logStreamNames ?? [name]).includes(name);
  const matches = matcher(input.filterPattern);
  const found = [...store.group(groupName(input)).streams.values()]
    .filter(wanted)
    .flatMap(({ name, events }) =>
      events
        .filter((event) => inTime(event, input) && matches(event.message))
        .map((event) => ({ ...event, logStreamName: name, ingestionTime: event.timestamp })),
    );
  found.sort((a, b) => a.timestamp - b.timestamp || a.eventId.localeCompare(b.eventId));
  const [events, nextToken] = page(found, input, MOST_EVENTS);
  return { events, nextToken, searchedLogStreams: [] };
}

export function getEvents(store: LogStore, input: sdk.GetLogEventsRequest): object {
  const all = store.stream(groupName(input), input.logStreamName ?? '').events.filter((event) => inTime(event, input));
  const limit = Math.min(input.limit ?? MOST_EVENTS, MOST_EVENTS);
  const from = startOf(all.length, limit, input);
  const events = all.slice(from, from + limit);
  return {
    events: events.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
    // the same token again tells a reader that it has reached the end
    nextForwardToken: `f/${from + events.length}`,
    nextBackwardToken: `b/${from}`,
  };
}

function startOf(count: number, limit: number, { nextToken, startFromHead }: sdk.GetLogEventsRequest): number {
  const [, direction, position] = /^([fb])\/(\d+)$/.exec(nextToken ?? '') ?? [];
  if (direction === 'f') return Math.min(Number(position), count);
  if (direction === 'b') return Math.max(0, Number(position) - limit);
  return startFromHead ? 0 : Math.max(0, count - limit);
}

/** Members of JSON events; or terms without operators: the message must have all of them, quoted ones as they stand. */
function matcher(pattern = ''): (message: string) => boolean {
  if (/^\s*\{/.test(pattern)) return jsonPattern(pattern);
  const terms = [...pattern.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return (message) => terms.every((term) => message.includes(term));
}

function inTime({ timestamp }: LogEvent, { startTime = 0, endTime = Infinity }: Times): boolean {
  return timestamp >= startTime && timestamp <= endTime;
}

function page<T>(items: readonly T[], { nextToken, limit }: Page, most: number): [T[], string | undefined] {
  const from = Number(nextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  const to = from + Math.min(limit ?? most, most);
  return [items.slice(from, to), to < items.length ? String(to) : undefined];
}

export function groupName({ logGroupName, logGroupIdentifier }: Named): string {
  return logGroupName ?? String(logGroupIdentifier).replace(/^arn:.*:log-group:([^:]+)(:\*)?$/, '$1');
}

function groupOf(store: LogStore, { name, creationTime, retentionInDays, ...group }: LogGroup): object {
  const logGroupArn = store.arnOf(name);
  const { deletionProtectionEnabled = false } = group;
  return {
    ...{ logGroupName: name, creationTime, retentionInDays, deletionProtectionEnabled },
    ...{ arn: `${logGroupArn}:*`, logGroupArn, storedBytes: 0 },
  };
}

function streamOf(store: LogStore, group: LogGroup, { name, creationTime, events }: LogStream): object {
  return {
    logStreamName: name,
    creationTime,
    firstEventTimestamp: events[0]?.timestamp,
    lastEventTimestamp: events.at(-1)?.timestamp,
    arn: `${store.arnOf(group.name)}:log-stream:${name}`,
    storedBytes: 0,
  };
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function byLastEvent(a: LogStream, b: LogStream): number {
  return (a.events.at(-1)?.timestamp ?? 0) - (b.events.at(-1)?.timestamp ?? 0);
}
