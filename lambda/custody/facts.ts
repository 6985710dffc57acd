import type { KeptReason } from '../../lib/private/contract';

/*
 * What is known about a Delete, and what is made of it. Only types: the rules do not know how facts are found.
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

/** What CloudFormation's events tell of a connection that it has asked to delete. */
export interface History {
  /** Whether the connection held the server when a deployment last completed, or was last taken back. */
  readonly held: boolean;
  /** The status of the connection by its newest event. */
  readonly status?: string;
  /** Whether every parent shows that this very operation deletes or changes the stack nested in it. */
  readonly explained: boolean;
  /** Whether the connection holds the server again: by this operation, or by another physical id than the deleted one. */
  readonly regained: boolean;
  /** Whether an operation that did not complete has given the server back, by the same id, to a connection that had another. */
  readonly givenBack: boolean;
  /** Whether the properties of the request say that the server is retained. */
  readonly retained: boolean;
  /** Whether a deployment that did not complete has changed what becomes of the server, or nobody can tell. */
  readonly policyChanged: boolean;
}

/** The same question as `History.held`, answered without the ends of rollbacks: they may leave something behind. */
export interface Origin {
  readonly held: boolean;
}

/** Who holds the server, by the lists of resources of the tree of stacks. */
export interface Holders {
  /** The logical id of another connection. */
  readonly other?: string;
  /** Whether this operation has given the server to that one, so that it is there to stay. */
  readonly moved: boolean;
  /** Whether the connection itself is listed as if nobody deleted it. */
  readonly itself: boolean;
  /** Whether the lists are known to be as new as the deletion: what is new in the tree is among them. */
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
  /** CloudFormation's answers may lag behind the event: whether to look again until they cannot, or once when they cannot. */
  readonly looks?: 'often' | 'once';
}
