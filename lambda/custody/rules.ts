import type { Because, Facts, Outcome, Question, Verdict } from './facts';
import { DELETING, isAlone, isCleanUp, isGivingUp, isRollingBack, mayLag } from './states';

/*
 * What a Delete means. The event does not say why it was sent; the states of the stack and its root, and their events,
 * do. Pure: no clock, no network. The first rule that fits decides. docs/how-it-decides.md has the same rules, and a test
 * walks every combination of states and facts through both. docs/custody.md has the evidence.
 */

interface Rule {
  readonly id: string;
  /** The states of the stacks in which the rule may fit. */
  readonly states: (facts: Facts) => boolean;
  /** The fact that `when` is about. It is asked for if it is not known yet. */
  readonly needs?: Question;
  readonly when?: (facts: Facts) => boolean;
  readonly outcome: Outcome;
  readonly because?: Because;
  readonly reason: (facts: Facts) => string;
  readonly looks?: (facts: Facts) => Verdict['looks'];
}

/**
 * How often to look again, unless a rule says otherwise: a server may be kept only because an event does not show yet.
 */
const LOOKS: Readonly<Record<Outcome, Verdict['looks']>> = { keep: 'once', unclear: 'often', release: undefined };

/** The events show it, and no later event can change it. */
const AT_FIRST_SIGHT = () => undefined;

const BY_HAND = 'disconnect the server yourself if you no longer need it';
const NOTHING_REMOVES = 'no completed deployment removes the server';
const NEVER_HELD = 'no completed deployment ever held it by this connection';

export const RULES: readonly Rule[] = [
  {
    id: 'D1',
    states: ({ own, root }) => isRollingBack(own) || isRollingBack(root ?? own),
    outcome: 'keep',
    because: 'NoCompletedDeployment',
    reason: (facts) => `${statesIn(facts)}: ${NOTHING_REMOVES}`,
  },
  {
    id: 'D2',
    states: () => true,
    needs: 'history',
    when: ({ history }) => history?.held === false,
    outcome: 'keep',
    because: 'NeverHeld',
    reason: () => NEVER_HELD,
    looks: ({ own }) => (isGivingUp(own) ? LOOKS.keep : 'often'),
  },
  {
    id: 'D3',
    states: ({ own }) => !isGivingUp(own),
    needs: 'history',
    when: ({ history }) => history?.status === DELETING,
    outcome: 'unclear',
    reason: (facts) => `${statesIn(facts)}, and yet CloudFormation deletes the connection; if it still does, try again`,
  },
  {
    id: 'D4',
    states: ({ own }) => !isGivingUp(own),
    outcome: 'keep',
    because: 'NoCompletedDeployment',
    reason: (facts) => `${statesIn(facts)}: ${NOTHING_REMOVES}`,
    looks: ({ own, root }) => (mayLag(own) || mayLag(root ?? own) ? 'often' : undefined),
  },
  {
    id: 'D5',
    states: ({ own }) => isGivingUp(own),
    needs: 'history',
    when: ({ history }) => /^DELETE_(COMPLETE|SKIPPED)$/.test(history?.status ?? ''),
    outcome: 'keep',
    because: 'LateEvent',
    reason: ({ history }) => `the connection is ${history?.status}: this Delete comes late`,
  },
  {
    id: 'D6',
    states: isAlone,
    needs: 'origin',
    when: ({ origin }) => origin?.held === false,
    outcome: 'keep',
    because: 'NeverHeld',
    reason: () => NEVER_HELD,
  },
  {
    id: 'D7',
    states: isAlone,
    outcome: 'unclear',
    reason: (facts) =>
      `its nested stack is ${facts.own === DELETING ? 'deleted' : 'updated'} alone, while the root is ${facts.root}; ${BY_HAND}, and delete the nested stack with its connections retained`,
  },
  {
    id: 'D8',
    states: ({ own }) => isGivingUp(own),
    needs: 'history',
    when: ({ history }) => history?.status !== DELETING || history.held === undefined,
    outcome: 'unclear',
    reason: () => 'CloudFormation does not show that it deletes the connection; if it does, try again',
  },
  {
    id: 'D9',
    states: isCleanUp,
    needs: 'history',
    when: ({ history }) => history?.regained === true,
    outcome: 'keep',
    because: 'HeldAgain',
    reason: () => 'a deployment has given the server back to the connection',
    looks: AT_FIRST_SIGHT,
  },
  {
    id: 'D10',
    states: ({ own }) => isGivingUp(own),
    needs: 'history',
    when: ({ history }) => history?.policyChanged === true,
    outcome: 'unclear',
    reason: () =>
      `a deployment that did not complete has updated the connection, and with it perhaps its removal policy or the steps around the disconnection; ${BY_HAND}, and delete the stack with the connection retained`,
  },
  {
    id: 'D11',
    states: ({ own }) => isGivingUp(own),
    needs: 'history',
    when: ({ history }) => history?.retained === true,
    outcome: 'keep',
    because: 'Retained',
    reason: () => 'the last deployment of the connection retains the server',
  },
  {
    id: 'D12',
    states: isCleanUp,
    needs: 'holders',
    when: ({ history, holders }) => history?.givenBack === true && holders?.itself === true,
    outcome: 'unclear',
    reason: () => `the connection may hold the server again; ${BY_HAND}`,
  },
  {
    id: 'D13',
    states: isCleanUp,
    needs: 'holders',
    when: ({ holders }) => holders?.other !== undefined && holders.moved,
    outcome: 'keep',
    because: 'HeldByAnother',
    reason: ({ holders }) => `connection ${holders?.other} holds the server`,
    looks: AT_FIRST_SIGHT,
  },
  {
    id: 'D14',
    states: isCleanUp,
    needs: 'holders',
    when: ({ holders }) => holders?.other !== undefined,
    outcome: 'unclear',
    reason: ({ holders }) =>
      `connection ${holders?.other} holds the server as well, since before this deployment; ${BY_HAND}`,
  },
  {
    id: 'D15',
    states: isCleanUp,
    outcome: 'release',
    reason: () => 'a completed deployment removes the server',
    looks: ({ holders }) => (holders?.fresh === false ? 'once' : undefined),
  },
  { id: 'D16', states: () => true, outcome: 'release', reason: () => 'the stack is being deleted' },
];

/** Decides what becomes of the server, or names the missing fact. */
export function decide(facts: Facts): Verdict | { readonly ask: Question } {
  for (const { id: rule, states, needs, when, outcome, because, reason, looks } of RULES) {
    if (!states(facts)) continue;
    if (needs && facts[needs] === undefined) return { ask: needs };
    if (when && !when(facts)) continue;
    return { rule, outcome, because, reason: reason(facts), looks: looks ? looks(facts) : LOOKS[outcome] };
  }
  throw new Error('the last rule fits whatever the facts are');
}

function statesIn({ own, root }: Facts): string {
  return `the stack is ${own}${root ? ` and its root ${root}` : ''}`;
}
