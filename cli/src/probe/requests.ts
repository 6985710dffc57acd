import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { collected } from '../model/lists';
import { MARK } from './function';
import { type Ground, patiently } from './ground';

/* The requests in the log of the probe's function. */

export interface LoggedRequest {
  /** When it was logged, on AWS's clock. */
  readonly time: number;
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** A log group shows a line some time after it was written, in milliseconds. */
const SHOWN_AFTER = 10_000;
const MOST_LOOKS = 12;

/** All requests, once two looks at the log ten seconds apart agree. */
export async function settledRequests(ground: Ground, logGroupName: string): Promise<LoggedRequest[]> {
  let requests = await requestsIn(ground, logGroupName);
  for (let look = 0; look < MOST_LOOKS; look++) {
    await ground.clock.sleep(SHOWN_AFTER);
    const again = await requestsIn(ground, logGroupName);
    if (again.length === requests.length) return again;
    requests = again;
  }
  return requests;
}

async function requestsIn(ground: Ground, logGroupName: string): Promise<LoggedRequest[]> {
  const events = await patiently(ground, () =>
    collected(paginateFilterLogEvents({ client: ground.logs }, { logGroupName }), (page) => page.events),
  );
  const found = new Map<string, LoggedRequest>();
  for (const { message = '', timestamp = 0, eventId = '' } of events) {
    const at = message.indexOf(MARK);
    if (at >= 0) found.set(eventId, { time: timestamp, ...JSON.parse(message.slice(at + MARK.length)) });
  }
  return [...found.values()].sort((one, other) => one.time - other.time);
}
