import type { CloudFormationBehaviour } from '../behaviour';
import type { CustomResourceEvent } from './custom-resource-event';
import { type HandlerState, ResourceFailure } from './handler';

const MAX_BODY_BYTES = 4096;
const MAX_PHYSICAL_ID_BYTES = 1024;

interface Answer {
  readonly Status?: unknown;
  readonly Reason?: unknown;
  readonly PhysicalResourceId?: unknown;
  readonly NoEcho?: unknown;
  readonly Data?: unknown;
}

/**
 * What an answer means (CloudFormation user guide, "Custom resource response objects"). An invalid answer fails the
 * operation, but its id counts all the same.
 */
export function interpretAnswer(
  body: Buffer,
  event: CustomResourceEvent,
  { deleteAnsweredWithOtherId }: CloudFormationBehaviour,
): HandlerState {
  if (body.length > MAX_BODY_BYTES) fail('Response object is too long.');
  const answer = parse(body) ?? fail('Invalid Response object: the body is not a JSON object');
  const physicalId = validPhysicalId(answer);
  const otherId = event.RequestType === 'Delete' && physicalId !== event.PhysicalResourceId;
  if (otherId && deleteAnsweredWithOtherId === 'fails')
    fail('Invalid PhysicalResourceId: a Delete must not change it', physicalId);
  const problem = problemOf(answer, event);
  if (problem) fail(problem, physicalId);
  if (answer.Status === 'FAILED') {
    fail(
      `Received response status [FAILED] from custom resource. Message returned: ${answer.Reason} (RequestId: ${event.RequestId})`,
      physicalId,
    );
  }
  return {
    physicalId,
    attributes: (answer.Data ?? {}) as Record<string, unknown>,
    noEcho: String(answer.NoEcho) === 'true',
    responseObject: [event.StackId, event.LogicalResourceId, event.RequestId].join('|'),
  };
}

function parse(body: Buffer): Answer | undefined {
  try {
    const answer = JSON.parse(body.toString('utf8'));
    return typeof answer === 'object' && !Array.isArray(answer) ? (answer ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

function fail(message: string, physicalId?: string): never {
  throw new ResourceFailure(message, physicalId);
}

function validPhysicalId({ PhysicalResourceId: id }: Answer): string {
  if (id !== undefined && id !== null && typeof id !== 'string') {
    fail('Invalid Response object: Value of property PhysicalResourceId must be of type String');
  }
  if (!id || Buffer.byteLength(id) > MAX_PHYSICAL_ID_BYTES) fail('Invalid PhysicalResourceId');
  return id;
}

function problemOf(answer: any, event: any): string | undefined {
  if (answer.Status !== 'SUCCESS' && answer.Status !== 'FAILED') {
    return `Invalid Response object: '${answer.Status}' is not a valid ResponseStatus`;
  }
  for (const echoed of ['StackId', 'RequestId', 'LogicalResourceId']) {
    if (answer[echoed] !== event[echoed])
      return `Invalid Response object: Value of property ${echoed} is not that of the request`;
  }
  if (answer.Status === 'FAILED' || 'Reason' in answer) {
    if (typeof answer.Reason !== 'string')
      return 'Invalid Response object: Value of property Reason must be of type String';
  }
  if (answer.Data !== undefined && (typeof answer.Data !== 'object' || Array.isArray(answer.Data))) {
    return 'Invalid Response object: Value of property Data must be of type Map';
  }
  return undefined;
}
