import { randomUUID } from 'node:crypto';
import type { Environment, ResourceRequest, ResourceState, ResourceType } from '../kernel/types';

/**
 * Resources of services that are not imitated. They exist, have a name and an ARN, and do nothing: no alarm goes off,
 * no rule sees an event.
 */
export function createDeclared({ partition, region, accountId }: Environment): Record<string, ResourceType> {
  const arnOf = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  return {
    'AWS::CDK::Metadata': inert(() => ({ physicalId: randomUUID(), attributes: {} })),
    'AWS::CloudWatch::Alarm': declared('AlarmName', 255, (name) => arnOf('cloudwatch', `alarm:${name}`)),
    'AWS::Events::Rule': declared('Name', 64, (name) => arnOf('events', `rule/${name}`)),
    'AWS::SNS::TopicPolicy': declared('Id', 128),
  };
}

function declared(name: string, longest: number, arnOf?: (name: string) => string): ResourceType {
  const made = ({ properties, generateName }: ResourceRequest) => {
    const physicalId = properties[name] ?? generateName(longest);
    return { physicalId, attributes: arnOf ? { Arn: arnOf(physicalId) } : {} };
  };
  return { replaceOn: [name], ...inert(made) };
}

/** It is there, and nothing comes of its properties. */
export const inert = (made: (request: ResourceRequest) => ResourceState): ResourceType => ({
  create: async (request) => made(request),
  update: async ({ physicalId, attributes }) => ({ physicalId, attributes }),
  delete: async () => {},
});
