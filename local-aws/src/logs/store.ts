import { AwsError, type Environment, type LogGroups } from '../kernel/types';

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly eventId: string;
}

export interface LogStream {
  readonly name: string;
  readonly creationTime: number;
  events: LogEvent[];
}

export interface LogGroup {
  readonly name: string;
  readonly creationTime: number;
  readonly streams: Map<string, LogStream>;
  readonly tags: Map<string, string>;
  retentionInDays?: number;
  deletionProtectionEnabled?: boolean;
}

/**
 * The local AWS may run for days, so it keeps only this much: events of a stream, and characters of all streams
 * together.
 */
const EVENTS_PER_STREAM = 10_000;
const ROOM = 50_000_000;
/** The size of an event besides its message. */
const OVERHEAD = 200;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const LARGEST_EVENT = 1_048_576;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/protecting-log-groups-from-deletion.html */
const PROTECTED = 'Cannot delete log group with deletion protection enabled. Disable deletion protection first.';

export class LogStore implements LogGroups {
  readonly groups = new Map<string, LogGroup>();
  private count = 0;
  /** What was kept at the last count, and all that came since. */
  private size = 0;

  constructor(
    private readonly env: Environment,
    private readonly room = ROOM,
  ) {}

  has(groupName: string, streamName: string) {
    const group = this.groups.get(groupName);
    return { group: group !== undefined, stream: group?.streams.has(streamName) === true };
  }

  append(groupName: string, streamName: string, text: string, timestamp = this.env.clock.now()): void {
    const group = this.groups.get(groupName) ?? this.createGroup(groupName);
    const stream = group.streams.get(streamName) ?? this.createStream(groupName, streamName);
    const eventId = String(this.count++).padStart(56, '0');
    const message = text.slice(0, LARGEST_EVENT);
    stream.events.push({ timestamp, message, eventId });
    if (stream.events.length > EVENTS_PER_STREAM * 1.1) stream.events = stream.events.slice(-EVENTS_PER_STREAM);
    this.size += message.length + OVERHEAD;
    if (this.size > this.room * 1.1) this.forgetOldest();
  }

  /** Drops the oldest events of all streams. As in AWS, empty streams stay. */
  private forgetOldest(): void {
    const streams = [...this.groups.values()].flatMap(({ streams }) => [...streams.values()]);
    const newestFirst = streams.flatMap(({ events }) => events).sort((a, b) => (a.eventId < b.eventId ? 1 : -1));
    this.size = 0;
    const firstGone = newestFirst.find(({ message }) => {
      this.size += message.length + OVERHEAD;
      return this.size > this.room;
    });
    if (!firstGone) return;
    this.size = this.room;
    for (const stream of streams) stream.events = stream.events.filter(({ eventId }) => eventId > firstGone.eventId);
  }

  createGroup(name: string): LogGroup {
    if (this.groups.has(name)) throw exists('The specified log group already exists');
    const group = { name, creationTime: this.env.clock.now(), streams: new Map(), tags: new Map() };
    this.groups.set(name, group);
    return group;
  }

  deleteGroup(name: string): void {
    if (this.group(name).deletionProtectionEnabled) throw new AwsError('ValidationException', PROTECTED);
    this.groups.delete(name);
  }

  createStream(groupName: string, name: string): LogStream {
    const group = this.group(groupName);
    if (group.streams.has(name)) throw exists('The specified log stream already exists');
    const stream = { name, creationTime: this.env.clock.now(), events: [] };
    group.streams.set(name, stream);
    return stream;
  }

  group(name: string): LogGroup {
    const group = this.groups.get(name);
    if (!group) throw missing('The specified log group does not exist.');
    return group;
  }

  stream(groupName: string, name: string): LogStream {
    const stream = this.group(groupName).streams.get(name);
    if (!stream) throw missing('The specified log stream does not exist.');
    return stream;
  }

  arnOf(name: string): string {
    const { partition, region, accountId } = this.env;
    return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
  }
}

function exists(message: string): AwsError {
  return new AwsError('ResourceAlreadyExistsException', message);
}

function missing(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
