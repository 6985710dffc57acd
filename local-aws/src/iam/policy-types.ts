import type { Environment, Properties, ResourceRequest, ResourceType } from '../kernel/types';
import { policyDocument } from './policy';
import { exists, type IamStore } from './store';

/** AWS::IAM::Policy: one inline policy, added to each of its roles. */
export function inlinePolicyType(store: IamStore): ResourceType {
  const put = (request: ResourceRequest): void => {
    const { PolicyName, PolicyDocument, Roles = [] } = request.properties;
    const document = policyDocument(PolicyDocument);
    for (const role of Roles) store.setInline(role, PolicyName, document, managerOf(request));
  };
  const remove = (request: ResourceRequest, { PolicyName, Roles = [] }: Properties): void => {
    for (const role of Roles) store.removeInline(role, PolicyName, managerOf(request));
  };
  return {
    async create(request) {
      put(request);
      return { physicalId: request.generateName(128), attributes: {} };
    },
    async update(request) {
      const { physicalId, attributes, properties, oldProperties } = request;
      put(request);
      const sameName = properties.PolicyName === oldProperties.PolicyName;
      const kept = new Set(sameName ? properties.Roles : []);
      const left = (oldProperties.Roles ?? []).filter((role: string) => !kept.has(role));
      remove(request, { ...oldProperties, Roles: left });
      return { physicalId, attributes };
    },
    async delete(request) {
      remove(request, request.properties);
    },
  };
}

/** CloudFormation's name for the resource that manages a policy. */
function managerOf({ stackName, logicalId }: ResourceRequest): string {
  return `${stackName}|${logicalId}`;
}

/** AWS::IAM::RolePolicy: one inline policy of one role. */
export function rolePolicyType(store: IamStore): ResourceType {
  const put = ({ RoleName, PolicyName, PolicyDocument }: Properties): void => {
    store.setInline(RoleName, PolicyName, policyDocument(PolicyDocument));
  };
  return {
    replaceOn: ['PolicyName', 'RoleName'],
    async create({ properties }) {
      put(properties);
      return { physicalId: `${properties.PolicyName}|${properties.RoleName}`, attributes: {} };
    },
    async update({ physicalId, attributes, properties }) {
      put(properties);
      return { physicalId, attributes };
    },
    async delete({ properties: { RoleName, PolicyName } }) {
      store.removeInline(RoleName, PolicyName);
    },
  };
}

/** AWS::IAM::ManagedPolicy, attached to its roles. */
export function managedPolicyType(store: IamStore, env: Environment): ResourceType {
  const arnOf = (path: string, name: string) => `arn:${env.partition}:iam::${env.accountId}:policy${path}${name}`;
  const put = (arn: string, properties: Properties, oldRoles: readonly string[]): void => {
    const document = policyDocument(properties.PolicyDocument);
    const roles: string[] = properties.Roles ?? [];
    store.setManaged(arn, document);
    for (const role of oldRoles.filter((one) => !roles.includes(one))) store.detach(role, arn);
    for (const role of roles) store.attach(role, arn);
  };
  return {
    replaceOn: ['Description', 'ManagedPolicyName', 'Path'],
    async create({ properties, generateName }) {
      const name = properties.ManagedPolicyName ?? generateName(128);
      const arn = arnOf(properties.Path ?? '/', name);
      if (store.managed.has(arn)) {
        throw exists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      }
      try {
        put(arn, properties, []);
      } catch (error) {
        store.removeManaged(arn);
        throw error;
      }
      return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: name } };
    },
    async update({ physicalId, attributes, properties, oldProperties }) {
      put(physicalId, properties, oldProperties.Roles ?? []);
      return { physicalId, attributes };
    },
    async delete({ physicalId }) {
      store.removeManaged(physicalId);
    },
  };
}
