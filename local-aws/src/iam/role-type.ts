import { randomBytes } from 'node:crypto';
import type { Environment, Properties, ResourceRequest, ResourceType } from '../kernel/types';
import { policyDocument, trustPolicy } from './policy';
import type { IamStore, Role } from './store';

/** AWS::IAM::Role: what it declares, not what others attach to it. */
export function roleType(store: IamStore, env: Environment): ResourceType {
  const arnOf = (path: string, name: string) => `arn:${env.partition}:iam::${env.accountId}:role${path}${name}`;
  return {
    replaceOn: ['RoleName', 'Path'],
    async create({ properties, generateName }) {
      const role = newRole(properties, generateName, env.clock.now(), arnOf);
      store.addRole(role);
      try {
        applyRole(store, role, properties, {});
      } catch (error) {
        strip(store, role, properties);
        store.removeRole(role.name);
        throw error;
      }
      return { physicalId: role.name, attributes: { Arn: role.arn, RoleId: role.id } };
    },
    async update({ physicalId, attributes, properties, oldProperties }) {
      const role = store.role(physicalId);
      role.trust = trustPolicy(properties.AssumeRolePolicyDocument);
      applyRole(store, role, properties, oldProperties);
      return { physicalId, attributes };
    },
    async delete({ physicalId, properties }) {
      const role = store.roles.get(physicalId);
      if (!role) return;
      strip(store, role, properties);
      store.removeRole(physicalId);
    },
  };
}

function newRole(
  properties: Properties,
  generateName: ResourceRequest['generateName'],
  now: number,
  arnOf: (path: string, name: string) => string,
): Role {
  const name = properties.RoleName ?? generateName(64);
  const path = properties.Path ?? '/';
  return {
    name,
    path,
    arn: arnOf(path, name),
    id: `AROA${randomBytes(9).toString('hex').toUpperCase().slice(0, 17)}`,
    createDate: new Date(now),
    inline: new Map(),
    managers: new Map(),
    attached: new Set(),
    trust: trustPolicy(properties.AssumeRolePolicyDocument),
  };
}

function applyRole(store: IamStore, role: Role, properties: Properties, old: Properties): void {
  role.description = properties.Description;
  for (const name of gone(policiesOf(old), policiesOf(properties))) store.removeInline(role.name, name);
  for (const arn of gone(managedOf(old), managedOf(properties))) store.detach(role.name, arn);
  for (const [name, document] of policiesOf(properties)) store.setInline(role.name, name, policyDocument(document));
  for (const arn of managedOf(properties).keys()) store.attach(role.name, arn);
  store.setBoundary(role.name, properties.PermissionsBoundary);
}

function strip(store: IamStore, role: Role, properties: Properties): void {
  for (const name of policiesOf(properties).keys()) store.removeInline(role.name, name);
  for (const arn of managedOf(properties).keys()) store.detach(role.name, arn);
}

function policiesOf({ Policies = [] }: Properties): Map<string, unknown> {
  return new Map(Policies.map((policy: any) => [policy.PolicyName, policy.PolicyDocument]));
}

function managedOf({ ManagedPolicyArns = [] }: Properties): Map<string, true> {
  return new Map(ManagedPolicyArns.map((arn: string) => [arn, true]));
}

function gone(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...before.keys()].filter((name) => !after.has(name));
}
