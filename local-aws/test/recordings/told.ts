import type { StackEvent } from '../../src/cloudformation/stack/stack';
import type { World } from '../cloudformation/harness';
import type { RecordedEvent } from './tables/table';

/* What the local AWS tells of an operation, in the form of the tables. */

export interface Told extends RecordedEvent {
  readonly physicalId: string;
  readonly type: string;
}

/** The events of a stack and of those nested in it, oldest first as they were told, without the first `known` of each. */
export async function told(aws: World, rootId: string, known: ReadonlyMap<string, number>): Promise<Told[]> {
  const stacks = [{ name: 'Root', id: rootId }];
  const all: (StackEvent & { readonly stack: string })[] = [];
  for (const { name, id } of stacks) {
    const events = await aws.allEvents(id);
    const nested = new Map(events.filter(isNested).map((one) => [one.PhysicalResourceId, one.LogicalResourceId]));
    stacks.push(...[...nested].map(([nestedId, logicalId]) => ({ name: logicalId, id: nestedId })));
    all.push(...events.slice(known.get(id) ?? 0).map((event) => ({ ...event, stack: name })));
  }
  const names = new Map(stacks.map(({ name, id }) => [id, `@${name}`]));
  const ordered = all.toSorted((a, b) => a.Timestamp.getTime() - b.Timestamp.getTime());
  return new Teller(names).rows(ordered);
}

/** How many events each stack of a tree has told by now. */
export async function knownBy(aws: World): Promise<Map<string, number>> {
  const { StackSummaries } = await aws.call('ListStacks');
  const counts = StackSummaries.map(async ({ StackId }: { StackId: string }) => {
    return [StackId, (await aws.allEvents(StackId)).length] as const;
  });
  return new Map(await Promise.all(counts));
}

const isNested = ({ ResourceType, PhysicalResourceId, StackId }: StackEvent): boolean =>
  ResourceType === 'AWS::CloudFormation::Stack' && PhysicalResourceId !== '' && PhysicalResourceId !== StackId;

class Teller {
  private readonly ids = new Map<string, string[]>();
  private readonly operations: string[] = [];

  constructor(private readonly stacks: ReadonlyMap<string, string>) {}

  rows(events: readonly (StackEvent & { readonly stack: string })[]): Told[] {
    return events.map((event) => ({
      stack: event.stack,
      logicalId: event.PhysicalResourceId === event.StackId ? event.stack : event.LogicalResourceId,
      status: event.ResourceStatus,
      physicalId: this.idOf(event),
      type: event.ResourceType,
      eventId: shapeOf(event),
      properties: event.ResourceProperties !== undefined,
      token: event.ClientRequestToken !== undefined,
      operation: event.OperationId === undefined ? undefined : `op${place(this.operations, event.OperationId)}`,
      reason: event.ResourceStatusReason ?? '',
    }));
  }

  private idOf({ stack, LogicalResourceId, PhysicalResourceId }: StackEvent & { readonly stack: string }): string {
    if (PhysicalResourceId === '') return '';
    const resource = `${stack}/${LogicalResourceId}`;
    const known = this.ids.get(resource) ?? [];
    this.ids.set(resource, known);
    return this.stacks.get(PhysicalResourceId) ?? String(place(known, PhysicalResourceId));
  }
}

/** From one, in the order in which they are met. */
function place(known: string[], one: string): number {
  if (!known.includes(one)) known.push(one);
  return known.indexOf(one) + 1;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

function shapeOf({ EventId, LogicalResourceId, ResourceStatus, Timestamp }: StackEvent): RecordedEvent['eventId'] {
  if (EventId === `${LogicalResourceId}-${ResourceStatus}-${Timestamp.toISOString()}`) return 'time';
  if (new RegExp(`^${LogicalResourceId}-${UUID}$`).test(EventId)) return 'uuid';
  if (new RegExp(`^${UUID}$`).test(EventId)) return EventId[14] === '1' ? 'v1' : 'own';
  return undefined;
}
