import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import { type CredentialBook, sessionOf, userIdOf } from '../kernel/credentials';
import { AwsError, type Environment, type Service } from '../kernel/types';
import { queryProtocol } from '../protocols/query';

const DEFAULT_SESSION_SECONDS = 3600;

/**
 * STS. Any role can be assumed, and its session may do what the operator may. Only functions are limited to their
 * roles.
 */
export function createSts(env: Environment, credentials: CredentialBook): { service: Service } {
  return {
    service: {
      signingName: 'sts',
      protocol: queryProtocol({ version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' }),
      operations: {
        AssumeRole: (input) => assumeRole(env, credentials, input),
        GetCallerIdentity: (_input, { caller }) => ({
          UserId: userIdOf(caller.arn),
          Account: caller.accountId,
          Arn: caller.arn,
        }),
      },
      authorizations: (operation, { RoleArn }) =>
        operation === 'GetCallerIdentity' ? [] : [{ action: `sts:${operation}`, resource: RoleArn ?? '*' }],
    },
  };
}

function assumeRole(env: Environment, credentials: CredentialBook, input: AssumeRoleRequest): object {
  const { RoleArn = '', RoleSessionName = '', DurationSeconds = DEFAULT_SESSION_SECONDS } = input;
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(RoleArn)) throw invalid(`${RoleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) throw invalid(`${RoleSessionName} is not a session name`);
  const { roleName, ...operator } = sessionOf(RoleArn, RoleSessionName);
  const issued = credentials.issue(operator);
  return {
    AssumedRoleUser: { AssumedRoleId: `AROA${roleName.toUpperCase()}:${RoleSessionName}`, Arn: operator.arn },
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: new Date(env.clock.now() + Number(DurationSeconds) * 1000),
    },
  };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
