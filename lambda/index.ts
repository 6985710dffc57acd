import type { Context } from 'aws-lambda';
import { handle } from './connection';
import { NOT_CONNECTED } from './identity';
import { RequestRecord } from './record/record';
import { Deadline } from './runtime/deadline';
import { Failure } from './runtime/failure';
import { log } from './runtime/log';
import { type Answer, parseRequest, type Request } from './runtime/request';
import { respond } from './runtime/respond';

/** What stays for the answer when everything else hangs. */
const RESERVE = 15_000;

/** The function behind `Custom::MgnSourceServerConnection`: every event gets exactly one answer before Lambda ends it. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const request = parseRequest(event);
  if (!request) {
    log('error', { message: 'an event without a ResponseURL cannot be answered: ignored' });
    return;
  }
  const remaining = () => context.getRemainingTimeInMillis();
  const record = new RequestRecord(request);
  const answer = await answerInTime(request, record, remaining() - RESERVE);
  void record.decision(answer);
  await respond(request, answer, remaining);
}

/** What is under way ends with the deadline; what does not even end then is answered for a second later. */
async function answerInTime(request: Request, record: RequestRecord, milliseconds: number): Promise<Answer> {
  const deadline = new Deadline(milliseconds);
  let givingUp: NodeJS.Timeout | undefined;
  const overdue = new Promise<Answer>((resolve) => {
    const answer = failed(request, new Failure('the time of the function was up; try again'));
    givingUp = setTimeout(() => resolve(answer), milliseconds + 1_000);
  });
  try {
    return await Promise.race([handle(request, deadline, record), overdue]);
  } catch (error) {
    return failed(request, error);
  } finally {
    clearTimeout(givingUp);
    deadline.close();
  }
}

function failed(request: Request, error: unknown): Answer {
  const physicalId = request.physicalId ?? NOT_CONNECTED;
  const reason = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Failure)) log('error', { message: 'unexpected', stack: (error as Error)?.stack });
  return { status: 'FAILED', physicalId, reason };
}
