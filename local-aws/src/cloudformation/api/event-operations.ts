import type { DescribeEventsInput, DescribeStackEventsInput } from '@aws-sdk/client-cloudformation';
import { validationError } from '../../template';
import type { Engine } from '../deployment/engine';
import { isAboutStack, pageOfEvents, readable } from '../stack/events';
import type { Stack, StackEvent } from '../stack/stack';
import { eventsOf } from '../stack/view';
import { existingChangeSet } from './change-set';
import { existingStack, isTrue } from './stack-input';

export const eventOperations = { DescribeStackEvents, DescribeEvents };

function DescribeStackEvents(engine: Engine, { StackName, NextToken }: DescribeStackEventsInput) {
  const page = pageOfEvents(eventsOf(engine, existingStack(engine, StackName)), NextToken);
  return { ...page, StackEvents: readable(engine.behaviour, page.StackEvents) };
}

function DescribeEvents(engine: Engine, input: DescribeEventsInput) {
  const { stack, operationId } = asked(engine, input);
  const wanted = eventsOf(engine, stack).filter(
    ({ OperationId, ResourceStatus }) =>
      (operationId === undefined || OperationId === operationId) &&
      (!isTrue(input.Filters?.FailedEvents) || ResourceStatus.endsWith('_FAILED')),
  );
  const { StackEvents, NextToken } = pageOfEvents(wanted, input.NextToken);
  return {
    OperationEvents: readable(engine.behaviour, StackEvents).map((event) => operationEvent(stack, event)),
    NextToken,
  };
}

/** The stack of the request, and its operation if it names one. */
function asked(engine: Engine, input: DescribeEventsInput): { stack: Stack; operationId?: string } {
  const { StackName, ChangeSetName, OperationId, Filters } = input;
  if (ChangeSetName) {
    const { stack, changeSet } = existingChangeSet(engine, input);
    return { stack, operationId: changeSet.operationId };
  }
  if (StackName) {
    const stack = existingStack(engine, StackName);
    // only of the newest operation: after a rollback that is the rollback, in which nothing failed (awslabs/mcp#4275)
    const newest = isTrue(Filters?.FailedEvents) ? stack.lastOperations[0]?.OperationId : undefined;
    return { stack, operationId: OperationId ?? newest };
  }
  if (!OperationId) throw validationError('One of ChangeSetName, OperationId or StackName must be specified');
  const isIts = ({ lastOperations }: Stack) => lastOperations.some((one) => one.OperationId === OperationId);
  const stack = [...engine.stacks.values()].find(isIts);
  if (!stack) throw validationError(`Operation [${OperationId}] does not exist`);
  return { stack, operationId: OperationId };
}

function operationEvent(stack: Stack, { StackName: _, ...event }: StackEvent) {
  const { OperationType } = stack.lastOperations.find((one) => one.OperationId === event.OperationId) ?? {};
  if (isAboutStack(stack, event))
    return { ...event, OperationType, EventType: 'STACK_EVENT', OperationStatus: operationStatus(event) };
  const failed = event.ResourceStatus.endsWith('_FAILED');
  return { ...event, OperationType, EventType: failed ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT' };
}

function operationStatus({ ResourceStatus }: Pick<StackEvent, 'ResourceStatus'>): string {
  if (ResourceStatus.endsWith('_IN_PROGRESS')) return 'IN_PROGRESS';
  return ResourceStatus.endsWith('_FAILED') ? 'FAILED' : 'SUCCEEDED';
}
