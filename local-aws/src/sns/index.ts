import type { CreateTopicInput, DeleteTopicInput, GetTopicAttributesInput } from '@aws-sdk/client-sns';
import { AwsError, type Environment, type ResourceType, type Service } from '../kernel/types';
import { queryProtocol } from '../protocols/query';

/** SNS topics. They exist and have a name; nothing is delivered. */
export function createSns(env: Environment): { service: Service; resourceTypes: Record<string, ResourceType> } {
  const topics = new Map<string, { displayName: string }>();
  const arnOf = (name: string) => `arn:${env.partition}:sns:${env.region}:${env.accountId}:${name}`;
  return {
    service: {
      signingName: 'sns',
      protocol: queryProtocol({ version: '2010-03-31', namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' }),
      operations: {
        CreateTopic({ Name = '', Attributes }: CreateTopicInput) {
          if (!/^[\w-]{1,256}(\.fifo)?$/.test(Name))
            throw new AwsError('InvalidParameter', 'Invalid parameter: Topic Name');
          const arn = arnOf(Name);
          if (!topics.has(arn)) topics.set(arn, { displayName: Attributes?.DisplayName ?? '' });
          return { TopicArn: arn };
        },
        GetTopicAttributes({ TopicArn = '' }: GetTopicAttributesInput) {
          const topic = topics.get(TopicArn);
          if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
          return { Attributes: attributesOf(env, TopicArn, topic.displayName) };
        },
        DeleteTopic({ TopicArn = '' }: DeleteTopicInput) {
          topics.delete(TopicArn);
        },
        ListTopics: () => ({ Topics: [...topics.keys()].map((TopicArn) => ({ TopicArn })) }),
      },
      authorizations: (operation, { TopicArn, Name }) => [
        { action: `sns:${operation}`, resource: TopicArn ?? (Name ? arnOf(Name) : '*') },
      ],
      reset: () => topics.clear(),
    },
    resourceTypes: { 'AWS::SNS::Topic': topicType(topics, arnOf) },
  };
}

function attributesOf({ accountId }: Environment, TopicArn: string, displayName: string): Map<string, string> {
  return new Map([
    ['TopicArn', TopicArn],
    ['Owner', accountId],
    ['DisplayName', displayName],
    ['SubscriptionsConfirmed', '0'],
  ]);
}

function topicType(topics: Map<string, { displayName: string }>, arnOf: (name: string) => string): ResourceType {
  return {
    replaceOn: ['TopicName', 'FifoTopic'],
    async create({ properties, generateName }) {
      const name = properties.TopicName ?? generateName(256);
      topics.set(arnOf(name), { displayName: properties.DisplayName ?? '' });
      return { physicalId: arnOf(name), attributes: { TopicArn: arnOf(name), TopicName: name } };
    },
    async update({ physicalId, attributes, properties }) {
      topics.set(physicalId, { displayName: properties.DisplayName ?? '' });
      return { physicalId, attributes };
    },
    async delete({ physicalId }) {
      topics.delete(physicalId);
    },
  };
}
