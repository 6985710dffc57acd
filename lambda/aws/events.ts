import type { DescribeStackEventsOutput } from '@aws-sdk/client-cloudformation';
import { eventOf, isAboutConnection, isAboutStack, type StackEvent, WANTED } from '../custody/stack-event';
import { ask, ignoreMissing } from './cloudformation';
import type { Deadline } from './deadline';
import { StaleToken } from './retry';

/** How many events are kept. All requests of the environment share its memory. */
const MOST_REMEMBERED = 20_000;

/** Deletions whose events are at most this far apart, in milliseconds, count as begun together. */
const TOGETHER = 10_000;

/** Events older than this, in milliseconds, do show. AWS does not say that events show in the order of their times. */
const LATE = 60_000;

const logs = new Map<string, EventLog>();

/**
 * The events of a stack as of now. It does not read again what this environment has read for an earlier request: an
 * event never changes, so it reads pages from the newest until they meet a known event. A look `again` believes only
 * what was old when it was read.
 */
export async function eventsOf(stackId: string, deadline: Deadline, again = false): Promise<EventLog> {
  const log = logs.get(stackId) ?? new EventLog(stackId);
  logs.set(stackId, log);
  await log.refresh(deadline, again);
  return log;
}

/** The events of one stack, newest first. Each page is read once, and only if it is needed. */
export class EventLog {
  private events: StackEvent[] = [];
  /** No event before this time is missing among those that were read. */
  private whole = Number.NEGATIVE_INFINITY;
  /** The token of the page after the oldest known event; undefined at the end. */
  private older: string | undefined;
  /** With two readers at a time, an older answer could replace a newer one. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(readonly stackId: string) {}

  /** Each event once, as of the beginning, even if others read the newest page again meanwhile. */
  async *newestFirst(deadline: Deadline): AsyncGenerator<StackEvent> {
    let events = this.events;
    for (let index = 0; ; ) {
      const event = events[index];
      if (event) {
        index += 1;
        yield event;
      } else if (events !== this.events) {
        index = this.after(events.at(-1));
        events = this.events;
      } else if (this.older === undefined) {
        return;
      } else {
        const known = events;
        await this.inTurn(() => this.readOlder(known, index, deadline));
      }
    }
  }

  /** Where the event after this one is now. */
  private after(last: StackEvent | undefined): number {
    if (!last) return 0;
    const index = this.events.findIndex(({ id }) => id === last.id);
    if (index < 0) throw new StaleToken('the events have changed while they were read');
    return index + 1;
  }

  refresh(deadline: Deadline, again: boolean): Promise<void> {
    return this.inTurn(() => this.readNewer(again, deadline));
  }

  private inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.turn.then(task, task);
    this.turn = done.catch(() => {});
    return done;
  }

  private async readOlder(known: readonly StackEvent[], index: number, deadline: Deadline): Promise<void> {
    if (known !== this.events || index < this.events.length || this.older === undefined) return;
    const page = await this.page(this.older, deadline);
    this.events.push(...page.events);
    this.older = page.older;
    this.count(this.events, deadline);
  }

  private async readNewer(again: boolean, deadline: Deadline): Promise<void> {
    const now = Date.now();
    const trusted = this.events.slice(this.firstTrusted(again));
    const known = new Map(trusted.map(({ id }, index) => [id, index]));
    const fresh: StackEvent[] = [];
    let older: string | undefined;
    do {
      const page = await this.page(older, deadline);
      const met = page.events.findIndex(({ id }) => known.has(id));
      fresh.push(...(met < 0 ? page.events : page.events.slice(0, met)));
      this.count(fresh, deadline);
      if (met >= 0) {
        // this answer does not show yet what is known and missing in it
        const hidden = trusted.slice(0, known.get(page.events[met]?.id ?? ''));
        const newest = hidden.length > 0 ? [...fresh, ...hidden].sort((a, b) => b.time - a.time) : fresh;
        this.events = [...newest, ...trusted.slice(hidden.length)];
        if (again) this.whole = now - LATE;
        return;
      }
      older = page.older;
      // without memory, or if all of it is older than this page, the rest is read when it is needed
    } while (older !== undefined && known.size > 0);
    this.events = fresh;
    this.older = older;
    this.whole = now - LATE;
  }

  private firstTrusted(again: boolean): number {
    if (this.events.length > MOST_REMEMBERED) return this.events.length;
    return again ? this.events.findLastIndex(({ time }) => time > this.whole) + 1 : 0;
  }

  /**
   * Counts the connections that CloudFormation began to delete together with this one. Only pauses depend on the number:
   * it is no evidence.
   */
  private count(events: readonly StackEvent[], { pace, began }: Deadline): void {
    const together = new Set<string>();
    for (const event of events) {
      if (isAboutStack(this.stackId, event) || event.time < began - TOGETHER) {
        pace.isWhole = true;
        break;
      }
      if (isAboutConnection(event) && event.status === 'DELETE_IN_PROGRESS') together.add(event.logicalId);
    }
    pace.crowd = Math.max(pace.crowd, together.size);
  }

  private async page(token: string | undefined, deadline: Deadline) {
    const input = { StackName: this.stackId, NextToken: token };
    const question = ask<DescribeStackEventsOutput>('DescribeStackEvents', input, deadline, WANTED);
    const answer: DescribeStackEventsOutput = await question.catch(ignoreMissing).catch((error) => {
      // the token may have expired: the next look begins anew
      if (logs.get(this.stackId) === this) logs.delete(this.stackId);
      throw error;
    });
    return { events: (answer.StackEvents ?? []).map(eventOf), older: answer.NextToken };
  }
}
