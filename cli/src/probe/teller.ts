import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { anonymous } from './anonymous';
import type { RecordedEvent } from './recording';

/* Turns names and ids of AWS into those of a recording. */

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

export class Teller {
  private readonly ids = new Map<string, string[]>();
  private readonly operations: string[] = [];

  /** `stacks`: the name of each stack in the recording, by its id. */
  constructor(
    private readonly stacks: ReadonlyMap<string, string>,
    private readonly secrets: ReadonlyMap<string, string>,
  ) {}

  stackOf(id = ''): string {
    return this.stacks.get(id) ?? '?';
  }

  event(event: StackEvent, epoch: number): RecordedEvent {
    const { StackId = '', LogicalResourceId = '', PhysicalResourceId = '', Timestamp } = event;
    const stack = this.stackOf(StackId);
    const { OperationId } = event as { OperationId?: string };
    return {
      seconds: secondsBetween(epoch, Timestamp?.getTime() ?? epoch),
      stack,
      logicalId: PhysicalResourceId === StackId ? stack : LogicalResourceId,
      status: event.ResourceStatus ?? '',
      physicalId: this.idOf(stack, LogicalResourceId, PhysicalResourceId),
      type: event.ResourceType ?? '',
      eventId: shapeOf(event),
      properties: event.ResourceProperties !== undefined,
      token: event.ClientRequestToken !== undefined,
      operation: OperationId === undefined ? undefined : `op${place(this.operations, OperationId)}`,
      reason: this.plain(event.ResourceStatusReason ?? ''),
    };
  }

  /** The ordinal number of an id among those of its resource, in the order of their appearance. */
  idOf(stack: string, logicalId: string, id: string): string {
    if (id === '') return '';
    const named = this.stacks.get(id);
    return named === undefined ? String(this.nth(`${stack}/${logicalId}`, id)) : `@${named}`;
  }

  /** The ordinal number of its kind. */
  nth(kind: string, one: string): number {
    const known = this.ids.get(kind) ?? [];
    this.ids.set(kind, known);
    return place(known, one);
  }

  /** A text without what belongs to one account or one run. */
  plain(text: string): string {
    const hidden = [...this.secrets].reduce((rest, [secret, name]) => rest.replaceAll(secret, `<${name}>`), text);
    const plain = anonymous(hidden.replace(new RegExp(UUID, 'g'), '<id>'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a failure may have in its reason
    return plain.replace(/[\u0000-\u001f]/g, '<control>');
  }
}

export const secondsBetween = (from: number, to: number): number => Math.round(to - from) / 1000;

function place(known: string[], one: string): number {
  if (!known.includes(one)) known.push(one);
  return known.indexOf(one) + 1;
}

function shapeOf({ EventId = '', LogicalResourceId, ResourceStatus, Timestamp }: StackEvent): RecordedEvent['eventId'] {
  if (EventId === `${LogicalResourceId}-${ResourceStatus}-${Timestamp?.toISOString()}`) return 'time';
  if (new RegExp(`^${LogicalResourceId}-${UUID}$`).test(EventId)) return 'uuid';
  if (new RegExp(`^${UUID}$`).test(EventId)) return EventId[14] === '1' ? 'v1' : 'own';
  return undefined;
}
