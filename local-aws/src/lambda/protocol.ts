import { AwsError, type HttpRequest, type HttpResponse, type ParsedCall, type Protocol } from '../kernel/types';
import { restJsonProtocol } from '../protocols/rest-json';

const functions = '/2015-03-31/functions';

const rest = restJsonProtocol([
  { method: 'GET', path: functions, operation: 'ListFunctions' },
  { method: 'POST', path: functions, operation: 'CreateFunction', status: 201 },
  { method: 'GET', path: `${functions}/{FunctionName}`, operation: 'GetFunction' },
  { method: 'DELETE', path: `${functions}/{FunctionName}`, operation: 'DeleteFunction' },
  { method: 'PUT', path: `${functions}/{FunctionName}/code`, operation: 'UpdateFunctionCode' },
  { method: 'PUT', path: `${functions}/{FunctionName}/configuration`, operation: 'UpdateFunctionConfiguration' },
  {
    method: 'PUT',
    path: '/2017-10-31/functions/{FunctionName}/concurrency',
    operation: 'PutFunctionConcurrency',
  },
  { method: 'GET', path: '/2017-03-31/tags/{Resource}', operation: 'ListTags' },
  {
    method: 'PUT',
    path: '/2019-09-25/functions/{FunctionName}/event-invoke-config',
    operation: 'PutFunctionEventInvokeConfig',
  },
  { method: 'GET', path: `${functions}/{FunctionName}/configuration`, operation: 'GetFunctionConfiguration' },
  {
    method: 'GET',
    path: '/2019-09-25/functions/{FunctionName}/event-invoke-config',
    operation: 'GetFunctionEventInvokeConfig',
  },
]);

/** The input and output of Invoke. Its payloads are whole HTTP bodies, for which REST-JSON has no place. */
export interface InvokeInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly InvocationType: string;
  readonly LogType?: string;
  readonly Payload: Buffer;
}

export interface InvokeOutput {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly LogResult?: string;
  readonly Payload?: Buffer;
}

export const lambdaProtocol: Protocol = {
  parse(request) {
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/.exec(request.path) ?? [];
    return name && request.method === 'POST' ? parseInvoke(name, request) : rest.parse(request);
  },
  serialize: (call, output, requestId) =>
    call.operation === 'Invoke'
      ? serializeInvoke(output as InvokeOutput, requestId)
      : rest.serialize(call, output, requestId),
  serializeError: (error, requestId) => rest.serializeError(error, requestId),
  translate: (error) => inLambdaWords(rest.translate?.(error) ?? error),
};

/** The model of this error alone writes its message with a capital. */
function inLambdaWords(error: AwsError): AwsError {
  if (error.code !== 'ResourceNotFoundException') return error;
  const members = { ...error.members, message: undefined, Message: error.message };
  return new AwsError(error.code, error.message, error.status, members);
}

function parseInvoke(name: string, { headers, query, body }: HttpRequest): ParsedCall {
  const input: InvokeInput = {
    FunctionName: decodeURIComponent(name),
    Qualifier: query.get('Qualifier') ?? undefined,
    InvocationType: headers['x-amz-invocation-type'] ?? 'RequestResponse',
    LogType: headers['x-amz-log-type'],
    Payload: body,
  };
  return { operation: 'Invoke', input };
}

function serializeInvoke(
  { StatusCode, FunctionError, LogResult, Payload }: InvokeOutput,
  requestId: string,
): HttpResponse {
  return {
    status: StatusCode,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
      ...(FunctionError ? { 'x-amz-function-error': FunctionError } : {}),
      ...(LogResult ? { 'x-amz-log-result': LogResult } : {}),
    },
    body: Payload ?? '',
  };
}
