import type { Deadline } from './deadline';
import { type Decision, decide, type Facts, type Question } from './decision';
import { type ConnectionRef, everCompleted, findHolder, stackState } from './stacks';

/** Pauses before another look at a stack whose state does not explain the Delete: CloudFormation may lag behind itself. */
const SECOND_LOOKS = [250, 500, 1_000, 2_000];

type Verdict = Exclude<Decision, { kind: 'ask' }>;

/** Whether a completed deployment gives up the connection. Throws when CloudFormation cannot be asked. */
export async function decideDelete(connection: ConnectionRef, deadline: Deadline): Promise<Verdict> {
  for (const pause of SECOND_LOOKS) {
    const decision = await look(connection, deadline);
    if (decision.kind !== 'keep' || !decision.doubtful) return decision;
    await deadline.pause(pause);
  }
  return look(connection, deadline);
}

/** Asks CloudFormation for one fact after the other, and only for those that matter. */
async function look(connection: ConnectionRef, deadline: Deadline): Promise<Verdict> {
  const { stackId, logicalId } = connection;
  const { rootId, ...own } = await stackState(stackId, deadline);
  const root = rootId ? await stackState(rootId, deadline) : undefined;

  const answers: Record<Question, () => Promise<Partial<Facts>>> = {
    ownCompleted: async () => ({ ownCompleted: await everCompleted(stackId, deadline) }),
    rootCompleted: async () => ({ rootCompleted: await everCompleted(rootId ?? stackId, deadline) }),
    holder: async () => ({ holder: await findHolder(rootId ?? stackId, connection, deadline) }),
  };
  let facts: Facts = { logicalId, own, root };
  for (;;) {
    const decision = decide(facts);
    if (decision.kind !== 'ask') return decision;
    facts = { ...facts, ...(await answers[decision.question]()) };
  }
}

/** Whether the stack is on its way back from a failed update: there, nothing may fail. */
export async function isRollingBack(stackId: string, deadline: Deadline): Promise<boolean> {
  const own = await stackState(stackId, deadline);
  return own.status.includes('ROLLBACK');
}
