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
}

const NOTHING: Verdict = { must: new Set(), may: new Set() };

export class StackModel {
  /** Servers of the last completed deployment, and whether they are retained. */
  private held = new Map<string, boolean>();
  /** Servers that failed deployments without rollback may have added, or removed. */
  private unsettled = new Map<string, boolean>();
  private completedOnce = false;
  /** A deletion failed, after it had deleted nobody knows which connections. */
  private halfDeleted = false;

  deployed(shape: Shape, status: string): Verdict {
    if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return this.completed(shape);
    if (status === 'missing' || status === 'ROLLBACK_COMPLETE') this.forget();
    if (/^(CREATE|UPDATE|ROLLBACK|UPDATE_ROLLBACK)_FAILED$/.test(status)) {
      for (const [server, { retain }] of Object.entries(shape.servers)) this.unsettled.set(server, retain);
    }
    return NOTHING;
  }

  rolledBack(status: string): Verdict {
    if (status === 'UPDATE_ROLLBACK_COMPLETE') this.unsettled.clear();
    if (status === 'missing' || status === 'ROLLBACK_COMPLETE') this.forget();
    return NOTHING;
  }

  destroyed(status: string): Verdict {
    const verdict = this.completedOnce ? this.giveUp(this.held, this.unsettled) : NOTHING;
    if (status === 'missing') this.forget();
    else this.halfDeleted = true;
    return status === 'missing' ? verdict : { must: new Set(), may: verdict.may };
  }

  /** A server that was disconnected is connected again: of half-deleted connections the stack may hold it no more. */
  reconnected(server: string): void {
    const retain = this.held.get(server);
    if (this.halfDeleted && retain !== undefined) this.unsettled.set(server, retain);
  }

  private completed({ servers }: Shape): Verdict {
    const gone = ([server]: [string, boolean]) => !(server in servers);
    const held = new Map([...this.held].filter(gone));
    const unsettled = new Map([...this.unsettled].filter(gone));
    this.forget();
    for (const [server, { retain }] of Object.entries(servers)) this.held.set(server, retain);
    this.completedOnce = true;
    return this.giveUp(held, unsettled);
  }

  /** A server that is retained by the last deployment stays; of an unsettled one nobody knows which deployment counts. */
  private giveUp(held: ReadonlyMap<string, boolean>, unsettled: ReadonlyMap<string, boolean>): Verdict {
    const must = [...held].filter(([server, retain]) => !retain && !unsettled.has(server)).map(([server]) => server);
    const may = [
      ...must,
      ...[...held, ...unsettled].filter(([server]) => unsettled.has(server)).map(([server]) => server),
    ];
    return { must: new Set(must), may: new Set(may) };
  }

  private forget(): void {
    this.held = new Map();
    this.unsettled = new Map();
    this.completedOnce = false;
    this.halfDeleted = false;
  }
}
