import { AwsError, type HttpRequest, type HttpResponse, type ParsedCall, type Protocol } from '../kernel/types';
import { parseJson, toJson } from './body';

export interface Route {
  readonly method: string;
  /** `/tags/{resourceArn}`. A label ending in + also takes slashes. */
  readonly path: string;
  readonly operation: string;
  /** Status of the answer; default 200. */
  readonly status?: number;
}

type Matcher = Route & { readonly pattern: RegExp };

/** AWS REST-JSON: the operation in method and path; labels, query and body together are the input (MGN, Lambda). */
export function restJsonProtocol(routes: readonly Route[]): Protocol {
  const matchers = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }));
  const statusOf = new Map(routes.map(({ operation, status }) => [operation, status]));
  return {
    parse: (request) => parse(matchers, request),
    translate: inRestWords,
    serialize({ operation }: ParsedCall, output: unknown, requestId: string): HttpResponse {
      const status = statusOf.get(operation) ?? 200;
      return { status, headers: headers(requestId), body: status === 204 ? '' : toJson(output) };
    },
    serializeError: ({ code, message, status, members }, requestId) => ({
      status,
      headers: { ...headers(requestId), 'x-amzn-errortype': code },
      body: toJson({ message, ...members }),
    }),
  };
}

function headers(requestId: string): Record<string, string> {
  return { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
}

function patternOf(path: string): RegExp {
  const source = path
    .split(/(\{\w+\+?\})/)
    .map((part) => part.replace(/^\{(\w+)\}$/, '(?<$1>[^/]+)').replace(/^\{(\w+)\+\}$/, '(?<$1>.+)'))
    .join('');
  return new RegExp(`^${source}/?$`);
}

function parse(matchers: readonly Matcher[], request: HttpRequest): ParsedCall {
  for (const { method, pattern, operation } of matchers) {
    const match = method === request.method ? pattern.exec(request.path) : null;
    if (match) {
      const input = { ...parseJson(request.body), ...queryOf(request.query), ...labelsOf(match) };
      return { operation, input };
    }
  }
  // an operation without a route has no other name than its path
  return { operation: `${request.method} ${request.path}`, input: {} };
}

function labelsOf(match: RegExpExecArray): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)]));
  } catch {
    throw new AwsError('SerializationException', 'The path is not percent-encoded UTF-8');
  }
}

function queryOf(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function inRestWords(error: AwsError): AwsError {
  if (error.code !== 'AccessDenied') return error;
  return new AwsError('AccessDeniedException', error.message, 403, error.members);
}
