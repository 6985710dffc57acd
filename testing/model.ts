import type { Shape } from './app';

/*
 * What the users of a stack have declared and completed, and so what may happen to servers and what must. The model
 * knows the outcome of each operation (the status in which the stack ends) and nothing of how it came about.
 */

export interface Verdict {
  /** Servers that must be disconnected now, unless the stack shows that their deletion failed. */
  readonly must: ReadonlySet<string>;
  /** Servers that may have been disconnected by this operation; every other one must be as it was. */
  readonly may: ReadonlySet<string>;
  /** Servers whose deletion may fail, since nobody can tell whether they are retained. */
  readonly doubtful: ReadonlySet<string>;
}

export const NOTHING: Verdict = { must: new Set(), may: new Set(), doubtful: new Set() };

export class StackModel {
  /** Servers of the last completed deployment, and whether they are retained. */
  private held = new Map<string, boolean>();
  /** Servers of which nobody can say what becomes of them: a failed deployment, or deletion, has touched them. */
  private readonly unsettled = new Set<string>();
  /** Retained servers, which a failed deployment declared without that: they stay. */
  private readonly retainedBefore = new Set<string>();
  /** A deletion failed, after it had deleted nobody knows which connections. */
  private halfDeleted = false;

  deployed(shape: Shape, status: string): Verdict {
    if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return this.completed(shape);
    if (status === 'missing' || status === 'ROLLBACK_COMPLETE') this.forget();
    if (/^(UPDATE|UPDATE_ROLLBACK)_FAILED$/.test(status)) this.policiesMayHaveChanged(shape);
    return NOTHING;
  }

  rolledBack(status: string): Verdict {
    if (status === 'UPDATE_ROLLBACK_COMPLETE') this.settle();
    if (status === 'missing' || status === 'ROLLBACK_COMPLETE') this.forget();
    return NOTHING;
  }

  destroyed(status: string): Verdict {
    const verdict = this.giveUp(this.held);
    if (status === 'missing') this.forget();
    else this.halfDeleted = true;
    return status === 'missing' ? verdict : { ...verdict, must: new Set() };
  }

  /** A server that was disconnected is connected again: of half-deleted connections the stack may hold it no more. */
  reconnected(server: string): void {
    if (this.halfDeleted && this.held.has(server)) this.unsettled.add(server);
  }

  private completed({ servers }: Shape): Verdict {
    const verdict = this.giveUp(new Map([...this.held].filter(([server]) => !(server in servers))));
    this.forget();
    for (const [server, { retain }] of Object.entries(servers)) this.held.set(server, retain);
    return verdict;
  }

  /** What a failed deployment without rollback has done stays: whether a server is retained may follow it. */
  private policiesMayHaveChanged({ servers }: Shape): void {
    for (const [server, { retain }] of Object.entries(servers)) {
      if (!this.held.has(server) || this.held.get(server) === retain) continue;
      (retain ? this.unsettled : this.retainedBefore).add(server);
    }
  }

  /** Only what a completed deployment held can be given up, unless it is retained. */
  private giveUp(held: ReadonlyMap<string, boolean>): Verdict {
    const isSettled = (server: string) => !this.unsettled.has(server);
    const must = [...held].filter(([server, retain]) => !retain && isSettled(server)).map(([server]) => server);
    const may = [...held.keys()].filter((server) => !isSettled(server));
    return { must: new Set(must), may: new Set([...must, ...may]), doubtful: new Set(this.retainedBefore) };
  }

  private settle(): void {
    this.unsettled.clear();
    this.retainedBefore.clear();
  }

  private forget(): void {
    this.held = new Map();
    this.settle();
    this.halfDeleted = false;
  }
}
