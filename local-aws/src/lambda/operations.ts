import type { Authorization, Operation } from '../kernel/types';
import type { AsyncQueue } from './async-queue';
import type { FunctionConfiguration } from './configuration';
import { invalidContent, invalidParameter, noEventInvokeConfig, requestTooLarge } from './errors';
import type { FunctionStore } from './functions';
import type { Invoker } from './invoker';
import type { InvokeInput, InvokeOutput } from './protocol';

export interface LambdaParts {
  readonly functions: FunctionStore;
  readonly invoker: Invoker;
  readonly queue: AsyncQueue;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, and 1 MB for events. */
const payloadLimits: Record<string, number> = { RequestResponse: 6 * 2 ** 20, Event: 2 ** 20, DryRun: 6 * 2 ** 20 };
const logTailBytes = 4096;

export const lambdaOperations = (parts: LambdaParts): Record<string, Operation> => ({
  Invoke: (input: InvokeInput, { requestId }) => invoke(parts, input, requestId),
  GetFunction: ({ FunctionName, Qualifier }) => {
    const configuration = parts.functions.resolve(FunctionName, Qualifier);
    return {
      Configuration: shown(configuration),
      Code: { RepositoryType: 'S3' },
      Tags: Object.fromEntries((configuration.properties.Tags ?? []).map((tag: any) => [tag.Key, tag.Value])),
      ...(configuration.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: configuration.reservedConcurrency } }),
    };
  },
  GetFunctionConfiguration: ({ FunctionName, Qualifier }) => shown(parts.functions.resolve(FunctionName, Qualifier)),
  ListFunctions: () => ({ Functions: parts.functions.all().map(shown) }),
  GetFunctionEventInvokeConfig({ FunctionName, Qualifier }) {
    const { name, arn } = parts.functions.resolve(FunctionName, Qualifier);
    const config = parts.functions.eventInvokeConfig(name);
    if (!config) throw noEventInvokeConfig(`${arn}:$LATEST`);
    return {
      FunctionArn: `${arn}:$LATEST`,
      LastModified: new Date(config.lastModified),
      MaximumRetryAttempts: config.maximumRetryAttempts,
      MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
      DestinationConfig: { OnSuccess: {}, OnFailure: {} },
    };
  },
});

export function lambdaAuthorizations(
  functions: FunctionStore,
  operation: string,
  input: any,
): readonly Authorization[] {
  const action = `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`;
  if (operation === 'ListFunctions') return [{ action, resource: '*' }];
  const qualifier = input.Qualifier ? `:${input.Qualifier}` : '';
  return [{ action, resource: functions.arnOf(input.FunctionName) + qualifier }];
}

async function invoke(parts: LambdaParts, input: InvokeInput, requestId: string): Promise<InvokeOutput> {
  const configuration = parts.functions.resolve(input.FunctionName, input.Qualifier);
  const payload = checkedPayload(input);
  if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
  if (input.InvocationType === 'Event') {
    parts.queue.enqueue(configuration.name, requestId, payload);
    return { StatusCode: 202 };
  }
  const result = await parts.invoker.invoke(configuration, requestId, payload);
  return {
    StatusCode: 200,
    Payload: result.payload,
    ...(result.failed ? { FunctionError: 'Unhandled' } : {}),
    ...(input.LogType === 'Tail' ? { LogResult: tail(result.log) } : {}),
  };
}

/** An absent payload reaches the handler as an empty object. */
function checkedPayload({ InvocationType, Payload }: InvokeInput): Buffer {
  const limit = payloadLimits[InvocationType];
  if (!limit)
    throw invalidParameter(`Value '${InvocationType}' at 'invocationType' is not Event, RequestResponse or DryRun`);
  if (Payload.length > limit) throw requestTooLarge(Payload.length, limit);
  if (Payload.length === 0) return Buffer.from('{}');
  try {
    JSON.parse(Payload.toString());
  } catch (error) {
    throw invalidContent((error as Error).message);
  }
  return Payload;
}

const tail = (lines: readonly string[]) =>
  Buffer.from(`${lines.join('\n')}\n`)
    .subarray(-logTailBytes)
    .toString('base64');

function shown(configuration: FunctionConfiguration): Record<string, unknown> {
  const { properties, code } = configuration;
  return {
    FunctionName: configuration.name,
    FunctionArn: configuration.arn,
    Runtime: configuration.runtime,
    Role: configuration.role,
    Handler: configuration.handler,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Description: properties.Description ?? '',
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMb,
    LastModified: configuration.lastModified,
    Version: '$LATEST',
    PackageType: 'Zip',
    Architectures: properties.Architectures ?? ['x86_64'],
    Environment: { Variables: configuration.variables },
    TracingConfig: { Mode: properties.TracingConfig?.Mode ?? 'PassThrough' },
    EphemeralStorage: { Size: properties.EphemeralStorage?.Size ?? 512 },
    LoggingConfig: { LogFormat: configuration.logFormat, LogGroup: configuration.logGroup },
    ...(properties.VpcConfig ? { VpcConfig: properties.VpcConfig } : {}),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
