import { EC2Client } from '@aws-sdk/client-ec2';
import { MgnClient } from '@aws-sdk/client-mgn';
import type { StagingProperties } from '../../lib/private/contract';
import { remainingOf } from './remaining';

/*
 * The two functions that CDK's provider framework calls for a StagingAreaDrained: it answers CloudFormation, and its
 * waiter asks again until all is complete. Nothing here changes anything in AWS.
 */

interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: StagingProperties;
  /** When the request came, in milliseconds: what onEvent returns comes with each question. */
  readonly Began?: number;
}

/** So many bytes of ids leave room for the rest of a reason of 1 kB. */
const MAX_IDS = 500;

const mgn = new MgnClient({});
const ec2 = new EC2Client({});

export async function onEvent({ StackId, LogicalResourceId }: Event): Promise<object> {
  return { PhysicalResourceId: `${StackId.split('/').at(-1)}-${LogicalResourceId}`, Began: Date.now() };
}

export async function isComplete(event: Event): Promise<{ IsComplete: boolean }> {
  if (event.RequestType !== 'Delete') return { IsComplete: true };
  const { TimeoutSeconds } = event.ResourceProperties;
  const isOver = Date.now() - (event.Began ?? 0) >= Number(TimeoutSeconds) * 1000;
  try {
    const remaining = await remainingOf(ownServers(event), mgn, ec2);
    console.log(JSON.stringify({ message: 'looked for what is left of the staging area', remaining }));
    if (remaining.length === 0) return { IsComplete: true };
    if (isOver) throw new Error(reasonOf(remaining, Number(TimeoutSeconds)));
  } catch (error) {
    if (isOver || !isTransient(error)) throw withoutTrace(error as Error);
    console.log(JSON.stringify({ message: 'could not look', error: String(error) }));
  }
  return { IsComplete: false };
}

/** The staging area of a server of another account is there, out of sight. */
function ownServers({ StackId, ResourceProperties: { Servers } }: Event): string[] {
  const account = StackId.split(':')[4];
  return Servers.filter(({ AccountId }) => !AccountId || AccountId === account).map(({ Server }) => Server);
}

function reasonOf(remaining: readonly string[], seconds: number): string {
  const named: string[] = [];
  for (const id of remaining) if ([...named, id].join(', ').length <= MAX_IDS) named.push(id);
  const more = remaining.length > named.length ? ` and ${remaining.length - named.length} more` : '';
  const after = `${Math.round(seconds / 60)} minutes`;
  return `after ${after} the staging area still has ${named.join(', ')}${more}; MGN deletes them within 90 minutes of a disconnection: delete the stack again to wait on, or delete them by hand`;
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
    /Throttl|RequestLimit|Timeout|ECONN/.test(name ?? '')
  );
}

/** The framework puts the stack trace into the reason that CloudFormation shows. */
function withoutTrace(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
