import { EC2Client } from '@aws-sdk/client-ec2';
import { MgnClient } from '@aws-sdk/client-mgn';
import type { StagingProperties } from '../../lib/private/contract';
import { cut, MAX_REASON } from '../answer/text';
import { writeLine } from '../log/line';
import { embedded } from '../log/metrics';
import { deleteSecurityGroups } from './ec2';
import { type Remaining, remainingOf } from './remaining';

/*
 * The two functions that CDK's provider framework calls for a StagingAreaDrained. The framework answers
 * CloudFormation, and its waiter asks again until all is complete. They change nothing in AWS, except MGN's security
 * groups on request.
 */

interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: StagingProperties;
  /** When a Delete that waits came, in milliseconds. Each question has what onEvent returned. */
  readonly Began?: number;
}

/** CloudFormation shows this behind an update that succeeds, too. */
const WAY_OUT =
  '. The clean-up of an update tries three times, then CloudFormation forgets this: a network or key that is left then is yours to delete';

/** This many bytes of ids leave room for the rest of a reason of 1 kB. */
const MAX_IDS = 400;
const MAX_UNPROVEN = 150;

const mgn = new MgnClient({});
const ec2 = new EC2Client({});

export async function onEvent({ RequestType, StackId, LogicalResourceId, ...event }: Event): Promise<object> {
  const own = `${StackId.split('/').at(-1)}-${LogicalResourceId}`;
  if (RequestType !== 'Delete') return { PhysicalResourceId: own };
  // of a Create that was cancelled CloudFormation deletes an id of its own, and nothing waits for that:
  // github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1814
  const { PhysicalResourceId = own } = event;
  return PhysicalResourceId === own ? { PhysicalResourceId, Began: Date.now() } : { PhysicalResourceId };
}

export async function isComplete(event: Event): Promise<{ IsComplete: boolean }> {
  const { RequestType, Began, ResourceProperties } = event;
  if (RequestType !== 'Delete' || Began === undefined) return { IsComplete: true };
  const seconds = Number(ResourceProperties.TimeoutSeconds);
  const isOver = Date.now() - Began >= seconds * 1000;
  try {
    const remaining = await lookAndDelete(event);
    console.log(JSON.stringify({ message: 'looked for what is left of the staging area', ...remaining }));
    if (remaining.ours.length === 0) return { IsComplete: true };
    if (isOver) throw new Error(reasonOf(remaining, seconds));
  } catch (error) {
    if (isOver || !isTransient(error)) throw await failure(event, error as Error);
    console.log(JSON.stringify({ message: 'could not look', error: String(error) }));
  }
  return { IsComplete: false };
}

async function lookAndDelete(event: Event): Promise<Remaining> {
  const { DeleteSecurityGroupsIn } = event.ResourceProperties;
  const remaining = await remainingOf(ownServers(event), mgn, ec2);
  const isDrained = remaining.ours.length === 0 && !remaining.isInUse;
  if (!DeleteSecurityGroupsIn || !isDrained) return remaining;
  return { ...remaining, ours: await deleteSecurityGroups(DeleteSecurityGroupsIn, ec2) };
}

/** The staging area of a server of another account is there, out of sight. */
function ownServers({ StackId, ResourceProperties: { Servers } }: Event): string[] {
  const account = StackId.split(':')[4];
  return Servers.filter(({ AccountId }) => !AccountId || AccountId === account).map(({ Server }) => Server);
}

function reasonOf({ ours, unproven }: Remaining, seconds: number): string {
  const after = `${Math.round(seconds / 60)} minutes`;
  const others = unproven.length
    ? `. Not waited for, since they may be of other servers: ${listed(unproven, MAX_UNPROVEN)}`
    : '';
  return `after ${after} the staging area still has ${listed(ours, MAX_IDS)}; MGN deletes them within 90 minutes of a disconnection: delete the stack again to wait on${others}`;
}

function listed(ids: readonly string[], most: number): string {
  const named: string[] = [];
  for (const id of ids) if ([...named, id].join(', ').length <= most) named.push(id);
  return `${named.join(', ')}${ids.length > named.length ? ` and ${ids.length - named.length} more` : ''}`;
}

function isTransient(error: unknown): boolean {
  const { name, $metadata, $retryable } = error as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
    $retryable?: object;
  };
  const status = $metadata?.httpStatusCode;
  return (
    $retryable !== undefined ||
    (status !== undefined && status >= 500) ||
    // only an expired page token can be wrong in a question
    /Throttl|RequestLimit|Timeout|ECONN|ValidationException|InvalidNextToken/.test(name ?? '')
  );
}

/** What the answer FAILED says; as the record of the connections has it, and counted with their failures. */
async function failure(event: Event, { name, message }: Error): Promise<Error> {
  const { RequestType: requestType, StackId: stackId, LogicalResourceId: logicalId, RequestId: requestId } = event;
  const room = MAX_REASON - Buffer.byteLength(`${name}: ${WAY_OUT}`);
  const error = Object.assign(new Error(cut(message, room) + WAY_OUT), { name });
  // the framework puts the stack trace into the reason that CloudFormation shows
  error.stack = `${name}: ${error.message}`;
  const decision = { record: 'decision', decision: 'failed', status: 'FAILED', reason: error.message };
  const request = { requestType, stackId, logicalId, requestId, physicalId: event.PhysicalResourceId };
  await writeLine('ERROR', { ...decision, ...request, ...embedded(stackId, { Failed: 1 }) });
  return error;
}
