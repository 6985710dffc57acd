/*
 * What a Delete means. The event does not say why it was sent; the states of the stack and its root do.
 * Pure: no clock, no network. docs/custody.md has the table with the reason and the source of each row.
 */

/** A stack as DescribeStacks shows it. */
export interface StackState {
  readonly status: string;
  readonly reason?: string;
  readonly disableRollback: boolean;
  /** The types of the stack's most recent operations; absent where CloudFormation does not list them. */
  readonly operations?: readonly string[];
}

/** What is known about a Delete. An absent fact has not been looked up (yet). */
export interface Facts {
  /** The connection that is deleted. */
  readonly logicalId: string;
  readonly own: StackState;
  /** Only for a nested stack. */
  readonly root?: StackState;
  /** Whether the stack has ever completed a deployment, from its events. */
  readonly ownCompleted?: boolean;
  readonly rootCompleted?: boolean;
  /** Where another connection of the stack tree holds the server; null: nowhere. */
  readonly holder?: string | null;
}

export type Question = 'ownCompleted' | 'rootCompleted' | 'holder';

export type Decision =
  | { readonly kind: 'disconnect'; readonly reason: string }
  /** `doubtful`: CloudFormation's answer may lag behind the event, so it is worth a second look. */
  | { readonly kind: 'keep'; readonly reason: string; readonly doubtful: boolean }
  | { readonly kind: 'ask'; readonly question: Question };

const DELETING = 'DELETE_IN_PROGRESS';
const CLEANING_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';

/** Decides whether a Delete disconnects the server, or names the fact that is missing for it. */
export function decide(facts: Facts): Decision {
  const { own, root } = facts;
  const top = root ?? own;
  if (own.status === DELETING && top.status === DELETING) return decideDeletion(facts);
  if (own.status === DELETING && top.status === CLEANING_UP) return decideRemovedStack(facts);
  if (own.status === CLEANING_UP && top.status === CLEANING_UP) return decideRemoval(facts);
  return keep(
    `the stack is ${own.status}${root ? ` and its root ${root.status}` : ''}: no completed deployment removes the server`,
    lagging(own.status) || lagging(top.status),
  );
}

/** The whole tree is deleted. */
function decideDeletion(facts: Facts): Decision {
  const { own, root } = facts;
  const rootCompleted = root ? completed(root, facts.rootCompleted, true) : true;
  if (rootCompleted === undefined) return ask('rootCompleted');
  const ownCompleted = completed(own, facts.ownCompleted, !root);
  if (rootCompleted && ownCompleted === undefined) return ask('ownCompleted');
  if (!rootCompleted || !ownCompleted) return neverCompleted();
  return { kind: 'disconnect', reason: 'the stack is being deleted' };
}

/** A successful update of the root removes this nested stack. */
function decideRemovedStack(facts: Facts): Decision {
  const ownCompleted = completed(facts.own, facts.ownCompleted, false);
  if (ownCompleted === undefined) return ask('ownCompleted');
  return ownCompleted ? decideRemoval(facts) : neverCompleted();
}

/** A successful update removes or replaces this connection. */
function decideRemoval(facts: Facts): Decision {
  if (facts.holder === undefined) return ask('holder');
  // its own logical id: CloudFormation may list this connection as it was before the Delete, or another stack's.
  if (facts.holder !== null)
    return keep(`connection ${facts.holder} holds the server`, facts.holder === facts.logicalId);
  return { kind: 'disconnect', reason: 'a completed deployment removes the server' };
}

/**
 * Whether a stack under deletion ever completed a deployment; undefined when only its events can tell.
 *
 * A creation that fails is rolled back, which DescribeStacks lists as an operation, unless rollback was disabled; one
 * with OnFailure=DELETE is deleted with a reason that names the failed resources, where a requested deletion says
 * "User Initiated". A nested stack's deletion is requested by its parent, so there the reason says nothing.
 */
function completed(stack: StackState, fromEvents: boolean | undefined, reasonTells: boolean): boolean | undefined {
  if (stack.reason?.includes('failed to create')) return false;
  if (fromEvents !== undefined) return fromEvents;
  const requested = !reasonTells || stack.reason === 'User Initiated';
  return requested && !stack.disableRollback && plainHistory(stack.operations) ? true : undefined;
}

function plainHistory(operations: readonly string[] | undefined): boolean {
  if (operations === undefined) return false;
  const deletions = operations.filter((operation) => operation === 'DELETE_STACK').length;
  return deletions <= 1 && !operations.some((operation) => operation.includes('ROLLBACK'));
}

/** States that may be the last thing CloudFormation showed before the phase that this Delete belongs to. */
function lagging(status: string): boolean {
  return status === 'UPDATE_IN_PROGRESS' || (!status.endsWith('_IN_PROGRESS') && status !== 'DELETE_COMPLETE');
}

function keep(reason: string, doubtful: boolean): Decision {
  return { kind: 'keep', reason, doubtful };
}

function neverCompleted(): Decision {
  return keep('the stack never completed a deployment', false);
}

function ask(question: Question): Decision {
  return { kind: 'ask', question };
}
