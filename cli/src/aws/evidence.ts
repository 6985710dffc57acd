import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import type { Events, Evidence, Resource } from '../../../lambda/custody/evidence';
import { eventOf, type StackEvent } from '../../../lambda/custody/stack-event';
import { collected } from '../model/lists';

/**
 * What CloudFormation shows at one time. Each list and each page of events is read once, and only if it is asked for.
 */
export function evidenceOf(client: CloudFormationClient): Evidence {
  const logs = new Map<string, EventLog>();
  const lists = new Map<string, Promise<Resource[]>>();
  return {
    async events(stackId) {
      const log = logs.get(stackId) ?? new EventLog(client, stackId);
      logs.set(stackId, log);
      return log;
    },
    async *resources(stackId) {
      const pages = paginateListStackResources({ client }, { StackName: stackId });
      const list = lists.get(stackId) ?? collected(pages, ({ StackResourceSummaries }) => StackResourceSummaries);
      lists.set(stackId, list);
      yield* await list;
    },
  };
}

class EventLog implements Events {
  private readonly known: StackEvent[] = [];
  /** The token of the next page; undefined at the end. */
  private next: string | undefined;
  private isWhole = false;
  private page?: Promise<void>;

  constructor(
    private readonly client: CloudFormationClient,
    readonly stackId: string,
  ) {}

  async *newestFirst(): AsyncGenerator<StackEvent> {
    for (let index = 0; ; index++) {
      while (index >= this.known.length && !this.isWhole) await this.more();
      const event = this.known[index];
      if (!event) return;
      yield event;
    }
  }

  /** Callers at the same time get the same page. */
  private more(): Promise<void> {
    this.page ??= this.read().finally(() => {
      this.page = undefined;
    });
    return this.page;
  }

  private async read(): Promise<void> {
    const command = new DescribeStackEventsCommand({ StackName: this.stackId, NextToken: this.next });
    const { StackEvents = [], NextToken } = await this.client.send(command);
    this.known.push(...StackEvents.map(eventOf));
    this.next = NextToken;
    this.isWhole = NextToken === undefined;
  }
}
