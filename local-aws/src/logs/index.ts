import type * as sdk from '@aws-sdk/client-cloudwatch-logs';
import {
  AwsError,
  type Environment,
  type LogGroups,
  type Properties,
  type ResourceType,
  type Service,
} from '../kernel/types';
import { jsonProtocol } from '../protocols/json';
import { describeGroups, describeStreams, filterEvents, getEvents, groupName, listGroups, listTags } from './read';
import { type LogGroup, LogStore } from './store';

/** CloudWatch Logs: for the functions' logs. */
export function createLogs(env: Environment): {
  logs: LogGroups;
  service: Service;
  resourceTypes: Record<string, ResourceType>;
} {
  const store = new LogStore(env);
  return {
    logs: store,
    service: logsService(store),
    resourceTypes: { 'AWS::Logs::LogGroup': logGroupType(store) },
  };
}

function logsService(store: LogStore): Service {
  return {
    signingName: 'logs',
    protocol: jsonProtocol({ target: 'Logs_20140328' }),
    operations: {
      CreateLogGroup({ logGroupName = '', tags, deletionProtectionEnabled }: sdk.CreateLogGroupRequest) {
        const group = store.createGroup(logGroupName);
        tag(group, tags);
        group.deletionProtectionEnabled = deletionProtectionEnabled;
      },
      CreateLogStream: ({ logGroupName = '', logStreamName = '' }: sdk.CreateLogStreamRequest) =>
        void store.createStream(logGroupName, logStreamName),
      DeleteLogGroup: ({ logGroupName = '' }: sdk.DeleteLogGroupRequest) => store.deleteGroup(logGroupName),
      PutLogGroupDeletionProtection(input: sdk.PutLogGroupDeletionProtectionRequest) {
        store.group(groupName(input)).deletionProtectionEnabled = input.deletionProtectionEnabled;
      },
      TagResource: ({ resourceArn, tags }: sdk.TagResourceRequest) =>
        tag(store.group(groupName({ logGroupIdentifier: resourceArn })), tags),
      ListTagsForResource: (input) => listTags(store, input),
      ListLogGroups: (input) => listGroups(store, input),
      PutLogEvents({ logGroupName = '', logStreamName = '', logEvents = [] }: sdk.PutLogEventsRequest) {
        store.stream(logGroupName, logStreamName);
        for (const { message = '', timestamp } of logEvents)
          store.append(logGroupName, logStreamName, message, timestamp);
        return {};
      },
      PutRetentionPolicy({ logGroupName = '', retentionInDays }: sdk.PutRetentionPolicyRequest) {
        store.group(logGroupName).retentionInDays = allowedRetention(retentionInDays);
      },
      DeleteRetentionPolicy({ logGroupName = '' }: sdk.DeleteRetentionPolicyRequest) {
        store.group(logGroupName).retentionInDays = undefined;
      },
      DescribeLogGroups: (input) => describeGroups(store, input),
      DescribeLogStreams: (input) => describeStreams(store, input),
      FilterLogEvents: (input) => filterEvents(store, input),
      GetLogEvents: (input) => getEvents(store, input),
    },
    authorizations: (operation, { logGroupName }: { readonly logGroupName?: string }) => [
      { action: `logs:${operation}`, resource: logGroupName ? `${store.arnOf(logGroupName)}:*` : '*' },
    ],
    reset: () => store.groups.clear(),
  };
}

function logGroupType(store: LogStore): ResourceType {
  return {
    replaceOn: ['LogGroupName'],
    async create({ properties, generateName }) {
      const group = store.createGroup(properties.LogGroupName ?? generateName(512));
      configure(group, properties);
      return { physicalId: group.name, attributes: { Arn: `${store.arnOf(group.name)}:*` } };
    },
    async update({ physicalId, attributes, properties }) {
      configure(store.group(physicalId), properties);
      return { physicalId, attributes };
    },
    async delete({ physicalId }) {
      store.deleteGroup(physicalId);
    },
  };
}

function configure(group: LogGroup, { RetentionInDays, DeletionProtectionEnabled, Tags = [] }: Properties): void {
  group.retentionInDays = RetentionInDays === undefined ? undefined : Number(RetentionInDays);
  group.deletionProtectionEnabled = String(DeletionProtectionEnabled) === 'true';
  group.tags.clear();
  tag(group, Object.fromEntries(Tags.map(({ Key, Value }: Properties) => [Key, Value])));
}

function tag({ tags }: LogGroup, more: Readonly<Record<string, string>> = {}): void {
  for (const [key, value] of Object.entries(more)) tags.set(key, value);
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function allowedRetention(days: number | undefined): number {
  if (days !== undefined && RETENTIONS.includes(days)) return days;
  throw new AwsError(
    'InvalidParameterException',
    `retentionInDays must be one of ${RETENTIONS.join(', ')}, not ${days}`,
  );
}
