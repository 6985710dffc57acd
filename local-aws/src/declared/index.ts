import type { Environment, ResourceType } from '../kernel/types';

/**
 * Resources of services that are not imitated. They exist, have a name and an ARN, and do nothing: no alarm goes off,
 * no rule sees an event.
 */
export function createDeclared({ partition, region, accountId }: Environment): Record<string, ResourceType> {
  const arnOf = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  return {
    'AWS::CloudWatch::Alarm': declared('AlarmName', 255, (name) => arnOf('cloudwatch', `alarm:${name}`)),
    'AWS::Events::Rule': declared('Name', 64, (name) => arnOf('events', `rule/${name}`)),
    'AWS::SNS::TopicPolicy': declared('Id', 128),
  };
}

function declared(name: string, longest: number, arnOf?: (name: string) => string): ResourceType {
  return {
    replaceOn: [name],
    async create({ properties, generateName }) {
      const physicalId = properties[name] ?? generateName(longest);
      return { physicalId, attributes: arnOf ? { Arn: arnOf(physicalId) } : {} };
    },
    update: async ({ physicalId, attributes }) => ({ physicalId, attributes }),
    delete: async () => {},
  };
}
