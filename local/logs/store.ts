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
  retentionInDays?: number;
}

/** The local AWS may run for days: only so much of a stream is kept. */
const EVENTS_PER_STREAM = 10_000;

export class LogStore implements LogGroups {
  readonly groups = new Map<string, LogGroup>();
  private count = 0;

  constructor(private readonly env: Environment) {}

  append(groupName: string, streamName: string, message: string, timestamp = this.env.clock.now()): void {
    const group = this.groups.get(groupName) ?? this.createGroup(groupName);
    const stream = group.streams.get(streamName) ?? this.createStream(groupName, streamName);
    const eventId = String(this.count++).padStart(56, '0');
    stream.events.push({ timestamp, message, eventId });
    if (stream.events.length > EVENTS_PER_STREAM * 1.1) stream.events = stream.events.slice(-EVENTS_PER_STREAM);
  }

  createGroup(name: string): LogGroup {
    if (this.groups.has(name)) throw exists('The specified log group already exists');
    const group = { name, creationTime: this.env.clock.now(), streams: new Map() };
    this.groups.set(name, group);
    return group;
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
