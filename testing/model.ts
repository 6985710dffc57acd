import type { Declaration, Guards, Place, Shape } from './app';
import type { Step } from './program';

/*
 * What the users of a stack have declared and completed, and so what may happen to servers and what must. The model
 * knows the outcome of each operation (the status in which the stack ends) and nothing of how it came about.
 */

export interface Consequence {
  /** Servers that must be disconnected now, unless the stack shows that their deletion failed. */
  readonly must: ReadonlySet<string>;
  /** Servers that may have been disconnected by this operation; every other one must be as it was. */
  readonly may: ReadonlySet<string>;
  /** Servers whose deletion may fail, since nobody can tell whether they are retained. */
  readonly doubtful: ReadonlySet<string>;
}

export const NOTHING: Consequence = { must: new Set(), may: new Set(), doubtful: new Set() };

export class StackModel {
  /** Servers of the last completed deployment. */
  private held = new Map<string, Declaration>();
  /** Servers of which nobody can say what becomes of them: a failed deployment, or deletion, has touched them. */
  private readonly unsettled = new Set<string>();
  /** A failed deployment declared them retained no more, or changed whether they are protected: their deletion may fail. */
  private readonly doubtful = new Set<string>();
  /** A deletion failed, after it had deleted nobody knows which connections. */
  private halfDeleted = false;

  deployed(shape: Shape, status: string): Consequence {
    if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return this.completed(shape);
    if (status === 'missing' || status === 'ROLLBACK_COMPLETE') this.forget();
    if (/^(UPDATE|UPDATE_ROLLBACK)_FAILED$/.test(status)) this.policiesMayHaveChanged(shape);
    return NOTHING;
  }

  rolledBack(status: string): Consequence {
    if (status === 'UPDATE_ROLLBACK_COMPLETE') this.settle();
    if (status === 'missing' || status === 'ROLLBACK_COMPLETE') this.forget();
    return NOTHING;
  }

  destroyed(status: string): Consequence {
    const verdict = this.giveUp(this.held);
    if (status === 'missing') this.forget();
    else this.halfDeleted = true;
    return status === 'missing' ? verdict : { ...verdict, must: new Set() };
  }

  /** A server that was disconnected is connected again: of half-deleted connections the stack may hold it no more. */
  reconnected(server: string): void {
    if (this.halfDeleted && this.held.has(server)) this.unsettled.add(server);
  }

  private completed({ servers }: Shape): Consequence {
    const verdict = this.giveUp(new Map([...this.held].filter(([server]) => !(server in servers))));
    this.forget();
    for (const [server, declaration] of Object.entries(servers)) this.held.set(server, declaration);
    return verdict;
  }

  /** What a failed deployment without rollback has done stays: whether a server is retained or protected may follow it. */
  private policiesMayHaveChanged({ servers }: Shape): void {
    for (const [server, { retain, protect = false }] of Object.entries(servers)) {
      const before = this.held.get(server);
      if (before && before.retain !== retain) (retain ? this.unsettled : this.doubtful).add(server);
      if (!before || (before.protect ?? false) === protect) continue;
      this.doubtful.add(server);
      if (protect) this.unsettled.add(server);
    }
  }

  /** Only what a completed deployment held can be given up, unless it is retained or protected. */
  private giveUp(held: ReadonlyMap<string, Declaration>): Consequence {
    const isSettled = (server: string) => !this.unsettled.has(server);
    const stays = ({ retain, protect }: Declaration) => retain || protect;
    const must = [...held].filter(([server, one]) => !stays(one) && isSettled(server)).map(([server]) => server);
    const may = [...held].filter(([server, one]) => !one.protect && !isSettled(server)).map(([server]) => server);
    const failing = [...held].filter(([, one]) => one.protect).map(([server]) => server);
    const doubtful = [...this.doubtful, ...failing];
    return { must: new Set(must), may: new Set([...must, ...may]), doubtful: new Set(doubtful) };
  }

  private settle(): void {
    this.unsettled.clear();
    this.doubtful.clear();
  }

  private forget(): void {
    this.held = new Map();
    this.settle();
    this.halfDeleted = false;
  }
}

/*
 * What removal guards must make of a deployment or a deletion: a model that knows what the users declared and completed,
 * and the states of the servers, and nothing of gates.
 */

/** `either` where a failure has left the stack so that its guards may be asked, or not, for more than was declared. */
export type Expectation = 'refused' | 'passed' | 'either';

/** What guards ask of a server that is connected. */
export interface Shown {
  readonly state?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export type ShownOf = (server: string) => Shown | undefined;

type ByPlace = Readonly<Partial<Record<Place, Guards>>>;

interface Completed {
  readonly servers: Readonly<Record<string, Declaration>>;
  readonly guards: ByPlace;
}

export class GateModel {
  /** The last completed deployment; undefined if there was none. */
  private completed?: Completed;
  /** Whether something that failed has left the stack in between. */
  private unsettled = false;

  expects(step: Step, shownOf: ShownOf): Expectation {
    if (step.do === 'deploy') return this.ofDeployment(step.shape, shownOf);
    return step.do === 'destroy' ? this.ofDeletion(shownOf) : 'passed';
  }

  learn(step: Step, expected: Expectation, status: string): void {
    if (status.startsWith('refused:')) return;
    if (/^(missing|ROLLBACK_COMPLETE|DELETE_COMPLETE)$/.test(status)) {
      this.completed = undefined;
      this.unsettled = false;
    } else if (step.do === 'deploy' && /^(CREATE|UPDATE)_COMPLETE$/.test(status)) {
      this.completed = { servers: step.shape.servers, guards: step.shape.guards ?? {} };
      this.unsettled = false;
    } else if (status === 'UPDATE_ROLLBACK_COMPLETE') {
      this.unsettled = false;
    } else if (!(step.do === 'destroy' && expected === 'refused')) {
      this.unsettled = true;
    }
  }

  private ofDeployment({ servers, guards = {} }: Shape, shownOf: ShownOf): Expectation {
    if (!hasGate({ servers, guards }) || this.completed === undefined) return 'passed';
    if (this.unsettled) return 'either';
    const leaving = Object.entries(this.completed.servers).filter(([id]) => !(id in servers) && shownOf(id));
    // a gate that is new does not know whose the servers were, nor which were retained: it asks all guards for all
    if (!hasGate(this.completed)) return unmet(leaving, () => Object.values(guards), shownOf);
    const places = new Set<Place>(['root', ...Object.values(servers).map(({ place }) => place)]);
    const before = this.completed.guards;
    const guardsAt = (place: Place) => [guards[place] ?? (places.has(place) ? {} : (before[place] ?? {}))];
    return unmet(leaving.filter(notRetained), guardsAt, shownOf);
  }

  private ofDeletion(shownOf: ShownOf): Expectation {
    if (this.completed === undefined) return 'passed';
    const { servers, guards } = this.completed;
    if (this.unsettled) return 'either';
    if (!hasGate(this.completed)) return 'passed';
    const leaving = Object.entries(servers).filter(([id]) => shownOf(id));
    return unmet(leaving.filter(notRetained), (place) => [guards[place] ?? {}], shownOf);
  }
}

type Leaving = readonly [string, Declaration];

function unmet(leaving: readonly Leaving[], guardsAt: (place: Place) => Guards[], shownOf: ShownOf): Expectation {
  const isInTheWay = ([id, { place, protect }]: Leaving) => {
    const { state = '', tags = {} } = shownOf(id) ?? {};
    return (
      protect === true ||
      guardsAt(place).some(
        ({ states, never, tag }) => never || (states && !states.includes(state)) || (tag && tags[tag[0]] !== tag[1]),
      )
    );
  };
  const tooMany = leaving.some(([, { place }]) =>
    guardsAt(place).some((guards) => {
      const together = leaving.filter(([, other]) => guardsAt(other.place).includes(guards)).length;
      return together > (guards.atMost ?? Number.POSITIVE_INFINITY);
    }),
  );
  return tooMany || leaving.some(isInTheWay) ? 'refused' : 'passed';
}

function notRetained([, { retain }]: Leaving): boolean {
  return !retain;
}

/** A provider has guards, or a server says whether it is protected. */
function hasGate({ servers, guards }: Completed): boolean {
  const isSaid = Object.values(servers).some(({ protect }) => protect !== undefined);
  return isSaid || Object.values(guards).some((one) => Object.keys(one).length > 0);
}
