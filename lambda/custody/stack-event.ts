import type { StackEvent as Item } from '@aws-sdk/client-cloudformation';
import { GATE_TYPE, GENERIC_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import { serverOf, termsOf } from '../event/declared';

/** The type of nested stacks, and of the stack itself in its own events. No other resource can have it. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** An event about a stack, a nested stack, a connection or a removal gate. */
export interface StackEvent {
  readonly id: string;
  readonly time: number;
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly status: string;
  /** The terms of a connection; undefined where the event does not show properties. */
  readonly terms?: string;
  /** The properties of a removal gate, as JSON; undefined where the event does not show them. */
  readonly gate?: string;
}

/** A custom resource as its events name it. */
type Resource = Pick<StackEvent, 'type' | 'logicalId' | 'physicalId'>;

/** The resources whose events say anything about servers. */
export const WANTED = [STACK_TYPE, RESOURCE_TYPE, GATE_TYPE, GENERIC_TYPE].map(
  (type) => `<ResourceType>${type}</ResourceType>`,
);

export function eventOf(item: Item): StackEvent {
  return {
    id: item.EventId ?? '',
    time: item.Timestamp?.getTime() ?? 0,
    type: item.ResourceType ?? '',
    logicalId: item.LogicalResourceId ?? '',
    physicalId: item.PhysicalResourceId ?? '',
    status: item.ResourceStatus ?? '',
    terms: termsIn(item.ResourceProperties),
    gate: item.ResourceType === GATE_TYPE ? item.ResourceProperties : undefined,
  };
}

/**
 * Whether an event of a stack is about the stack itself. The type counts too: a custom resource may answer with that
 * id.
 */
export function isAboutStack(stackId: string, { type, physicalId }: StackEvent): boolean {
  return type === STACK_TYPE && physicalId === stackId;
}

/** Whether an event is about this custom resource. A clean-up shows what it deletes under the generic type. */
export function isAbout({ type, logicalId, physicalId }: Resource, event: StackEvent): boolean {
  if (event.logicalId !== logicalId) return false;
  return event.type === type || (isGenericDeletion(event) && event.physicalId === physicalId);
}

export function isAboutConnection(event: StackEvent): boolean {
  return event.type === RESOURCE_TYPE || (isGenericDeletion(event) && serverOf(event.physicalId) !== undefined);
}

export function isGenericDeletion({ type, status }: StackEvent): boolean {
  return type === GENERIC_TYPE && status.startsWith('DELETE_');
}

function termsIn(properties: string | undefined): string | undefined {
  try {
    return properties === undefined ? undefined : termsOf(JSON.parse(properties));
  } catch {
    return undefined;
  }
}
