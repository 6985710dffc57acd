import { createIam } from '../../src/iam';
import { VirtualClock } from '../../src/kernel/clock';
import { CredentialBook } from '../../src/kernel/credentials';
import type { Caller, Properties, ResourceState } from '../../src/kernel/types';

/* IAM alone, with a clock that stands still, and policies for it. */

export const SERVER = 'arn:aws:mgn:us-east-1:123456789012:source-server/s-3053c1c3b7d8bd4e0';
export const NEED = { action: 'mgn:DisconnectFromService', resource: SERVER };
export const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const TRUST = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

export function world(options: { delaySeconds?: number } = {}) {
  const clock = new VirtualClock();
  const env = { clock, region: 'us-east-1', accountId: '123456789012', partition: 'aws', endpoint: () => '' };
  const book = new CredentialBook({ accountId: env.accountId, arn: 'operator' });
  const { iam, service, resourceTypes } = createIam(env, book, options);
  const typed = (type: string) => resourceTypes[`AWS::IAM::${type}`] ?? fail();
  const request = (type: string, properties: Properties) => ({
    ...{ type, logicalId: type, stackId: 'arn', stackName: 'App', properties },
    generateName: () => `App-${type}`,
  });
  const callerOf = (role: string): Caller => {
    const { accessKeyId } = iam.issueCredentials(`arn:aws:iam::123456789012:role/${role}`, 'fn');
    return book.caller(accessKeyId);
  };
  return {
    clock,
    reset: async () => service.reset?.(),
    create: (type: string, properties: Properties, of: object = {}) =>
      typed(type).create({ ...request(type, { ...defaults(type), ...properties }), ...of }),
    update: (type: string, state: ResourceState, properties: Properties, old: Properties) =>
      typed(type).update?.({
        ...request(type, { ...defaults(type), ...properties }),
        ...state,
        oldProperties: { ...defaults(type), ...old },
      }),
    remove: (type: string, state: ResourceState, properties: Properties, of: object = {}) =>
      typed(type).delete({ ...request(type, { ...defaults(type), ...properties }), ...state, ...of }),
    replaceOn: (type: string) => typed(type).replaceOn,
    refusal(role = 'App-Role', need: object = NEED): string | undefined {
      try {
        iam.authorize(callerOf(role), [need as typeof NEED]);
        return undefined;
      } catch (error: any) {
        return `${error.code} ${error.status} ${error.message}`;
      }
    },
  };
}

function fail(): never {
  throw new Error('no such type');
}

function defaults(type: string): Properties {
  return type === 'Role' ? { AssumeRolePolicyDocument: TRUST } : {};
}

export function statement(Effect: 'Allow' | 'Deny' = 'Allow') {
  return { Effect, Action: NEED.action, Resource: SERVER };
}

export function document(...Statement: object[]) {
  return { Version: '2012-10-17', Statement };
}

export function inline(PolicyName: string, ...statements: object[]) {
  return { PolicyName, PolicyDocument: document(...statements) };
}

/** A statement that makes a document of this many characters, besides the white space. */
export function padded(size: number, space = '') {
  const make = (length: number) => ({ Sid: 'x'.repeat(length) + space, Effect: 'Allow', Action: 'a:b', Resource: '*' });
  return make(size - JSON.stringify(document(make(0))).replace(/\s/g, '').length);
}
