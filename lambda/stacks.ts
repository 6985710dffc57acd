import { text } from 'node:stream/consumers';
import {
  DescribeStackEventsCommand,
  type DescribeStackEventsOutput,
  DescribeStacksCommand,
  type DescribeStacksOutput,
  ListStackResourcesCommand,
  type ListStackResourcesOutput,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { RESOURCE_TYPE } from '../lib/wire';
import { cloudFormation } from './clients';
import type { Deadline } from './deadline';
import type { StackState } from './decision';
import { type Server, serverOf } from './identity';
import { retrying } from './retry';

/** A connection as an event names it. */
export interface ConnectionRef {
  readonly stackId: string;
  readonly logicalId: string;
  readonly server: Server;
}

/** The state of a stack, `missing` when CloudFormation knows none, and the id of its root if it is nested. */
export async function stackState(stackId: string, deadline: Deadline): Promise<StackState & { rootId?: string }> {
  const { output, answer } = await retrying(deadline, () =>
    ask<DescribeStacksOutput>(new DescribeStacksCommand({ StackName: stackId }), deadline).catch(ignoreMissing),
  );
  const stack = output.Stacks?.[0];
  return {
    status: stack?.StackStatus ?? 'missing',
    reason: stack?.StackStatusReason,
    disableRollback: stack?.DisableRollback === true,
    operations: lastOperations(answer),
    rootId: stack?.RootId === stackId ? undefined : stack?.RootId,
  };
}

/** LastOperations is younger than the bundled SDK's model, so it is read from the answer itself. */
function lastOperations(answer: string): string[] | undefined {
  if (!answer.includes('<LastOperations>')) return undefined;
  return [...answer.matchAll(/<OperationType>([A-Z_]+)<\/OperationType>/g)].map(([, type]) => type ?? '');
}

function ignoreMissing(error: Error): Answered<DescribeStacksOutput> {
  if (error.name === 'ValidationError' && error.message.endsWith('does not exist')) return { output: {}, answer: '' };
  throw error;
}

const COMPLETED = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;
const NEVER_COMPLETED = /^(CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*)$/;

/**
 * Whether the stack ever completed a deployment, from its events, newest first. CloudFormation keeps events for 90
 * days: a stack whose creation is no longer among them has stood that long.
 */
export async function everCompleted(stackId: string, deadline: Deadline): Promise<boolean> {
  let NextToken: string | undefined;
  do {
    const command = new DescribeStackEventsCommand({ StackName: stackId, NextToken });
    const { output } = await retrying(deadline, () => ask<DescribeStackEventsOutput>(command, deadline, [stackId]));
    for (const event of output.StackEvents ?? []) {
      if (event.PhysicalResourceId !== stackId) continue;
      if (COMPLETED.test(event.ResourceStatus ?? '')) return true;
      if (NEVER_COMPLETED.test(event.ResourceStatus ?? '')) return false;
    }
    NextToken = output.NextToken;
  } while (NextToken);
  return true;
}

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** The logical id of another connection to the same server in a stack or the stacks nested in it; null if there is none. */
export async function findHolder(
  stackId: string,
  connection: ConnectionRef,
  deadline: Deadline,
): Promise<string | null> {
  const nested: string[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListStackResourcesCommand({ StackName: stackId, NextToken });
    const wanted = [connection.server.id, NESTED_STACK];
    const { output } = await retrying(deadline, () => ask<ListStackResourcesOutput>(command, deadline, wanted));
    for (const resource of output.StackResourceSummaries ?? []) {
      if (isGoing(resource)) continue;
      if (resource.ResourceType === NESTED_STACK) nested.push(resource.PhysicalResourceId ?? '');
      if (holds(resource, connection)) return resource.LogicalResourceId ?? 'another connection';
    }
    NextToken = output.NextToken;
  } while (NextToken);

  for (const child of nested) {
    const holder = await findHolder(child, connection, deadline);
    if (holder !== null) return holder;
  }
  return null;
}

function isGoing(resource: StackResourceSummary): boolean {
  return resource.ResourceStatus?.startsWith('DELETE_') === true || !resource.PhysicalResourceId;
}

function holds(resource: StackResourceSummary, connection: ConnectionRef): boolean {
  return resource.ResourceType === RESOURCE_TYPE && serverOf(resource.PhysicalResourceId)?.id === connection.server.id;
}

interface Answered<Output> {
  readonly output: Output;
  /** The answer's XML, without what is never read here. */
  readonly answer: string;
}

/** What a template's author wrote: it may hold more character entities than the XML parser accepts in one answer. */
const UNREAD = /<(ResourceProperties|Parameters|Outputs|Tags|Description)>.*?<\/\1>/gs;

/** Asks CloudFormation. Of a list only the items that hold one of the `wanted` texts are parsed: a page has hundreds. */
async function ask<Output>(command: Question, deadline: Deadline, wanted?: string[]): Promise<Answered<Output>> {
  let answer = '';
  command.middlewareStack.addRelativeTo(
    (next: any) => async (args: any) => {
      const result = await next(args);
      answer = (await text(result.response.body)).replace(UNREAD, '');
      if (wanted) answer = answer.replace(/<member>.*?<\/member>/gs, (item) => (holdsAny(item, wanted) ? item : ''));
      result.response.body = new TextEncoder().encode(answer);
      return result;
    },
    { name: 'leanAnswer', relation: 'after', toMiddleware: 'deserializerMiddleware', override: true },
  );
  const send = cloudFormation.send as (command: Question, options: object) => Promise<unknown>;
  const output = await send.call(cloudFormation, command, { abortSignal: deadline.signal });
  return { output: output as Output, answer };
}

function holdsAny(item: string, wanted: string[]): boolean {
  return wanted.some((part) => item.includes(part));
}

type Question = DescribeStacksCommand | DescribeStackEventsCommand | ListStackResourcesCommand;
