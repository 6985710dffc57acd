import type { Context } from 'aws-lambda';
import { GATE_TYPE, GENERIC_TYPE } from '../lib/private/contract';
import { respond } from './answer/respond';
import { Deadline } from './aws/deadline';
import { handleConnection } from './connection';
import { member, NOT_CONNECTED, serverOf } from './event/declared';
import { type Answer, Failure, parseRequest, type Request, Unanswerable } from './event/request';
import { GATE_ID } from './gate/status';
import { writeLine } from './log/line';
import { RequestRecord } from './log/record';

/** Milliseconds that are kept for the answer if everything else hangs. */
const RESERVE = 15_000;

/**
 * The function behind `Custom::MgnSourceServerConnection` and `Custom::MgnRemovalGate`. Each event of CloudFormation
 * is one request, and gets exactly one answer before Lambda ends the function.
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  const request = answerable(event);
  if (!request) return;
  const deadline = new Deadline(context.getRemainingTimeInMillis() - RESERVE);
  try {
    await serve(request, deadline, context);
  } finally {
    // ends all open calls
    deadline.close();
  }
}

/** The request in an event. An event that cannot be answered has no effect, whatever it asks for. */
function answerable(event: unknown): Request | undefined {
  try {
    return parseRequest(event);
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error;
    void writeLine('ERROR', { message: `${error.message}: ignored, nothing was called` });
    return undefined;
  }
}

async function serve(request: Request, deadline: Deadline, context: Context): Promise<void> {
  const record = new RequestRecord(request);
  const answer = await answerInTime(request, record, deadline);
  // before the answer: after it, CloudFormation may delete the role that the log is written with
  await record.decision(answer);
  await respond(request, answer, () => context.getRemainingTimeInMillis());
}

/** Calls end with the deadline. If one hangs even then, the request is answered a second later. */
async function answerInTime(request: Request, record: RequestRecord, deadline: Deadline): Promise<Answer> {
  let givingUp: NodeJS.Timeout | undefined;
  const overdue = new Promise<Answer>((resolve) => {
    const answer = failed(request, new Failure(`${subjectOf(request)} took longer than the function may; try again`));
    givingUp = setTimeout(() => resolve(answer), deadline.remaining + 1_000);
  });
  try {
    const answer = isOfGate(request) ? askGate(request, deadline) : handleConnection(request, deadline, record);
    return await Promise.race([answer, overdue]);
  } catch (error) {
    return failed(request, error);
  } finally {
    clearTimeout(givingUp);
  }
}

/** The bundle has it as a file of its own, so that what a connection needs is loaded without it. */
async function askGate(request: Request, deadline: Deadline): Promise<Answer> {
  const { handleGate } = await import('./gate/gate.js');
  return handleGate(request, deadline);
}

/** A clean-up may send the generic type, as its events show. Then the id or the properties tell. */
function isOfGate({ resourceType, physicalId, properties }: Request): boolean {
  if (resourceType !== GENERIC_TYPE) return resourceType === GATE_TYPE;
  return physicalId === GATE_ID || member(properties, 'Guards') !== undefined;
}

function failed(request: Request, error: unknown): Answer {
  const physicalId = request.physicalId ?? NOT_CONNECTED;
  if (error instanceof Failure) return { status: 'FAILED', physicalId, reason: error.message };
  void writeLine('ERROR', { message: 'unexpected', stack: (error as Error)?.stack });
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const reason = `${subjectOf(request)} failed unexpectedly (${why}); try again, and see the log of the function`;
  return { status: 'FAILED', physicalId, reason };
}

/** The operation and the server, as far as the request names them. */
function subjectOf({ requestType, physicalId, properties, logicalId }: Request): string {
  const server = serverOf(physicalId)?.id ?? member(properties, 'SourceServerId') ?? logicalId;
  return `the ${requestType || 'request'} of ${String(server).slice(0, 100)}`;
}
