import type { Properties } from '../kernel/types';
import type { Code } from './code';
import { invalidParameter } from './errors';

/** One function, from the properties of AWS::Lambda::Function. */
export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly reservedConcurrency?: number;
  readonly code: Code;
  readonly lastModified: string;
  /** All properties as declared. What has no effect here is kept and shown. */
  readonly properties: Properties;
}

export function configurationOf(
  name: string,
  arn: string,
  properties: Properties,
  code: Code,
  lastModified: string,
): FunctionConfiguration {
  requireZip(properties);
  const logging = properties.LoggingConfig ?? {};
  return {
    name,
    arn,
    runtime: runtimeOf(properties.Runtime),
    handler: required(properties, 'Handler'),
    role: roleOf(properties),
    timeoutSeconds: numberIn(properties, 'Timeout', 3, 1, 900),
    memoryMb: numberIn(properties, 'MemorySize', 128, 128, 10_240),
    variables: variablesOf(properties),
    logGroup: logging.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: logging.LogFormat === 'JSON' ? 'JSON' : 'Text',
    ...(properties.ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: numberIn(properties, 'ReservedConcurrentExecutions', 0, 0, 1000) }),
    code,
    lastModified,
    properties,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const reservedVariables =
  /^(_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_(TASK_ROOT|RUNTIME_DIR)|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_.*|AWS_(ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN))$/;

function variablesOf({ Environment }: Properties): Record<string, string> {
  const variables: Record<string, unknown> = Environment?.Variables ?? {};
  const reserved = Object.keys(variables).filter((name) => reservedVariables.test(name));
  if (reserved.length > 0)
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
        `contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

function requireZip({ PackageType }: Properties): void {
  if (PackageType === 'Image')
    throw invalidParameter('The local AWS runs no container images; package the function as a zip.');
}

function required(properties: Properties, name: string): string {
  if (typeof properties[name] === 'string' && properties[name]) return properties[name];
  throw invalidParameter(
    `Runtime and Handler are mandatory parameters for functions created with deployment packages.`,
  );
}

function runtimeOf(runtime: unknown): string {
  if (typeof runtime === 'string' && /^nodejs\d+\.x$/.test(runtime)) return runtime;
  throw invalidParameter(
    `The local AWS runs Node.js functions only (nodejs20.x, nodejs22.x, …), not the runtime ${runtime}.`,
  );
}

function roleOf({ Role }: Properties): string {
  if (typeof Role === 'string' && /^arn:[^:]+:iam::\d{12}:role\/.+$/.test(Role)) return Role;
  throw invalidParameter(`1 validation error detected: Value '${Role}' at 'role' is not the ARN of a role`);
}

function numberIn(properties: Properties, name: string, byDefault: number, least: number, most: number): number {
  const value = Number(properties[name] ?? byDefault);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidParameter(`Value '${properties[name]}' at '${name}' must be a whole number from ${least} to ${most}`);
}
