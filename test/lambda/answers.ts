import type { HttpResponse } from '../../local-aws/src/kernel/types';
import { respond } from './invocation';

/* Answers of AWS that tests write down, where the local AWS cannot show them. */

export const SERVER = 's-0000000000000000a';
export const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/1';

export interface StackEvent {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly status: string;
  /** Those of the resource; CloudFormation shows them as JSON. */
  readonly properties?: object;
}

export function event(logicalId: string, physicalId: string, status: string, type = 'AWS::SNS::Topic'): StackEvent {
  return { type, logicalId, physicalId, status };
}

export function aboutStack(status: string): StackEvent {
  return event('Stack', STACK, status, 'AWS::CloudFormation::Stack');
}

export function aboutConnection(status: string, physicalId = SERVER, logicalId = 'Connection'): StackEvent {
  return event(logicalId, physicalId, status, 'Custom::MgnSourceServerConnection');
}

/** The events of a stack that is created with one connection. */
export const CREATED: readonly StackEvent[] = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE'),
  aboutStack('CREATE_COMPLETE'),
];

/** The events of a stack that is deleted with its connection. */
export const DESTROYED: readonly StackEvent[] = [
  ...CREATED,
  aboutStack('DELETE_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
];

/** The events of a stack of which an update removes the connection. */
export const REMOVED: readonly StackEvent[] = [
  ...CREATED,
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS'),
];

/** A Delete of the connection. */
export function deletion(properties: object = {}) {
  return {
    RequestType: 'Delete',
    ResponseURL: 'http://127.0.0.1:1/bucket/key',
    StackId: STACK,
    RequestId: 'request',
    LogicalResourceId: 'Connection',
    PhysicalResourceId: SERVER,
    ResourceProperties: { SourceServerId: SERVER, ...properties },
  };
}

/** A Create of the connection. */
export function creation() {
  const { PhysicalResourceId: _, ...event } = deletion();
  return { ...event, RequestType: 'Create' };
}

/** The answer to DescribeStacks, of a stack that is nested in a `parent`. */
export function stackOf(status: string, deletedAt?: string, parent?: string): HttpResponse {
  const deletion = deletedAt ? `<DeletionTime>${deletedAt}</DeletionTime>` : '';
  const nested = parent ? `<ParentId>${parent}</ParentId><RootId>${parent}</RootId>` : '';
  const stack = `<member><StackName>Stack</StackName><StackStatus>${status}</StackStatus>${deletion}${nested}</member>`;
  return respond(result('DescribeStacks', `<Stacks>${stack}</Stacks>`));
}

/** The answer to DescribeStackEvents: ten events a page, newest first; the token is how many have been shown. */
export function eventsOf(oldestFirst: readonly StackEvent[], shown = 0): HttpResponse {
  const members = oldestFirst.map((one, index) => memberOf(one, index, Date.UTC(2026, 0, 1) + index)).reverse();
  const next = shown + 10 < members.length ? `<NextToken>${shown + 10}</NextToken>` : '';
  return pageOf(members.slice(shown, shown + 10), next);
}

export function pageOf(members: readonly string[], next = ''): HttpResponse {
  return respond(result('DescribeStackEvents', `<StackEvents>${members.join('')}</StackEvents>${next}`));
}

/** An event in the answer to DescribeStackEvents. */
export function memberOf({ type, logicalId, physicalId, status, properties }: StackEvent, id: number, time: number) {
  const shown = properties ? `<ResourceProperties>${JSON.stringify(properties)}</ResourceProperties>` : '';
  const timestamp = new Date(time).toISOString();
  return `<member><EventId>${id}</EventId><ResourceType>${type}</ResourceType><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus><Timestamp>${timestamp}</Timestamp>${shown}</member>`;
}

/** The XML around what an operation of CloudFormation answers. */
export function result(operation: string, content: string): string {
  return `<${operation}Response><${operation}Result>${content}</${operation}Result></${operation}Response>`;
}

/** What MGN answers when it refuses a call. */
export function refusalOfMgn(error: string, message: string, status = 400): HttpResponse {
  return { ...json({ message }, status), headers: { 'x-amzn-errortype': error } };
}

export function conflict(message = 'a job is running'): HttpResponse {
  return refusalOfMgn('ConflictException', message, 409);
}

export function json(body: object, status = 200): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** What CloudFormation answers when it refuses a request. */
export function refusal(code: string, message: string, status = 400): HttpResponse {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { ...respond(`<ErrorResponse>${error}</ErrorResponse>`), status };
}

export const THROTTLED = refusal('Throttling', 'Rate exceeded');
export const MGN_THROTTLES = refusalOfMgn('ThrottlingException', 'busy', 429);

/** What CloudFormation answers to the token of a page that is no longer valid. */
export const EXPIRED = refusal('ValidationError', 'Token is invalid');

/** A resource in the answer to ListStackResources. */
export function listed({ logicalId, physicalId, type, status }: StackEvent): string {
  return `<member><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`;
}

/** The answer to ListStackResources. */
export function resourcesOf(members = '', nextToken?: string): HttpResponse {
  const next = nextToken ? `<NextToken>${nextToken}</NextToken>` : '';
  return respond(result('ListStackResources', `<StackResourceSummaries>${members}</StackResourceSummaries>${next}`));
}
