import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { type Ground, patiently } from './ground';

/* What a provider's function reads of a stack and its nested stacks, at one moment. */

export interface Listed {
  readonly type: string;
  readonly status: string;
}

export interface StackLook {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly parentId?: string;
  readonly rootId?: string;
  /** How many of its events had been read. */
  readonly told: number;
  /** Why the events could not be read. */
  readonly unreadable?: string;
  readonly listed: ReadonlyMap<string, Listed>;
  readonly described: ReadonlyMap<string, Listed | undefined>;
}

export interface Look {
  /** When it began and ended, on the local clock. */
  readonly from: number;
  readonly to: number;
  readonly stacks: readonly StackLook[];
}

/** Looks at one tree of stacks again and again. Of the events it reads only what is new. */
export class Looker {
  /** By stack, including deleted stacks; oldest first. */
  readonly events = new Map<string, StackEvent[]>();
  private readonly seen = new Set<string>();

  constructor(
    private readonly ground: Ground,
    private readonly rootId: string,
  ) {}

  async look(): Promise<Look> {
    const from = this.ground.clock.now();
    const stacks = [await this.lookAt(this.rootId)];
    for (const stack of stacks) {
      const nested = this.nestedIn(stack.id).filter((id) => !stacks.some((one) => one.id === id));
      stacks.push(...(await Promise.all(nested.map((id) => this.lookAt(id)))));
    }
    return { from, to: this.ground.clock.now(), stacks };
  }

  private nestedIn(id: string): string[] {
    const ids = (this.events.get(id) ?? [])
      .filter(({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack')
      .map(({ PhysicalResourceId = '' }) => PhysicalResourceId);
    return [...new Set(ids)].filter((one) => one !== id && one.startsWith('arn:'));
  }

  private async lookAt(StackName: string): Promise<StackLook> {
    const [{ Stacks: [stack] = [] }, unreadable, listed] = await Promise.all([
      this.send(new DescribeStacksCommand({ StackName })),
      this.readEvents(StackName),
      this.list(StackName),
    ]);
    return {
      id: StackName,
      name: stack?.StackName ?? '',
      status: stack?.StackStatus ?? '',
      parentId: stack?.ParentId,
      rootId: stack?.RootId,
      told: this.events.get(StackName)?.length ?? 0,
      unreadable,
      listed,
      described: await this.describe(StackName, listed),
    };
  }

  /** Reads the new events. Returns why it could not. */
  private async readEvents(StackName: string): Promise<string | undefined> {
    const fresh: StackEvent[] = [];
    let NextToken: string | undefined;
    try {
      do {
        const page = await this.send(new DescribeStackEventsCommand({ StackName, NextToken }));
        const { StackEvents = [] } = page;
        const unseen = StackEvents.filter(({ EventId = '' }) => !this.seen.has(EventId));
        fresh.push(...unseen);
        NextToken = unseen.length === StackEvents.length ? page.NextToken : undefined;
      } while (NextToken);
    } catch (error) {
      return (error as Error).message;
    }
    for (const { EventId = '' } of fresh) this.seen.add(EventId);
    this.events.set(StackName, [...(this.events.get(StackName) ?? []), ...fresh.reverse()]);
    return undefined;
  }

  private async list(StackName: string): Promise<Map<string, Listed>> {
    const found = new Map<string, Listed>();
    let NextToken: string | undefined;
    do {
      const page = await this.send(new ListStackResourcesCommand({ StackName, NextToken })).catch(ignoreMissing);
      for (const one of page.StackResourceSummaries ?? [])
        found.set(one.LogicalResourceId ?? '', { type: one.ResourceType ?? '', status: one.ResourceStatus ?? '' });
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  /** Asks about what the events show in progress. */
  private async describe(StackName: string, listed: ReadonlyMap<string, Listed>) {
    const events = this.events.get(StackName) ?? [];
    const newest = new Map(events.map((event) => [event.LogicalResourceId ?? '', event]));
    const moving = [...newest.values()].filter(
      ({ PhysicalResourceId, ResourceStatus = '' }) =>
        PhysicalResourceId !== StackName && ResourceStatus === 'DELETE_IN_PROGRESS',
    );
    const found = moving.map(async ({ LogicalResourceId = '' }) => {
      const command = new DescribeStackResourceCommand({ StackName, LogicalResourceId });
      const { StackResourceDetail: detail } = await this.send(command).catch(ignoreMissing);
      const shown = detail && { type: detail.ResourceType ?? '', status: detail.ResourceStatus ?? '' };
      return [LogicalResourceId, shown] as const;
    });
    return new Map([...(await Promise.all(found))].filter(([id]) => listed.has(id) || newest.has(id)));
  }

  private send: CloudFormationClient['send'] = ((command: any) =>
    patiently(this.ground, () => this.ground.cloudFormation.send(command))) as any;
}

/** A missing resource or stack is an answer, and no failure. */
function ignoreMissing(error: Error): any {
  if (!/does not exist/.test(error.message)) throw error;
  return {};
}
