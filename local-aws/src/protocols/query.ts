import { AwsError, type HttpRequest, type HttpResponse, type ParsedCall, type Protocol } from '../kernel/types';
import { nest } from './form';
import { element, elements, escapeXml } from './xml';

/** AWS Query: a form in, XML out (CloudFormation, STS, IAM, SNS). */
export function queryProtocol(api: { version: string; namespace: string }): Protocol {
  return {
    parse: (request) => parseForm(request, api.version),
    translate: inQueryWords,
    serialize({ operation }: ParsedCall, output: unknown, requestId: string): HttpResponse {
      const result =
        output === undefined ? '' : `<${operation}Result>${elements(output as object)}</${operation}Result>`;
      const metadata = element('ResponseMetadata', { RequestId: requestId });
      return xml(
        200,
        requestId,
        `<${operation}Response xmlns="${api.namespace}">${result}${metadata}</${operation}Response>`,
      );
    },
    serializeError: (error, requestId) =>
      xml(
        error.status,
        requestId,
        `<ErrorResponse xmlns="${escapeXml(api.namespace)}">${errorBody(error, requestId)}</ErrorResponse>`,
      ),
  };
}

/** Action, version and input of a form, or of a query string. */
export function parseForm(request: HttpRequest, version: string): ParsedCall {
  const form = new URLSearchParams([...request.query, ...new URLSearchParams(request.body.toString('utf8'))]);
  const { Action, Version = version, ...input } = nest(form);
  if (typeof Action !== 'string' || !/^\w+$/.test(Action)) {
    throw new AwsError('MissingAction', 'The request must contain the parameter Action');
  }
  if (Version !== version) {
    throw new AwsError('InvalidAction', `Could not find operation ${Action} for version ${Version}`);
  }
  return { operation: Action, input };
}

/** In this protocol's services, throttling is called `Throttling` and has status 400. */
function inQueryWords(error: AwsError): AwsError {
  if (error.code !== 'ThrottlingException') return error;
  return new AwsError('Throttling', error.message, 400, error.members);
}

function errorBody(error: AwsError, requestId: string): string {
  const Type = error.status < 500 ? 'Sender' : 'Receiver';
  return elements({
    Error: { Type, Code: error.code, Message: error.message, ...error.members },
    RequestId: requestId,
  });
}

function xml(status: number, requestId: string, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
