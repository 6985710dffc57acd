import { randomUUID } from 'node:crypto';
import type { Environment, Iam } from '../kernel/types';
import type { FunctionConfiguration } from './configuration';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
export function variablesOf(
  configuration: FunctionConfiguration,
  logStream: string,
  env: Environment,
  iam: Iam,
): Record<string, string> {
  const credentials = iam.issueCredentials(configuration.role, configuration.name);
  return {
    AWS_ENDPOINT_URL: env.endpoint(),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...(configuration.code.runtimeModules ? { NODE_PATH: configuration.code.runtimeModules } : {}),
    ...configuration.variables,
    _HANDLER: configuration.handler,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_REGION: env.region,
    AWS_DEFAULT_REGION: env.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: configuration.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_TASK_ROOT: configuration.code.folder,
  };
}

/** A user's log group may hold several functions, so its streams begin with the function's name. */
export function newLogStream({ name, logGroup }: FunctionConfiguration, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  const prefix = logGroup === `/aws/lambda/${name}` ? '' : name;
  return `${day}/${prefix}[$LATEST]${randomUUID().replaceAll('-', '')}`;
}
