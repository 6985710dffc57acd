import type { SourceServer } from '@aws-sdk/client-mgn';
import { callMgn } from '../aws/call-mgn';
import type { Deadline } from '../aws/deadline';
import { askFor, describe, ignoreUninitialized } from '../aws/mgn';
import { backoff, isPermanent, nameOf, pauseAfter } from '../aws/retry';
import type { Verdict } from '../custody/verdict';
import type { Server } from '../event/declared';
import { explain, Failure } from '../event/failure';
import type { Answer } from '../event/request';
import type { RequestRecord } from '../log/record';
import { isDisconnected, nextStep, type Plan, type Step } from './steps';

const DONE: Readonly<Record<Step, string>> = {
  FinalizeCutover: 'finalized',
  DisconnectFromService: 'disconnected',
  MarkAsArchived: 'archived',
  DeleteSourceServer: 'deleted',
};

const ALREADY = ['alreadyDisconnected', 'was already disconnected'] as const;
const MISSING = ['notFound', 'there is no such source server (any more)'] as const;

/** Milliseconds after which MGN is asked again for a server. */
const RECENT = 2_000;

/** What it takes that MGN does not refuse a call for the server's state. */
const CONDITIONS: Readonly<Partial<Record<Step, string>>> = {
  MarkAsArchived: 'MGN archives a server whose life cycle state is DISCONNECTED or CUTOVER, so try again',
  DeleteSourceServer: 'MGN deletes a server that does not replicate and runs no job, so try again',
};

export type Outcome = Required<Pick<Answer, 'decision' | 'reason' | 'rule'>> & Pick<Answer, 'keptBecause'>;

/**
 * Brings a server from where it is to where a Delete wants it: finalized, disconnected, archived, deleted, as far as
 * that is asked for and not done yet. So it may be begun again at any point, by another try or a duplicate event.
 */
export class Removal {
  /** The calls that MGN has carried out. */
  private readonly called = new Set<Step>();
  /** The same, and those that were of no use. */
  private readonly done = new Set<Step>();
  private step: Step = 'DisconnectFromService';
  /** The server as MGN shows it now, as far as that is known. */
  private found?: SourceServer;
  private seen = false;
  private last?: Verdict;

  constructor(
    private readonly server: Server,
    private readonly plan: Plan,
    private readonly deadline: Deadline,
    private readonly verdict: () => Promise<Verdict>,
    private readonly record: RequestRecord,
  ) {}

  /** Conflicts (a job is running, a state lags behind) and throttling are waited out until the deadline. */
  async run(): Promise<Outcome> {
    try {
      for (let attempt = 0; ; attempt++) {
        const outcome = await this.goOn(attempt);
        if (outcome) return outcome;
      }
    } catch (error) {
      throw this.failure(error);
    }
  }

  /**
   * At most one call, with another look at the verdict and at the server before it: meanwhile the server may be held
   * again, or be disconnected by somebody else.
   */
  private async goOn(attempt: number): Promise<Outcome | undefined> {
    const began = this.deadline.elapsed;
    // at the same time, but once: where MGN throttles, it is too early to insist
    const asked = this.found ? undefined : askFor(this.server, this.deadline);
    asked?.catch(() => {});
    // whether to begin was asked then; nothing is left that another verdict could stop
    if (this.last && this.isThrough()) return this.outcome(this.last, ...ALREADY);
    const first = await this.judge();
    if (first.outcome === 'keep') return this.kept(first);
    // what was asked for at the same time as a verdict that took its time may be of the past
    if (!this.found || this.isPast(began)) this.found = await this.look(this.isPast(began) ? undefined : asked);
    if (!this.found) return this.seen ? this.outcome(first, ...ALREADY) : this.outcome(first, ...MISSING);
    this.seen = true;
    // who has waited for its turn, or for MGN, asks again whether its server goes
    const waited = this.deadline.elapsed;
    const verdict = await this.judge();
    if (verdict.outcome === 'keep') return this.kept(verdict);
    if (this.isPast(waited)) this.found = await this.look();
    if (!this.found) return this.outcome(verdict, ...ALREADY);
    await this.record.sourceServer(this.found, verdict);
    const step = nextStep(this.found, this.plan, this.done);
    if (!step) return this.outcome(verdict, ...ALREADY);
    this.step = step;
    // MGN has carried it out already, and does not show that yet
    if (this.called.has(step)) await this.deadline.pause(backoff(attempt));
    try {
      this.found = await this.call(step, verdict);
    } catch (error) {
      await this.outlast(error, step, attempt);
    }
    return undefined;
  }

  private async judge(): Promise<Verdict> {
    this.last = await this.verdict();
    return this.last;
  }

  /** Whether what MGN has said then need not be so any more. */
  private isPast(time: number): boolean {
    return this.deadline.elapsed - time > RECENT;
  }

  /** Whether MGN shows that all which was asked for has been carried out. */
  private isThrough(): boolean {
    return this.called.size > 0 && this.found !== undefined && !nextStep(this.found, this.plan, this.done);
  }

  private look(asked?: ReturnType<typeof askFor>): Promise<SourceServer | undefined> {
    return describe(this.server, this.deadline, asked).catch(ignoreUninitialized);
  }

  /** Makes a call, and gives the server as the call has left it. */
  private async call(step: Step, verdict: Verdict): Promise<SourceServer | undefined> {
    const { server, deadline } = this;
    const input = { sourceServerID: server.id, accountID: server.accountId };
    const answer = await callMgn<SourceServer>(step, input, deadline);
    this.called.add(step);
    this.done.add(step);
    await this.record.answer(step, step === 'DeleteSourceServer' ? undefined : answer, verdict);
    if (step === 'FinalizeCutover' || step === 'DisconnectFromService') return this.untilDisconnected(answer);
    // what MGN does not show in its answer is looked up: whether the server is deleted, too
    return step !== 'DeleteSourceServer' && answer.sourceServerID === server.id ? answer : undefined;
  }

  /** Waits until MGN shows that the server is disconnected, and gives it as it is then. */
  private async untilDisconnected(left: SourceServer): Promise<SourceServer | undefined> {
    let found: SourceServer | undefined = left;
    for (let attempt = 0; found && !isDisconnected(found); attempt++) {
      await this.deadline.pause(backoff(attempt));
      found = await describe(this.server, this.deadline);
    }
    return found;
  }

  /** Waits before another look, if an error is one that passes. */
  private async outlast(error: unknown, step: Step, attempt: number): Promise<void> {
    const isConflict = nameOf(error) === 'ConflictException';
    if (isConflict && step === 'DisconnectFromService' && this.found && isDisconnected(this.found)) {
      this.done.add(step);
      return;
    }
    const worthAnotherLook = isConflict || nameOf(error) === 'ResourceNotFoundException';
    if (!worthAnotherLook && isPermanent(error, this.deadline)) throw error;
    this.found = undefined;
    await this.deadline.pause(pauseAfter(error, attempt, this.deadline), error);
  }

  /** The deletion has been given up: what was not called yet is not called any more. */
  private kept({ because, rule, reason }: Verdict): Outcome {
    if (this.called.size > 0) return this.outcome({ rule, reason: `no more than that, since ${reason}` }, ...ALREADY);
    return { decision: 'kept', keptBecause: because, rule, reason: `kept: ${reason}` };
  }

  private outcome(
    { rule, reason }: Pick<Verdict, 'rule' | 'reason'>,
    decision: Outcome['decision'],
    otherwise: string,
  ): Outcome {
    const disconnects = this.called.has('FinalizeCutover') || this.called.has('DisconnectFromService');
    if (disconnects) return { decision: 'disconnected', rule, reason: `${this.calls()}: ${reason}` };
    return { decision, rule, reason: `${[otherwise, this.calls()].filter(Boolean).join(', ')}: ${reason}` };
  }

  private calls(): string {
    return [...this.called].map((step) => DONE[step]).join(', ');
  }

  private failure(error: unknown): Failure {
    const { step, server } = this;
    const failed = (what: string, why: string) => new Failure(`source server ${server.id} ${what}: ${why}`);
    const isDone = step === 'MarkAsArchived' || step === 'DeleteSourceServer';
    const what = `${isDone ? 'is disconnected, but could not be' : 'could not be'} ${DONE[step]}`;
    if (error instanceof Failure) {
      if (this.called.size === 0 && !isDone) return error;
      const why = error.message.replace(', nothing was disconnected', '');
      return failed(isDone ? what : `was ${this.calls()}, but then`, why);
    }
    if (!this.called.has(step)) return failed(what, explain(error, `mgn:${step}`, CONDITIONS[step]));
    // MGN has carried out the last call, and cannot be asked for what that has led to
    return failed(`was ${this.calls()}, but MGN does not show that`, explain(error, 'mgn:DescribeSourceServers'));
  }
}
