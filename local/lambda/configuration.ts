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
  /** Everything as declared; what has no effect here is kept and shown. */
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
    variables: properties.Environment?.Variables ?? {},
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
