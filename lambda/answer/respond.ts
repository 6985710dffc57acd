import { exchange } from '../aws/http';
import { backoff } from '../aws/retry';
import type { Answer, Request } from '../event/request';
import { writeLine } from '../log/line';
import { cut, MAX_REASON } from './text';

const MAX_BODY = 4096;
const ATTEMPT_TIMEOUT = 5_000;

/** Sends the one answer, until it is accepted or the time is up. Throws when it could not be delivered. */
export async function respond(request: Request, answer: Answer, remaining: () => number): Promise<void> {
  const body = responseBody(request, answer);
  for (let attempt = 0; ; attempt++) {
    const outcome = await put(request.responseUrl, body).catch((error: Error) => error.message);
    if (typeof outcome === 'number' && outcome < 300) return;
    void writeLine('ERROR', { message: 'the answer was not accepted', outcome, requestId: request.requestId });
    // the URL is valid for two hours: a refusal is final, and so Lambda need not run the event again
    if (outcome === 403) return;
    const pause = Math.min(backoff(attempt), 5_000);
    if (remaining() < pause + ATTEMPT_TIMEOUT) throw new Error('CloudFormation could not be answered');
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** At most 4,096 bytes, or CloudFormation takes the answer for a failure: attributes give way first. */
export function responseBody(request: Request, answer: Answer): string {
  const response = {
    Status: answer.status,
    Reason: cut(answer.reason ?? 'see the log of the function', MAX_REASON),
    PhysicalResourceId: answer.physicalId,
    StackId: request.stackId,
    RequestId: request.requestId,
    LogicalResourceId: request.logicalId,
  };
  for (const length of [1024, 255, 64, 0]) {
    const body = JSON.stringify({ ...response, Data: answer.attributes && cutAll(answer.attributes, length) });
    if (Buffer.byteLength(body) <= MAX_BODY) return body;
  }
  // only an event that CloudFormation never sends comes to this: its own members are too long
  return JSON.stringify(cutAll(response, 100));
}

function cutAll(members: object, length: number): Record<string, string> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, cut(String(value), length)]));
}

async function put(url: URL, body: string): Promise<number> {
  // the signature of the URL covers an empty content type
  const headers = { 'content-type': '' };
  const { status } = await exchange({ method: 'PUT', url, headers, body, timeout: ATTEMPT_TIMEOUT });
  return status;
}
