import { randomBytes } from 'node:crypto';
import type { Environment, Properties, ResourceRequest, ResourceState, ResourceType } from '../kernel/types';
import { asList, type PolicyDocument, policyDocument } from './policy';
import { exists, type IamStore, type Role } from './store';

type Existing = ResourceRequest & ResourceState;

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
      role.trust = policyDocument(trustOf(properties));
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
    attached: new Set(),
    trust: policyDocument(trustOf(properties)),
  };
}

/** A trust policy names no resource; with one it passes the same checks as any other document. */
function trustOf({ AssumeRolePolicyDocument: trust }: Properties): unknown {
  const statements = asList<any>(trust?.Statement);
  return { ...trust, Statement: statements.map((statement) => ({ ...statement, Resource: '*' })) };
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

/** AWS::IAM::Policy: one inline policy, put into each of its roles. */
export function inlinePolicyType(store: IamStore): ResourceType {
  const put = ({ PolicyName, PolicyDocument, Roles = [] }: Properties): void => {
    const document = policyDocument(PolicyDocument);
    for (const role of Roles) store.setInline(role, PolicyName, document);
  };
  const remove = ({ PolicyName, Roles = [] }: Properties): void => {
    for (const role of Roles) store.removeInline(role, PolicyName);
  };
  return {
    async create({ properties, generateName }) {
      put(properties);
      return { physicalId: generateName(128), attributes: {} };
    },
    async update({ physicalId, attributes, properties, oldProperties }) {
      put(properties);
      const sameName = properties.PolicyName === oldProperties.PolicyName;
      const kept = new Set(sameName ? properties.Roles : []);
      remove({ ...oldProperties, Roles: (oldProperties.Roles ?? []).filter((role: string) => !kept.has(role)) });
      return { physicalId, attributes };
    },
    async delete({ properties }) {
      remove(properties);
    },
  };
}

/** AWS::IAM::ManagedPolicy, attached to its roles. */
export function managedPolicyType(store: IamStore, env: Environment): ResourceType {
  const arnOf = (path: string, name: string) => `arn:${env.partition}:iam::${env.accountId}:policy${path}${name}`;
  const put = (arn: string, properties: Properties, oldRoles: readonly string[]): void => {
    const document: PolicyDocument = policyDocument(properties.PolicyDocument);
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
    async delete({ physicalId }: Existing) {
      store.removeManaged(physicalId);
    },
  };
}
