import type { KeptReason } from '../../lib/kept-reason';
import type { History } from '../cloudformation/history';
import type { Holders } from '../cloudformation/state';

/*
 * What a Delete means. The event does not say why it was sent; the states of the stack and its root, and their events,
 * do. Pure: no clock, no network. docs/custody.md has the table with the reason and the source of each row.
 */

/** What is known about a Delete. An absent fact has not been looked up (yet). */
export interface Facts {
  /** The status of the connection's stack. */
  readonly own: string;
  /** The status of the root, only for a nested stack. */
  readonly root?: string;
  readonly history?: History;
  readonly holders?: Holders;
}

/** Why a server is kept, for whoever counts that. */
export type Because = `${KeptReason}`;

export type Question = 'history' | 'holders';

export type Decision =
  | { readonly kind: 'disconnect'; readonly reason: string }
  /** `doubtful`: CloudFormation's answer may lag behind the event, so it is worth a second look. */
  | { readonly kind: 'keep'; readonly because: Because; readonly reason: string; readonly doubtful: boolean }
  /** What CloudFormation shows does not explain the Delete: worth a second look, and then nobody can tell. */
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'ask'; readonly question: Question };

const DELETING = 'DELETE_IN_PROGRESS';
const CLEANING_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';

/** Decides whether a Delete disconnects the server, or names the fact that is missing for it. */
export function decide(facts: Facts): Decision {
  const { own, root } = facts;
  const top = root ?? own;
  if (own === DELETING && top === DELETING) return held(facts) ?? disconnect('the stack is being deleted');
  if ((own === DELETING || own === CLEANING_UP) && top === CLEANING_UP) return held(facts) ?? given(facts);
  if (own === DELETING && atRest(top)) {
    return unclear(
      `its nested stack is deleted alone, while the root is ${top}; disconnect the server yourself if it is to go, and delete the nested stack with its connections retained`,
    );
  }
  const andRoot = root ? ` and its root ${root}` : '';
  return keep(
    'NoCompletedDeployment',
    `the stack is ${own}${andRoot}: no completed deployment removes the server`,
    lagging(own) || lagging(top),
  );
}

/** Nothing, if a completed deployment held the server by the connection, and the connection is being deleted now. */
function held({ history }: Facts): Decision | undefined {
  if (history === undefined) return { kind: 'ask', question: 'history' };
  if (!history.held) return keep('NeverHeld', 'no completed deployment ever held it by this connection');
  if (history.status === DELETING) return undefined;
  if (/^DELETE_(COMPLETE|SKIPPED)$/.test(history.status ?? '')) {
    return keep('LateEvent', `the connection is ${history.status}: this Delete comes late`);
  }
  return unclear('CloudFormation does not show that it deletes the connection; if it does, try again');
}

/** A successful update removes or replaces this connection, or the nested stack with it. */
function given({ holders, history }: Facts): Decision {
  if (holders === undefined) return { kind: 'ask', question: 'holders' };
  // doubtful: the same clean-up may be about to delete that one too
  if (holders.other !== undefined) return keep('HeldByAnother', `connection ${holders.other} holds the server`, true);
  // the list may lag behind; but a failed update may have taken the server from it, and this one given it back
  if (holders.itself && history?.regained) return keep('HeldAgain', 'the connection holds the server again');
  return disconnect('a completed deployment removes the server');
}

/** States that may be the last thing CloudFormation showed before the phase that this Delete belongs to. */
function lagging(status: string): boolean {
  return status === 'UPDATE_IN_PROGRESS' || (atRest(status) && status !== 'DELETE_COMPLETE');
}

function atRest(status: string): boolean {
  return !status.endsWith('_IN_PROGRESS');
}

function disconnect(reason: string): Decision {
  return { kind: 'disconnect', reason };
}

function keep(because: Because, reason: string, doubtful = false): Decision {
  return { kind: 'keep', because, reason, doubtful };
}

function unclear(reason: string): Decision {
  return { kind: 'unclear', reason };
}
