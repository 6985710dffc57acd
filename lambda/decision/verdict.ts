import { type ConnectionRef, historyOf } from '../cloudformation/history';
import { findHolders, stackState } from '../cloudformation/state';
import type { Deadline } from '../runtime/deadline';
import { explain, Failure } from '../runtime/failure';
import { type Decision, decide, type Facts, type Question } from './rules';

/** Pauses before another look at a stack whose state does not explain the Delete: CloudFormation may lag behind itself. */
const SECOND_LOOKS = [250, 500, 1_000, 2_000, 4_000];

/** After this time a verdict is asked for again: while a server waits for its job, the world may have moved on. */
const HOLDS = 60_000;

/** What AWS's own message names, if it is one of them that is denied. */
const ASKING =
  'cloudformation:DescribeStacks, cloudformation:DescribeStackEvents and cloudformation:ListStackResources on its stacks';

export type Verdict = Extract<Decision, { kind: 'disconnect' | 'keep' }>;

/**
 * Tells whether a completed deployment gives up the server, as often as it is asked. Throws when CloudFormation cannot
 * be asked, or does not tell.
 */
export function verdictOn(connection: ConnectionRef, deadline: Deadline): () => Promise<Verdict> {
  let verdict: Verdict | undefined;
  let since = 0;
  return async () => {
    if (verdict && deadline.elapsed - since < HOLDS) return verdict;
    verdict = await decideDelete(connection, deadline).catch((error) => {
      const why = error instanceof Failure ? error.message : explain(error, ASKING);
      throw new Failure(
        `cannot tell whether a completed deployment gives up source server ${connection.server.id}, nothing was disconnected: ${why}`,
      );
    });
    since = deadline.elapsed;
    return verdict;
  };
}

async function decideDelete(connection: ConnectionRef, deadline: Deadline): Promise<Verdict> {
  for (let looks = 0; ; looks++) {
    const decision = await look(connection, deadline);
    const pause = SECOND_LOOKS[looks];
    const clear = decision.kind === 'disconnect' || (decision.kind === 'keep' && !decision.doubtful);
    if (!clear && pause !== undefined) await deadline.pause(pause);
    else if (decision.kind === 'unclear') throw new Failure(decision.reason);
    else return decision;
  }
}

/** Asks CloudFormation for one fact after the other, and only for those that matter. */
async function look(connection: ConnectionRef, deadline: Deadline): Promise<Exclude<Decision, { kind: 'ask' }>> {
  const { stackId } = connection;
  const { status: own, rootId } = await stackState(stackId, deadline);
  const root = rootId ? (await stackState(rootId, deadline)).status : undefined;

  const answers: Record<Question, () => Promise<Partial<Facts>>> = {
    history: async () => ({ history: await historyOf(connection, rootId, deadline) }),
    holders: async () => ({ holders: await findHolders(rootId ?? stackId, connection, deadline) }),
  };
  let facts: Facts = { own, root };
  for (;;) {
    const decision = decide(facts);
    if (decision.kind !== 'ask') return decision;
    facts = { ...facts, ...(await answers[decision.question]()) };
  }
}

/** Whether the stack is on its way back from a failed update: there, nothing may fail. */
export async function isRollingBack(stackId: string, deadline: Deadline): Promise<boolean> {
  const { status } = await stackState(stackId, deadline);
  return status.includes('ROLLBACK');
}
