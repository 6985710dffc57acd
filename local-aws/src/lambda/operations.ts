import type * as sdk from '@aws-sdk/client-lambda';
import type { Authorization, Operation, Properties } from '../kernel/types';
import type { AsyncQueue } from './async-queue';
import type { Environments } from './environments';
import { invalidContent, invalidParameter, noEventInvokeConfig, requestTooLarge } from './errors';
import type { FunctionStore } from './functions';
import type { Invoker } from './invoker';
import { managementOperations } from './management';
import type { InvokeInput, InvokeOutput } from './protocol';
import { shown, shownEventInvokeConfig } from './shown';

export interface LambdaParts {
  readonly functions: FunctionStore;
  readonly invoker: Invoker;
  readonly queue: AsyncQueue;
  readonly environments: Environments;
  now(): number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, and 1 MB for events. */
const payloadLimits: Record<string, number> = { RequestResponse: 6 * 2 ** 20, Event: 2 ** 20, DryRun: 6 * 2 ** 20 };
const logTailBytes = 4096;

export const lambdaOperations = (parts: LambdaParts): Record<string, Operation> => ({
  ...managementOperations(parts.functions, parts.environments, () => parts.now()),
  Invoke: (input: InvokeInput, { requestId }) => invoke(parts, input, requestId),
  GetFunction: ({ FunctionName = '', Qualifier }: sdk.GetFunctionRequest) => {
    const configuration = parts.functions.resolve(FunctionName, Qualifier);
    return {
      Configuration: shown(configuration),
      Code: { RepositoryType: 'S3' },
      Tags: Object.fromEntries((configuration.properties.Tags ?? []).map(({ Key, Value }: Properties) => [Key, Value])),
      ...(configuration.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: configuration.reservedConcurrency } }),
    };
  },
  GetFunctionConfiguration: ({ FunctionName = '', Qualifier }: sdk.GetFunctionConfigurationRequest) =>
    shown(parts.functions.resolve(FunctionName, Qualifier)),
  ListFunctions: () => ({ Functions: parts.functions.all().map(shown) }),
  GetFunctionEventInvokeConfig({ FunctionName = '', Qualifier }: sdk.GetFunctionEventInvokeConfigRequest) {
    const { name, arn } = parts.functions.resolve(FunctionName, Qualifier);
    const config = parts.functions.eventInvokeConfig(name);
    if (!config) throw noEventInvokeConfig(`${arn}:$LATEST`);
    return shownEventInvokeConfig(arn, config);
  },
});

export function lambdaAuthorizations(
  functions: FunctionStore,
  operation: string,
  input: { readonly FunctionName?: string; readonly Qualifier?: string; readonly Resource?: string },
): readonly Authorization[] {
  const action = `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`;
  if (operation === 'ListFunctions') return [{ action, resource: '*' }];
  const qualifier = input.Qualifier ? `:${input.Qualifier}` : '';
  return [{ action, resource: functions.arnOf(input.FunctionName ?? input.Resource ?? '') + qualifier }];
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

/** The handler gets an empty object for an absent payload. */
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
