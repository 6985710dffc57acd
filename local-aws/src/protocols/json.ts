import { AwsError, type HttpRequest, type HttpResponse, type Protocol } from '../kernel/types';
import { parseJson, toJson } from './body';

/** AWS JSON: the operation in x-amz-target, everything else in the body (SSM, CloudWatch Logs, CloudTrail). */
export function jsonProtocol({ target, version = '1.1' }: { target: string; version?: '1.0' | '1.1' }): Protocol {
  const answer = (status: number, requestId: string, body: object): HttpResponse => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId },
    body: toJson(body),
  });
  return {
    parse: (request) => ({ operation: operationOf(request, target), input: parseJson(request.body) }),
    translate: inJsonWords,
    serialize: (_call, output, requestId) => answer(200, requestId, (output ?? {}) as object),
    serializeError: ({ code, message, status, members }, requestId) =>
      answer(status, requestId, { __type: code, message, ...members }),
  };
}

function operationOf(request: HttpRequest, target: string): string {
  // some clients write the service's name in full: com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents
  const [operation, service] = (request.headers['x-amz-target'] ?? '').split('.').reverse();
  if (service === target && operation) return operation;
  throw new AwsError('UnknownOperationException', `x-amz-target must be ${target}.<operation>`);
}

/** Client errors always have status 400 here, and common errors end in "Exception". */
function inJsonWords(error: AwsError): AwsError {
  const code = error.code === 'AccessDenied' ? 'AccessDeniedException' : error.code;
  const status = error.status < 500 ? 400 : error.status;
  return new AwsError(code, error.message, status, error.members);
}
