import { randomUUID } from 'node:crypto';
import type { Environment } from '../../kernel/types';
import { validationError } from '../../template';
import type { CloudFormationBehaviour } from '../behaviour';
import { noteListing, noteRemovals } from './listing';
import { rootOf, type Stack, type StackEvent, type StackResource } from './stack';
import { timeUuid } from './time-uuid';
import { typeInCleanUp } from './type-in-clean-up';

const STACK_TYPE = 'AWS::CloudFormation::Stack';
const EVENTS_A_PAGE = 100;

interface Sources {
  readonly env: Environment;
  readonly behaviour: CloudFormationBehaviour;
}

export function setStackStatus(sources: Sources, stack: Stack, status: string, reason?: string): void {
  stack.status = status;
  stack.statusReason = reason;
  const at = push(sources, stack, {
    LogicalResourceId: stack.name,
    PhysicalResourceId: stack.id,
    ResourceType: STACK_TYPE,
    ResourceStatus: status,
    ResourceStatusReason: reason,
  });
  noteRemovals(stack, at);
}

export function setResourceStatus(
  sources: Sources,
  stack: Stack,
  resource: StackResource,
  status: string,
  reason?: string,
): void {
  const { status: before, statusReason, changedAt } = resource;
  const cleanUp = isCleanUp(stack, status);
  if (cleanUp) resource.beforeCleanUp ??= { status: before, statusReason, changedAt };
  resource.status = status;
  resource.statusReason = reason;
  resource.changedAt = sources.env.clock.now();
  const at = push(sources, stack, {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId ?? '',
    ResourceType: cleanUp ? typeInCleanUp(resource.type, sources.behaviour.customTypeInCleanUp) : resource.type,
    ResourceStatus: status,
    ResourceStatusReason: reason,
    // recorded by LocalStack (test_change_set_ref): a clean-up shows what it deletes without them
    ResourceProperties: cleanUp ? undefined : JSON.stringify(resource.shownProperties),
  });
  noteListing(stack, resource.logicalId, at);
}

type EventFacts = Omit<StackEvent, 'StackId' | 'StackName' | 'EventId' | 'Timestamp'>;

/**
 * Later than all earlier events of the tree, so that no cause has the time of its effect. Siblings that take the same
 * step side by side may have one time.
 */
function timeOfNext({ env, behaviour }: Sources, stack: Stack, facts: EventFacts): Date {
  const root = rootOf(stack);
  const [newest] = root.newestEvents;
  const now = env.clock.now();
  if (!newest) return new Date(now);
  const isBesideAll = root.newestEvents.every((event) => isBeside(stack, event, facts));
  const earliest = newest.Timestamp.getTime() + (behaviour.siblingTimes === 'equal' && isBesideAll ? 0 : 1);
  return new Date(Math.max(now, earliest));
}

function isBeside(stack: Stack, before: StackEvent, facts: EventFacts): boolean {
  if (before.StackId !== stack.id || isAboutStack(stack, before) || isAboutStack(stack, facts)) return false;
  const names = [before.LogicalResourceId, facts.LogicalResourceId];
  const waits = names.some((name) => stack.resources.get(name)?.dependencies.some((one) => names.includes(one)));
  return before.ResourceStatus === facts.ResourceStatus && names[0] !== names[1] && !waits;
}

/** Returns the time of the event. */
function push(sources: Sources, stack: Stack, facts: EventFacts): number {
  const Timestamp = timeOfNext(sources, stack, facts);
  const event: StackEvent = {
    StackId: stack.id,
    EventId: eventId(stack, facts, Timestamp),
    StackName: stack.name,
    ...facts,
    Timestamp,
    ...operationOf(stack, facts),
  };
  stack.events.push(Object.freeze(event));
  const root = rootOf(stack);
  const isSameTime = root.newestEvents[0]?.Timestamp.getTime() === Timestamp.getTime();
  root.newestEvents = isSameTime ? [...root.newestEvents, event] : [event];
  return Timestamp.getTime();
}

/**
 * A stack in review has no operation (recorded in 2026). The token of a request belongs to its stack, not to nested
 * ones.
 */
function operationOf(
  stack: Stack,
  { ResourceStatus }: EventFacts,
): Pick<StackEvent, 'ClientRequestToken' | 'OperationId'> {
  if (ResourceStatus === 'REVIEW_IN_PROGRESS') return {};
  return {
    ClientRequestToken: stack.parent ? undefined : stack.options.clientRequestToken,
    OperationId: stack.lastOperations[0]?.OperationId,
  };
}

const isCleanUp = (stack: Stack, status: string): boolean =>
  stack.status.endsWith('_CLEANUP_IN_PROGRESS') && status.startsWith('DELETE_');

/** The type counts too: the physical id of a custom resource may be that of its stack. */
export function isAboutStack(
  stack: Stack,
  { PhysicalResourceId, ResourceType }: Pick<StackEvent, 'PhysicalResourceId' | 'ResourceType'>,
): boolean {
  return PhysicalResourceId === stack.id && ResourceType === STACK_TYPE;
}

/** As recorded by LocalStack (test_change_set_ref). */
function eventId(
  stack: Stack,
  { LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatus }: EventFacts,
  time: Date,
): string {
  if (isAboutStack(stack, { PhysicalResourceId, ResourceType })) return timeUuid(time);
  const end = isCleanUp(stack, ResourceStatus) ? randomUUID() : `${ResourceStatus}-${time.toISOString()}`;
  return `${LogicalResourceId}-${end}`;
}

/** Newest first. The token is a position counted from the oldest event, so that new events move no page. */
export function pageOfEvents(
  events: readonly StackEvent[],
  token?: string,
): { StackEvents: StackEvent[]; NextToken?: string } {
  const end = token === undefined ? events.length : Number(token);
  if (!Number.isInteger(end) || end < 0 || end > events.length) throw validationError('Token is invalid');
  const start = Math.max(0, end - EVENTS_A_PAGE);
  return { StackEvents: events.slice(start, end).reverse(), NextToken: start > 0 ? String(start) : undefined };
}

/** All that XML 1.0 cannot hold; terminal colours in an error text are such a case. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** A page with an event that holds control characters cannot be read (cloudformation-coverage-roadmap#1601). */
export function readable({ controlCharacters }: CloudFormationBehaviour, events: StackEvent[]): StackEvent[] {
  if (controlCharacters === 'fail DescribeStackEvents' && events.some(hasControlCharacters))
    throw validationError('The response contains control characters or otherwise invalid characters');
  return events;
}

const hasControlCharacters = ({ ResourceStatusReason = '', PhysicalResourceId }: StackEvent): boolean =>
  CONTROL_CHARACTERS.test(ResourceStatusReason) || CONTROL_CHARACTERS.test(PhysicalResourceId);
