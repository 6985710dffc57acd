import { randomUUID } from 'node:crypto';
import type { Properties, ResourceRequest, ResourceState, ResourceType } from '../kernel/types';
import type { Environments } from './environments';
import { invalidParameter } from './errors';
import { defaultEventInvoke, type FunctionStore } from './functions';

export const lambdaResourceTypes = (
  functions: FunctionStore,
  environments: Environments,
  now: () => number,
): Record<string, ResourceType> => ({
  'AWS::Lambda::Function': functionType(functions, environments),
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfigType(functions, now),
  'AWS::Lambda::Permission': permissionType(functions),
});

function functionType(functions: FunctionStore, environments: Environments): ResourceType {
  const state = ({ name, arn }: { name: string; arn: string }): ResourceState => ({
    physicalId: name,
    attributes: { Arn: arn },
  });
  return {
    replaceOn: ['FunctionName', 'PackageType'],
    create: async ({ properties, generateName }: ResourceRequest) =>
      state(functions.create(properties.FunctionName ?? generateName(64), properties)),
    async update({ physicalId, properties }) {
      const updated = functions.put(physicalId, properties);
      await environments.retire(physicalId);
      return state(updated);
    },
    async delete({ physicalId }) {
      functions.delete(physicalId);
      await environments.retire(physicalId);
    },
  };
}

function eventInvokeConfigType(functions: FunctionStore, now: () => number): ResourceType {
  const put = (properties: Properties, physicalId: string): ResourceState => {
    const { name } = functions.resolve(properties.FunctionName, properties.Qualifier);
    functions.setEventInvokeConfig(name, {
      maximumRetryAttempts: inRange(properties, 'MaximumRetryAttempts', defaultEventInvoke.maximumRetryAttempts, 0, 2),
      maximumEventAgeSeconds: inRange(
        properties,
        'MaximumEventAgeInSeconds',
        defaultEventInvoke.maximumEventAgeSeconds,
        60,
        21_600,
      ),
      lastModified: now(),
    });
    return { physicalId, attributes: {} };
  };
  return {
    replaceOn: ['FunctionName', 'Qualifier'],
    create: async ({ properties, logicalId }) => put(properties, `${logicalId}-${randomUUID()}`),
    update: async ({ properties, physicalId }) => put(properties, physicalId),
    async delete({ properties }) {
      const [name] = functions.arnOf(properties.FunctionName).split(':').slice(6);
      functions.setEventInvokeConfig(name, undefined);
    },
  };
}

/** It has no effect: here only CloudFormation and callers with IAM permissions invoke functions. */
function permissionType(functions: FunctionStore): ResourceType {
  return {
    async create({ properties, stackName, logicalId }) {
      for (const name of ['Action', 'FunctionName', 'Principal'])
        if (!properties[name]) throw invalidParameter(`Property ${name} is required`);
      functions.resolve(properties.FunctionName);
      return { physicalId: `${stackName}-${logicalId}-${randomUUID().slice(0, 12)}`, attributes: {} };
    },
    async delete() {},
  };
}

function inRange(properties: Properties, name: string, byDefault: number, least: number, most: number): number {
  const value = Number(properties[name] ?? byDefault);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidParameter(`${name} must be a whole number from ${least} to ${most}, not ${properties[name]}`);
}
