import { type CredentialBook, sessionOf } from '../kernel/credentials';
import type { Environment, Iam, ResourceType, Service } from '../kernel/types';
import { queryProtocol } from '../protocols/query';
import { authorize } from './authorize';
import { inlinePolicyType, managedPolicyType, rolePolicyType } from './policy-types';
import { roleType } from './role-type';
import { IamStore, type Role } from './store';

export interface IamOptions {
  /** How much later on the clock a changed policy takes effect. Default: at once. */
  readonly delaySeconds?: number;
}

/** IAM: it stores and enforces roles and their policies. */
export function createIam(
  env: Environment,
  credentials: CredentialBook,
  options: IamOptions = {},
): { iam: Iam; service: Service; resourceTypes: Record<string, ResourceType> } {
  const store = new IamStore(env.clock, options.delaySeconds ?? 0);
  return {
    iam: {
      authorize: (caller, needs) => authorize(store, env, caller, needs),
      issueCredentials: (roleArn, sessionName) => credentials.issue(sessionOf(roleArn, sessionName)),
    },
    service: iamService(store, credentials),
    resourceTypes: {
      'AWS::IAM::Role': roleType(store, env),
      'AWS::IAM::Policy': inlinePolicyType(store),
      'AWS::IAM::RolePolicy': rolePolicyType(store),
      'AWS::IAM::ManagedPolicy': managedPolicyType(store, env),
    },
  };
}

function iamService(store: IamStore, credentials: CredentialBook): Service {
  return {
    signingName: 'iam',
    protocol: queryProtocol({ version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' }),
    operations: {
      GetRole: ({ RoleName }) => ({ Role: roleOf(store.role(RoleName)) }),
      ListRoles: () => ({ Roles: [...store.roles.values()].map(roleOf), IsTruncated: false }),
      ListRolePolicies: ({ RoleName }) => ({
        PolicyNames: [...store.role(RoleName).inline.keys()],
        IsTruncated: false,
      }),
      ListAttachedRolePolicies: ({ RoleName }) => ({
        AttachedPolicies: [...store.role(RoleName).attached].map((PolicyArn) => ({
          PolicyName: PolicyArn.split('/').at(-1),
          PolicyArn,
        })),
        IsTruncated: false,
      }),
    },
    reset() {
      store.clear();
      credentials.clear();
    },
  };
}

function roleOf({ name, arn, id, path, createDate, trust, description }: Role): object {
  return {
    Path: path,
    RoleName: name,
    RoleId: id,
    Arn: arn,
    CreateDate: createDate,
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
    Description: description,
  };
}
