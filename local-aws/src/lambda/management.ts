import type * as sdk from '@aws-sdk/client-lambda';
import type { Operation, Properties } from '../kernel/types';
import type { Environments } from './environments';
import { functionExists, invalidParameter } from './errors';
import { defaultEventInvoke, type FunctionStore } from './functions';
import { shown, shownEventInvokeConfig } from './shown';

/**
 * The API that creates and changes functions, as `cdk deploy --hotswap`, `cdk watch` and set-up scripts use it. As on
 * AWS, a change stays until CloudFormation changes the function itself.
 */
export function managementOperations(
  functions: FunctionStore,
  environments: Environments,
  now: () => number,
): Record<string, Operation> {
  const change = changer(functions, environments);
  return {
    ...makingOperations(functions, environments),
    UpdateFunctionCode(input: sdk.UpdateFunctionCodeRequest) {
      refuseVersions(input);
      const { FunctionName = '', DryRun, Architectures } = input;
      const Code = codeOf(input);
      if (DryRun) return shown(functions.resolve(FunctionName));
      return change(FunctionName, { Code, ...(Architectures ? { Architectures } : {}) });
    },
    UpdateFunctionConfiguration({ FunctionName, RevisionId, ...changes }: sdk.UpdateFunctionConfigurationRequest) {
      return change(FunctionName, given(changes));
    },
    async PutFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions }: sdk.PutFunctionConcurrencyRequest) {
      await change(FunctionName, { ReservedConcurrentExecutions });
      return { ReservedConcurrentExecutions };
    },
    PutFunctionEventInvokeConfig(input: sdk.PutFunctionEventInvokeConfigRequest) {
      const { name, arn } = functions.resolve(input.FunctionName ?? '', input.Qualifier);
      const config = {
        maximumRetryAttempts: input.MaximumRetryAttempts ?? defaultEventInvoke.maximumRetryAttempts,
        maximumEventAgeSeconds: input.MaximumEventAgeInSeconds ?? defaultEventInvoke.maximumEventAgeSeconds,
        lastModified: now(),
      };
      functions.setEventInvokeConfig(name, config);
      return shownEventInvokeConfig(arn, config);
    },
  };
}

/** Missing members stay as they are. */
const changer =
  (functions: FunctionStore, environments: Environments) =>
  async (nameOrArn: string | undefined, changes: Properties) => {
    const { name, properties } = functions.resolve(nameOrArn ?? '');
    const changed = functions.put(name, { ...properties, ...changes });
    await environments.retire(name);
    return shown(changed);
  };

function makingOperations(functions: FunctionStore, environments: Environments): Record<string, Operation> {
  return {
    CreateFunction(input: sdk.CreateFunctionRequest) {
      refuseVersions(input);
      const { Code, Tags = {}, ...rest } = input;
      const name = nameOf(input.FunctionName);
      if (functions.find(name)) throw functionExists(name);
      const tags = Object.entries(Tags).map(([Key, Value]) => ({ Key, Value }));
      return shown(functions.create(name, { ...given(rest), Code: codeOf(Code ?? {}), Tags: tags }));
    },
    async DeleteFunction({ FunctionName }: sdk.DeleteFunctionRequest) {
      const { name } = functions.resolve(FunctionName ?? '');
      functions.delete(name);
      await environments.retire(name);
      return {};
    },
    ListTags({ Resource }: sdk.ListTagsRequest) {
      const { Tags = [] } = functions.resolve(Resource ?? '').properties;
      return { Tags: Object.fromEntries(Tags.map(({ Key, Value }: Properties) => [Key, Value])) };
    },
  };
}

const given = (members: object) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));

function nameOf(nameOrArn: string | undefined): string {
  const name = /^(?:arn:[^:]+:lambda:[^:]+:\d+:function:|\d+:function:)?([\w-]{1,64})$/.exec(nameOrArn ?? '')?.[1];
  if (name) return name;
  throw invalidParameter(`1 validation error detected: Value '${nameOrArn}' at 'functionName' is not a function name`);
}

/** Here a zip is base64. In a template, ZipFile is the source itself. */
function codeOf(
  code: Omit<sdk.UpdateFunctionCodeRequest, 'FunctionName'> & { readonly ImageUri?: string },
): Properties {
  if (code.ImageUri) throw invalidParameter('The local AWS runs no container images; package the function as a zip.');
  const { ZipFile, S3Bucket, S3Key } = code;
  return ZipFile ? { Archive: Buffer.from(String(ZipFile), 'base64') } : { S3Bucket, S3Key };
}

function refuseVersions({ Publish }: { readonly Publish?: boolean }): void {
  if (Publish) throw invalidParameter('The local AWS has no versions of functions but $LATEST; leave Publish out.');
}
