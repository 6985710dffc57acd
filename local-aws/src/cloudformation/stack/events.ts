import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/types';
import { validationError } from '../template/template';
import { rootOf, type Stack, type StackEvent, type StackResource } from './stack';

const STACK_TYPE = 'AWS::CloudFormation::Stack';
const EVENTS_A_PAGE = 100;

export function setStackStatus(clock: Clock, stack: Stack, status: string, reason?: string): void {
  stack.status = status;
  stack.statusReason = reason;
  push(clock, stack, {
    LogicalResourceId: stack.name,
    PhysicalResourceId: stack.id,
    ResourceType: STACK_TYPE,
    ResourceStatus: status,
    ResourceStatusReason: reason,
  });
}

export function setResourceStatus(
  clock: Clock,
  stack: Stack,
  resource: StackResource,
  status: string,
  reason?: string,
): void {
  resource.status = status;
  resource.statusReason = reason;
  resource.changedAt = clock.now();
  push(clock, stack, {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId ?? '',
    ResourceType: resource.type,
    ResourceStatus: status,
    ResourceStatusReason: reason,
    // recorded by LocalStack (test_change_set_ref): what a clean-up deletes is shown without them
    ResourceProperties: isCleanUp(stack, status) ? undefined : JSON.stringify(resource.shownProperties),
  });
}

type EventFacts = Omit<StackEvent, 'StackId' | 'StackName' | 'EventId' | 'Timestamp'>;

/** No two events of a stack and its nested stacks at one time: who sorts by it would turn cause and effect around. */
function nextTimestamp(clock: Clock, stack: Stack): Date {
  const root = rootOf(stack);
  root.lastEventAt = Math.max(clock.now(), root.lastEventAt + 1);
  return new Date(root.lastEventAt);
}

function push(clock: Clock, stack: Stack, facts: EventFacts): void {
  const Timestamp = nextTimestamp(clock, stack);
  stack.events.push({
    StackId: stack.id,
    EventId: eventId(stack, facts, Timestamp),
    StackName: stack.name,
    ...facts,
    Timestamp,
    ClientRequestToken: stack.options.clientRequestToken,
  });
}

const isCleanUp = (stack: Stack, status: string): boolean =>
  stack.status.endsWith('_CLEANUP_IN_PROGRESS') && status.startsWith('DELETE_');

/** As recorded by LocalStack (test_change_set_ref). */
function eventId(
  stack: Stack,
  { LogicalResourceId, PhysicalResourceId, ResourceStatus }: EventFacts,
  time: Date,
): string {
  if (PhysicalResourceId === stack.id) return randomUUID();
  const end = isCleanUp(stack, ResourceStatus) ? randomUUID() : `${ResourceStatus}-${time.toISOString()}`;
  return `${LogicalResourceId}-${end}`;
}

/** Newest first. The token is a place counted from the oldest event, so that events arriving meanwhile move no page. */
export function pageOfEvents(
  events: readonly StackEvent[],
  token?: string,
): { StackEvents: StackEvent[]; NextToken?: string } {
  const end = token === undefined ? events.length : Number(token);
  if (!Number.isInteger(end) || end < 0 || end > events.length) throw validationError('Token is invalid');
  const start = Math.max(0, end - EVENTS_A_PAGE);
  return { StackEvents: events.slice(start, end).reverse(), NextToken: start > 0 ? String(start) : undefined };
}
