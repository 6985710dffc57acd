import type { KeptReason } from '../../lib/private/contract';

/*
 * What is known about a Delete, and what follows from it. Only types: the rules do not know how facts are found.
 * docs/custody.md says what each fact rests on.
 */

/** An absent fact has not been looked up (yet). */
export interface Facts {
  /** The status of the connection's stack. */
  readonly own: string;
  /** The status of the root, only for a nested stack. */
  readonly root?: string;
  readonly history?: History;
  readonly origin?: Origin;
  readonly holders?: Holders;
}

/** What CloudFormation's events say of a connection that it has asked to delete. */
export interface History {
  /**
   * Whether the connection held the server when a deployment last completed, or was last taken back. Undefined where the
   * events are older than the states: they may lack that deployment.
   */
  readonly held?: boolean;
  /** The status of the connection by its newest event. */
  readonly status?: string;
  /** Whether every parent shows that this very operation deletes or changes the stack nested in it. */
  readonly explained: boolean;
  /**
   * Whether the connection holds the server again: by this operation, or under another physical id than the deleted
   * one.
   */
  readonly regained: boolean;
  /**
   * Whether an operation that did not complete gave the server back, under the same id, to a connection that had
   * another.
   */
  readonly givenBack: boolean;
  /** Whether the properties of the request say that the server is retained. */
  readonly retained: boolean;
  /** Whether a deployment that did not complete has changed what becomes of the server, or may have. */
  readonly policyChanged: boolean;
}

/** The same as `History.held`, but the ends of rollbacks do not count: they may leave something behind. */
export interface Origin {
  readonly held?: boolean;
}

/** Who holds the server, by the resource lists of the tree of stacks. */
export interface Holders {
  /** The logical id of another connection. */
  readonly other?: string;
  /** Whether this operation has given the server to that one, so that it stays there. */
  readonly moved: boolean;
  /** Whether the list shows the connection itself as if it were not deleted. */
  readonly itself: boolean;
  /** Whether the lists are known to be as new as the deletion, and so show what is new in the tree. */
  readonly fresh: boolean;
}

export type Question = 'history' | 'origin' | 'holders';

/** `release`: a completed deployment gives the server up. `unclear`: what CloudFormation shows does not explain the Delete. */
export type Outcome = 'release' | 'keep' | 'unclear';

/** Why a server is kept, for metrics. */
export type Because = `${KeptReason}`;

export interface Verdict {
  /** The rule that decides: docs/how-it-decides.md has it by this id. */
  readonly rule: string;
  readonly outcome: Outcome;
  readonly reason: string;
  /** Of a server that is kept. */
  readonly because?: Because;
  /**
   * Whether to look again, since CloudFormation's answers may lag behind the event: often, or once when they cannot
   * lag.
   */
  readonly looks?: 'often' | 'once';
}

/** One that is not unclear. */
export interface ClearVerdict extends Verdict {
  readonly outcome: 'release' | 'keep';
}
