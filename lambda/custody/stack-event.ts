import type { StackEvent as Item } from '@aws-sdk/client-cloudformation';
import { GATE_TYPE, GENERIC_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import { member, serverOf } from '../event/declared';

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
  /** What is to become of the server of a connection, as JSON; undefined where the event does not show properties. */
  readonly policy?: string;
  /** The properties of a removal gate, as JSON; undefined where the event does not show them. */
  readonly gate?: string;
}

/** A custom resource as its events name it. */
type Resource = Pick<StackEvent, 'type' | 'logicalId' | 'physicalId'>;

/** What events hold that say anything of servers. */
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
    policy: policyIn(item.ResourceProperties),
    gate: item.ResourceType === GATE_TYPE ? item.ResourceProperties : undefined,
  };
}

/** Whether an event is about this custom resource: a clean-up shows what it deletes under the generic type. */
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

function policyIn(properties: string | undefined): string | undefined {
  try {
    return properties === undefined ? undefined : policyOf(JSON.parse(properties));
  } catch {
    return undefined;
  }
}

/** What properties say of what becomes of a connection's server, in a form that can be compared: each part is for ever. */
export function policyOf(properties: unknown): string {
  const parts = ['RemovalPolicy', 'AfterDisconnection', 'FinalizeCutover'];
  return JSON.stringify(parts.map((name) => member(properties, name) ?? null));
}
