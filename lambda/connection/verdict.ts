import { permissionsToAsk } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';
import { evidenceAt, stackAndParents } from '../aws/evidence';
import { explain } from '../aws/explain';
import { LAG, lookUntilSure } from '../aws/lag';
import { reading } from '../aws/retry';
import type { Events, StackState } from '../custody/evidence';
import type { ClearVerdict, Facts, Question, Verdict } from '../custody/facts';
import { historyOf, originOf } from '../custody/history';
import { holdersOf } from '../custody/holders';
import { decide } from '../custody/rules';
import { CLEANING_UP } from '../custody/states';
import type { Deletion } from '../event/declared';
import { Failure } from '../event/request';

/* Asks CloudFormation what the rules of custody want to know, which ask nothing themselves. */

/** A verdict older than this, in milliseconds, is asked for again: the stack may have changed meanwhile. */
const HOLDS = 60_000;

/** What CloudFormation showed, and when the look began: the answers may be as old. */
interface Look {
  readonly verdict: Verdict;
  readonly began: number;
}

/** Says whether a completed deployment gives up the server of a connection. May be asked again and again. */
export class Custody {
  private last?: Look;
  private states?: Facts;

  constructor(
    private readonly deletion: Deletion,
    private readonly deadline: Deadline,
  ) {}

  /** Throws if CloudFormation cannot be asked, or does not say. */
  public async verdict(): Promise<ClearVerdict> {
    if (this.last && this.deadline.elapsed - this.last.began < HOLDS) return this.last.verdict as ClearVerdict;
    this.last = await this.settle().catch((error) => {
      const why = error instanceof Failure ? error.message : explain(error, permissionsToAsk(error));
      throw new Failure(
        `cannot tell whether a completed deployment gives up source server ${this.deletion.server.id}, nothing was disconnected: ${why}`,
      );
    });
    return this.last.verdict as ClearVerdict;
  }

  /**
   * Whether the Delete belongs to a clean-up, as far as CloudFormation could be asked. A clean-up tries it only three
   * times.
   */
  public get isOfCleanUp(): boolean | undefined {
    return this.states && [this.states.own, this.states.root].includes(CLEANING_UP);
  }

  /** Looks again at what is doubtful, until CloudFormation's answers can no longer lag behind the Delete. */
  private async settle(): Promise<Look> {
    const began = this.deadline.elapsed;
    const last = await lookUntilSure(
      this.deadline,
      (again) => reading(() => this.look(again)),
      // one look is enough once the Delete is old enough
      ({ verdict: { looks } }) => looks && { until: looks === 'once' ? LAG : began + LAG, often: looks === 'often' },
      // on the way back nothing may fail, not even for a second look
      ({ verdict }) => verdict.rule === 'D1',
    );
    if (last.verdict.outcome === 'unclear') throw new Failure(last.verdict.reason);
    return last;
  }

  private async look(again: boolean): Promise<Look> {
    const began = this.deadline.elapsed;
    const { states, answers } = await factsOf(this.deletion, this.deadline, again);
    this.states = states;
    let facts = states;
    for (;;) {
      const verdict = decide(facts);
      if (!('ask' in verdict)) return { verdict, began };
      facts = { ...facts, ...(await answers[verdict.ask]()) };
    }
  }
}

interface Known {
  readonly states: Facts;
  /** What else can be asked, one fact after the other. */
  readonly answers: Readonly<Record<Question, () => Promise<Partial<Facts>>>>;
}

/** Asks CloudFormation at the same time for what nearly every verdict needs. */
async function factsOf(deletion: Deletion, deadline: Deadline, again: boolean): Promise<Known> {
  const evidence = evidenceAt(deadline, again);
  let readAt = Number.POSITIVE_INFINITY;
  const first = evidence.events(deletion.stackId);
  first.then(
    () => {
      readAt = deadline.elapsed;
    },
    () => {},
  );
  const chain = await stackAndParents(deletion.stackId, deadline);
  // events that are much older than the states may belong to another operation
  const own = deadline.elapsed - readAt > HOLDS ? evidenceAt(deadline, true).events(deletion.stackId) : first;
  // the rules may not ask for them: an unhandled rejection would end the function before it answers
  own.catch(() => {});
  const top = chain.at(-1) as StackState;
  let read: Promise<Events[]> | undefined;
  const logs = () => {
    read ??= Promise.all([own, ...chain.slice(1).map(({ stackId }) => evidence.events(stackId))]);
    return read;
  };
  return {
    states: { own: chain[0]?.status ?? 'missing', root: chain.length > 1 ? top.status : undefined },
    answers: {
      history: async () => ({ history: await historyOf(deletion, chain, await logs()) }),
      origin: async () => ({ origin: await originOf(deletion, chain, await logs()) }),
      holders: async () => ({ holders: await holdersOf(deletion, top.stackId, evidenceAt(deadline)) }),
    },
  };
}
