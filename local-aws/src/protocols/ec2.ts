import type { AwsError, HttpRequest, HttpResponse, ParsedCall, Protocol } from '../kernel/types';
import { parseForm } from './query';
import { element, elements, escapeXml } from './xml';

/**
 * EC2's own dialect of AWS Query: lists are numbered without `.member`, and named in the singular. In answers, lists
 * are `<item>`s, and names begin with a lower-case letter.
 */
export function ec2Protocol(api: {
  readonly version: string;
  readonly namespace: string;
  /** Lists by their name in a request: `Filter` is the API's Filters. */
  readonly lists: Readonly<Record<string, string>>;
}): Protocol {
  return {
    parse(request: HttpRequest): ParsedCall {
      const { operation, input } = parseForm(request, api.version);
      return { operation, input: withLists(input, api.lists) };
    },
    translate: (error) => inEc2Words(error),
    serialize({ operation }: ParsedCall, output: unknown, requestId: string): HttpResponse {
      const body = element('requestId', requestId) + elements(output as object, 'item');
      return xml(
        200,
        requestId,
        `<${operation}Response xmlns="${escapeXml(api.namespace)}">${body}</${operation}Response>`,
      );
    },
    serializeError({ code, message, status }: AwsError, requestId: string): HttpResponse {
      const error = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
      return xml(status, requestId, `<Response>${elements(error)}</Response>`);
    },
  };
}

const CODES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDenied: ['UnauthorizedOperation', 403],
  ThrottlingException: ['RequestLimitExceeded', 503],
  InternalFailure: ['InternalError', 500],
};

function inEc2Words(error: AwsError): AwsError {
  const [code = error.code, status = error.status] = CODES[error.code] ?? [];
  return Object.assign(Object.create(Object.getPrototypeOf(error)), error, { code, status, message: error.message });
}

/** Everything that is numbered is a list. */
function withLists(value: unknown, lists: Readonly<Record<string, string>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  if (members.length > 0 && members.every(([name]) => /^\d+$/.test(name)))
    return members.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => withLists(item, lists));
  return Object.fromEntries(
    members.map(([name, item]) => {
      const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
      return list ? [list, item === '' ? [] : withLists(item, lists)] : [name, withLists(item, lists)];
    }),
  );
}

function xml(status: number, requestId: string, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId }, body };
}
