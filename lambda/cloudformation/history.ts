import type { DescribeStackEventsOutput, StackEvent } from '@aws-sdk/client-cloudformation';
import type { Server } from '../identity';
import type { Deadline } from '../runtime/deadline';
import { ask } from './ask';

/** A connection as a request names it. */
export interface ConnectionRef {
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  /** The server that the physical id names. */
  readonly server: Server;
}

/** What CloudFormation's events tell of a connection that it has asked to delete. */
export interface History {
  /** Whether the connection was there when a deployment of the whole stack last completed. */
  readonly held: boolean;
  /** The connection's status by its newest event. */
  readonly status?: string;
  /** Whether the newest Create or Update of the logical id since then has given it this physical id. */
  readonly regained: boolean;
}

/** The end of a rollback is not among them: what the rollback left behind has not been deployed. */
const COMPLETED = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;
/** In these states a stack is only before it has ever completed a deployment. */
const NEVER_COMPLETED = /^(REVIEW_IN_PROGRESS|CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*)$/;

/**
 * The history of a connection, by the events of its stack and, for a nested stack, of its root: a nested stack may
 * complete in a deployment that the root does not complete.
 */
export async function historyOf(
  connection: ConnectionRef,
  rootId: string | undefined,
  deadline: Deadline,
): Promise<History> {
  const own = new EventLog(connection.stackId, deadline, connection.logicalId);
  const completed = await lastCompletion(rootId === undefined ? own : new EventLog(rootId, deadline));
  if (completed === undefined) return { held: false, regained: false };

  let status: string | undefined;
  let deployed: StackEvent | undefined;
  let oldest: StackEvent | undefined;
  for await (const event of own.newestFirst()) {
    if (timeOf(event) <= completed) break;
    if (event.LogicalResourceId !== connection.logicalId || event.PhysicalResourceId === connection.stackId) continue;
    if (isOf(connection, event)) status ??= event.ResourceStatus;
    if (/^(CREATE|UPDATE)_COMPLETE$/.test(event.ResourceStatus ?? '')) deployed ??= event;
    oldest = event;
  }
  return {
    // what came since then begins without a physical id (a Create), or with the id that it replaced
    held: oldest === undefined || isOf(connection, oldest),
    status,
    regained: deployed !== undefined && isOf(connection, deployed),
  };
}

/**
 * When a deployment of the stack last completed; undefined if none ever did. CloudFormation keeps events for 90 days: a
 * stack whose creation is no longer among them has stood that long.
 */
async function lastCompletion(log: EventLog): Promise<number | undefined> {
  for await (const event of log.newestFirst()) {
    if (event.PhysicalResourceId !== log.stackId) continue;
    if (COMPLETED.test(event.ResourceStatus ?? '')) return timeOf(event);
    if (NEVER_COMPLETED.test(event.ResourceStatus ?? '')) return undefined;
  }
  return 0;
}

function isOf({ physicalId }: ConnectionRef, { PhysicalResourceId }: StackEvent): boolean {
  return PhysicalResourceId === physicalId;
}

function timeOf({ Timestamp }: StackEvent): number {
  return Timestamp?.getTime() ?? 0;
}

/** The events of a stack about itself and about one resource, in pages that are read once and only as far as needed. */
class EventLog {
  private readonly pages: StackEvent[][] = [];
  private nextToken: string | undefined;

  constructor(
    readonly stackId: string,
    private readonly deadline: Deadline,
    private readonly logicalId?: string,
  ) {}

  async *newestFirst(): AsyncGenerator<StackEvent> {
    for (let page = 0; ; page++) {
      if (page === this.pages.length) {
        if (page > 0 && !this.nextToken) return;
        await this.readPage();
      }
      yield* this.pages[page] ?? [];
    }
  }

  private async readPage(): Promise<void> {
    const input = { StackName: this.stackId, NextToken: this.nextToken };
    const wanted = [`<PhysicalResourceId>${this.stackId}</PhysicalResourceId>`];
    if (this.logicalId) wanted.push(`<LogicalResourceId>${this.logicalId}</LogicalResourceId>`);
    const page = await ask<DescribeStackEventsOutput>('DescribeStackEvents', input, this.deadline, wanted);
    this.pages.push(page.StackEvents ?? []);
    this.nextToken = page.NextToken;
  }
}
