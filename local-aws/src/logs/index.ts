import type {
  CreateLogGroupRequest,
  CreateLogStreamRequest,
  DeleteLogGroupRequest,
  DeleteRetentionPolicyRequest,
  PutLogEventsRequest,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Environment, type LogGroups, type ResourceType, type Service } from '../kernel/types';
import { jsonProtocol } from '../protocols/json';
import { describeGroups, describeStreams, filterEvents, getEvents } from './read';
import { LogStore } from './store';

/** CloudWatch Logs: where the functions' logs go. */
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
      CreateLogGroup: ({ logGroupName = '' }: CreateLogGroupRequest) => void store.createGroup(logGroupName),
      CreateLogStream: ({ logGroupName = '', logStreamName = '' }: CreateLogStreamRequest) =>
        void store.createStream(logGroupName, logStreamName),
      DeleteLogGroup({ logGroupName = '' }: DeleteLogGroupRequest) {
        store.groups.delete(store.group(logGroupName).name);
      },
      PutLogEvents({ logGroupName = '', logStreamName = '', logEvents = [] }: PutLogEventsRequest) {
        store.stream(logGroupName, logStreamName);
        for (const { message = '', timestamp } of logEvents)
          store.append(logGroupName, logStreamName, message, timestamp);
        return {};
      },
      PutRetentionPolicy({ logGroupName = '', retentionInDays }: PutRetentionPolicyRequest) {
        store.group(logGroupName).retentionInDays = allowedRetention(retentionInDays);
      },
      DeleteRetentionPolicy({ logGroupName = '' }: DeleteRetentionPolicyRequest) {
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
      group.retentionInDays = retention(properties);
      return { physicalId: group.name, attributes: { Arn: `${store.arnOf(group.name)}:*` } };
    },
    async update({ physicalId, attributes, properties }) {
      store.group(physicalId).retentionInDays = retention(properties);
      return { physicalId, attributes };
    },
    async delete({ physicalId }) {
      store.groups.delete(physicalId);
    },
  };
}

function retention({ RetentionInDays }: { RetentionInDays?: unknown }): number | undefined {
  return RetentionInDays === undefined ? undefined : Number(RetentionInDays);
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
