import type { KeptReason } from '../../lib/kept-reason';

/** A custom resource request with what every answer needs: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export interface Request {
  readonly requestType: string;
  readonly responseUrl: URL;
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
  /** Absent on Create. */
  readonly physicalId?: string;
  readonly properties: unknown;
  readonly oldProperties: unknown;
}

/** What is answered to CloudFormation, and what the log says of it. */
export interface Answer {
  readonly status: 'SUCCESS' | 'FAILED';
  /** What became of the server, as the log says it; a failed answer needs none. */
  readonly decision?: 'connected' | 'disconnected' | 'alreadyDisconnected' | 'notFound' | 'kept';
  readonly keptBecause?: `${KeptReason}`;
  readonly physicalId: string;
  readonly reason?: string;
  readonly attributes?: object;
}

/** Reads an event, however malformed. Undefined when there is nobody to answer to. */
export function parseRequest(event: unknown): Request | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const member = (name: string) => (Object.hasOwn(event, name) ? (event as Record<string, unknown>)[name] : undefined);
  const string = (name: string) => {
    const value = member(name);
    return typeof value === 'string' ? value : '';
  };
  const responseUrl = httpUrl(string('ResponseURL'));
  if (!responseUrl) return undefined;
  return {
    requestType: string('RequestType'),
    responseUrl,
    stackId: string('StackId'),
    requestId: string('RequestId'),
    logicalId: string('LogicalResourceId'),
    physicalId: string('PhysicalResourceId') || undefined,
    properties: member('ResourceProperties'),
    oldProperties: member('OldResourceProperties'),
  };
}

function httpUrl(value: string): URL | undefined {
  try {
    const url = new URL(value);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
