import type { KeptReason } from '../../lib/private/contract';
import { responseUrl, withoutQuery } from './response-url';

/** A custom resource request with what every answer needs: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export interface Request {
  readonly requestType: string;
  readonly responseUrl: URL;
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
  readonly resourceType: string;
  /** Absent on Create. */
  readonly physicalId?: string;
  readonly properties: unknown;
  readonly oldProperties: unknown;
}

/** What CloudFormation gets as an answer, and what the log says of it. */
export interface Answer {
  readonly status: 'SUCCESS' | 'FAILED';
  /** What became of the server, as the log says it. A failed answer needs none. */
  readonly decision?: 'connected' | 'disconnected' | 'alreadyDisconnected' | 'notFound' | 'kept' | 'passed';
  readonly keptBecause?: `${KeptReason}`;
  /** The rule that decided it, if one did. */
  readonly rule?: string;
  readonly physicalId: string;
  readonly reason?: string;
  readonly attributes?: object;
}

/** A failure in words for the reader of the stack's events: what, which server, what to do. */
export class Failure extends Error {}

/** An event that cannot or may not be answered. */
export class Unanswerable extends Error {}

/** Reads an event, however malformed. Throws when it cannot be answered. */
export function parseRequest(event: unknown): Request {
  if (typeof event !== 'object' || event === null) throw new Unanswerable('an event without a ResponseURL');
  const member = (name: string) => (Object.hasOwn(event, name) ? (event as Record<string, unknown>)[name] : undefined);
  const string = (name: string) => {
    const value = member(name);
    return typeof value === 'string' ? value : '';
  };
  const url = responseUrl(string('ResponseURL'));
  if (!url)
    throw new Unanswerable(`a ResponseURL that is not CloudFormation's: ${withoutQuery(string('ResponseURL'))}`);
  return {
    requestType: string('RequestType'),
    responseUrl: url,
    stackId: string('StackId'),
    requestId: string('RequestId'),
    logicalId: string('LogicalResourceId'),
    resourceType: string('ResourceType'),
    physicalId: string('PhysicalResourceId') || undefined,
    properties: member('ResourceProperties'),
    oldProperties: member('OldResourceProperties'),
  };
}

export function unknownType({ requestType }: Request): Failure {
  return new Failure(`RequestType must be Create, Update or Delete, got ${JSON.stringify(requestType)}`);
}
