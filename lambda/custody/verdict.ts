import { permissionsToAsk } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';
import { type EventLog, eventsOf, StaleToken } from '../aws/events';
import { type StackState, stackAndParents, stackState } from '../aws/stacks';
import type { Deletion } from '../event/declared';
import { explain, Failure } from '../event/failure';
import type { Decision, Facts, Question } from './facts';
import { historyOf, originOf } from './history';
import { holdersOf } from './holders';
import { decide } from './rules';

/** How far CloudFormation's answers may lag behind its events; nothing says that they never do. */
const LAG = 8_000;

/** The pause before another look at what does not explain the Delete; it doubles each time. */
const SECOND_LOOK = 250;

/** After this time a verdict is asked for again: while a server waits for its job, the world may have moved on. */
const HOLDS = 60_000;

export interface Verdict extends Decision {
  readonly outcome: 'release' | 'keep';
}

/** What was seen of CloudFormation, and when that began: it may be as old. */
interface Look {
  readonly decision: Decision;
  readonly began: number;
}

/**
 * Tells whether a completed deployment gives up the server, as often as it is asked. Throws when CloudFormation cannot
 * be asked, or does not tell.
 */
export function verdictOn(deletion: Deletion, deadline: Deadline): () => Promise<Verdict> {
  let last: Look | undefined;
  return async () => {
    if (last && deadline.elapsed - last.began < HOLDS) return last.decision as Verdict;
    last = await settle(deletion, deadline).catch((error) => {
      const why = error instanceof Failure ? error.message : explain(error, permissionsToAsk(error));
      throw new Failure(
        `cannot tell whether a completed deployment gives up source server ${deletion.server.id}, nothing was disconnected: ${why}`,
      );
    });
    return last.decision as Verdict;
  };
}

/** Looks again at what is doubtful, until CloudFormation's answers cannot lag behind the Delete any more. */
async function settle(deletion: Deletion, deadline: Deadline): Promise<Look> {
  const began = deadline.elapsed;
  let last: Look | undefined;
  for (let looks = 0; ; looks++) {
    try {
      last = await look(deletion, deadline, looks > 0);
      const { decision } = last;
      // what is looked at once is too old since the Delete came, however often somebody looks
      const once = decision.looks === 'once';
      const current = once ? LAG : began + LAG;
      if (decision.looks && last.began < current) {
        const left = current - deadline.elapsed;
        if (left > 0) await deadline.pause(once ? left : Math.min(SECOND_LOOK * 2 ** looks, left));
      } else if (decision.outcome === 'unclear') {
        throw new Failure(decision.reason);
      } else {
        return last;
      }
    } catch (error) {
      // on the way back nothing may fail, not for a second look either
      if (last?.decision.rule === 'D1') return last;
      throw error;
    }
  }
}

/** A page token that is good no more is forgotten with the events that it belongs to: they are read anew. */
async function look(deletion: Deletion, deadline: Deadline, again: boolean): Promise<Look> {
  return lookOnce(deletion, deadline, again).catch((error) => {
    if (error instanceof StaleToken) return lookOnce(deletion, deadline, again);
    throw error;
  });
}

/** Asks CloudFormation for one fact after the other, and only for those that matter; what nearly all need, at once. */
async function lookOnce(deletion: Deletion, deadline: Deadline, again: boolean): Promise<Look> {
  const began = deadline.elapsed;
  let readAt = Number.POSITIVE_INFINITY;
  const first = eventsOf(deletion.stackId, deadline, again);
  first.then(
    () => {
      readAt = deadline.elapsed;
    },
    () => {},
  );
  const chain = await stackAndParents(deletion.stackId, deadline);
  // events that are older than the states by more than that may be those of another operation
  const own = deadline.elapsed - readAt > HOLDS ? eventsOf(deletion.stackId, deadline, true) : first;
  const top = chain.at(-1) as StackState;
  let read: Promise<EventLog[]> | undefined;
  const logs = () => {
    read ??= Promise.all([own, ...chain.slice(1).map(({ stackId }) => eventsOf(stackId, deadline, again))]);
    return read;
  };
  const answers: Record<Question, () => Promise<Partial<Facts>>> = {
    history: async () => ({ history: await historyOf(deletion, chain, await logs(), deadline) }),
    origin: async () => ({ origin: await originOf(deletion, await logs(), deadline) }),
    holders: async () => ({ holders: await holdersOf(deletion, top.stackId, deadline) }),
  };
  let facts: Facts = {
    own: chain[0]?.status ?? 'missing',
    root: chain.length > 1 ? top.status : undefined,
  };
  for (;;) {
    const decision = decide(facts);
    if (!('ask' in decision)) return { decision, began };
    facts = { ...facts, ...(await answers[decision.ask]()) };
  }
}

/**
 * Whether the stack is on its way back from a failed update: there, nothing may fail. It is only denied when
 * CloudFormation's answers cannot lag behind any more.
 */
export async function isOnTheWayBack(stackId: string, deadline: Deadline): Promise<boolean> {
  for (const pause of [0, LAG / 4, LAG / 4, LAG / 2]) {
    if (pause > 0) await deadline.pause(pause);
    const { status } = await stackState(stackId, deadline);
    if (status.includes('ROLLBACK')) return true;
  }
  return false;
}
