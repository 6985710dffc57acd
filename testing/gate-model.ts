import type { Declaration, Place, Shape } from './app';
import type { Guards } from './guards';
import type { Step } from './program';

/*
 * What removal guards must make of a deployment or a deletion: a model that knows what the users declared and completed,
 * and the states of the servers, and nothing of gates.
 */

/** `either` where a failure has left the stack so that its guards may be asked, or not, for more than was declared. */
export type Expectation = 'refused' | 'passed' | 'either';

/** The life cycle state of a server that is connected. */
export type StateOf = (server: string) => string | undefined;

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

  expects(step: Step, stateOf: StateOf): Expectation {
    if (step.do === 'deploy') return this.ofDeployment(step.shape, stateOf);
    return step.do === 'destroy' ? this.ofDeletion(stateOf) : 'passed';
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

  private ofDeployment({ servers, guards = {} }: Shape, stateOf: StateOf): Expectation {
    if (!hasGuards(guards) || this.completed === undefined) return 'passed';
    if (this.unsettled) return 'either';
    const leaving = Object.entries(this.completed.servers).filter(([id]) => !(id in servers) && stateOf(id));
    // a gate that is new does not know whose the servers were, nor which were retained: it asks all guards for all
    if (!hasGuards(this.completed.guards)) return unmet(leaving, () => Object.values(guards), stateOf);
    const places = new Set<Place>(['root', ...Object.values(servers).map(({ place }) => place)]);
    const before = this.completed.guards;
    const guardsAt = (place: Place) => [guards[place] ?? (places.has(place) ? {} : (before[place] ?? {}))];
    return unmet(leaving.filter(notRetained), guardsAt, stateOf);
  }

  private ofDeletion(stateOf: StateOf): Expectation {
    if (this.completed === undefined) return 'passed';
    const { servers, guards } = this.completed;
    if (this.unsettled) return 'either';
    if (!hasGuards(guards)) return 'passed';
    const leaving = Object.entries(servers).filter(([id]) => stateOf(id));
    return unmet(leaving.filter(notRetained), (place) => [guards[place] ?? {}], stateOf);
  }
}

type Leaving = readonly [string, Declaration];

function unmet(leaving: readonly Leaving[], guardsAt: (place: Place) => Guards[], stateOf: StateOf): Expectation {
  const isInTheWay = ([id, { place }]: Leaving) =>
    guardsAt(place).some(({ states, never }) => never || (states && !states.includes(stateOf(id) ?? '')));
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

function hasGuards(guards: ByPlace): boolean {
  return Object.values(guards).some((one) => Object.keys(one).length > 0);
}
