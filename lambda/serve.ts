import type { Context } from 'aws-lambda';
import { GATE_TYPE, GENERIC_TYPE, RESOURCE_TYPE } from '../lib/private/contract';
import { handleConnection } from './connection';
import { handleGate } from './gate/gate';
import { member, NOT_CONNECTED, serverOf } from './identity';
import { RequestRecord } from './record/record';
import type { Deadline } from './runtime/deadline';
import { Failure } from './runtime/failure';
import { log } from './runtime/log';
import { type Answer, parseRequest, type Request, Unanswerable } from './runtime/request';
import { respond } from './runtime/respond';

interface Circumstances {
  /** When the request came, in milliseconds. */
  readonly came?: number;
  /** Settles if somebody else is to serve it: until anything is changed, it can be given up. */
  readonly givenUp?: Promise<undefined>;
}

/** The request in an event. Whatever else an event asks for, nothing is done for one that cannot be answered. */
export function answerable(event: unknown): Request | undefined {
  try {
    return parseRequest(event);
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error;
    log('error', { message: `${error.message}: ignored, nothing was called` });
    return undefined;
  }
}

/** Does what a request asks for, and answers it once, before Lambda ends the function. False when it was given up. */
export async function serve(
  request: Request,
  deadline: Deadline,
  context: Context,
  { came, givenUp }: Circumstances = {},
): Promise<boolean> {
  const record = new RequestRecord(request, came);
  const served = answerInTime(request, record, deadline);
  const answer = await (givenUp ? Promise.race([served, givenUp]) : served);
  if (!answer) return false;
  // before the answer: when that has come, CloudFormation may delete the role that the log is written with
  await record.decision(answer);
  await respond(request, answer, () => context.getRemainingTimeInMillis());
  return true;
}

/** What is under way ends with the deadline; what does not even end then is answered for a second later. */
async function answerInTime(request: Request, record: RequestRecord, deadline: Deadline): Promise<Answer> {
  let givingUp: NodeJS.Timeout | undefined;
  const overdue = new Promise<Answer>((resolve) => {
    const answer = failed(request, new Failure(`${subjectOf(request)} took longer than the function may; try again`));
    givingUp = setTimeout(() => resolve(answer), deadline.remaining + 1_000);
  });
  try {
    const answer = isOfGate(request) ? handleGate(request, deadline) : handleConnection(request, deadline, record);
    return await Promise.race([answer, overdue]);
  } catch (error) {
    return failed(request, error);
  } finally {
    clearTimeout(givingUp);
  }
}

/** A clean-up may ask under the generic type, as its events show it; then the properties tell what the request is about. */
function isOfGate({ resourceType, properties }: Request): boolean {
  const declared = member(properties, 'Guards') === undefined ? RESOURCE_TYPE : GATE_TYPE;
  return (resourceType === GENERIC_TYPE ? declared : resourceType) === GATE_TYPE;
}

function failed(request: Request, error: unknown): Answer {
  const physicalId = request.physicalId ?? NOT_CONNECTED;
  if (error instanceof Failure) return { status: 'FAILED', physicalId, reason: error.message };
  log('error', { message: 'unexpected', stack: (error as Error)?.stack });
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const reason = `${subjectOf(request)} failed unexpectedly (${why}); try again, and see the log of the function`;
  return { status: 'FAILED', physicalId, reason };
}

/** Operation and server, as far as the request names them. */
function subjectOf({ requestType, physicalId, properties, logicalId }: Request): string {
  const server = serverOf(physicalId)?.id ?? member(properties, 'SourceServerId') ?? logicalId;
  return `the ${requestType || 'request'} of ${String(server).slice(0, 100)}`;
}
