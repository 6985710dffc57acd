import type { SourceServer } from '@aws-sdk/client-mgn';
import { type Deadline, DeadlineExceeded } from '../aws/deadline';
import { explain } from '../aws/explain';
import { doubtOfLack, LAG, lookUntilSure } from '../aws/lag';
import { askFor, callMgn, describeServer, ignoreUninitialized, RATE } from '../aws/mgn';
import { backoff, errorName, isPermanent, pauseAfter } from '../aws/retry';
import type { ClearVerdict } from '../custody/facts';
import { type Call, hasNoAgent, isDisconnected, isGuarded, nextCall } from '../custody/steps';
import type { Deletion, Server, Steps } from '../event/declared';
import { type Answer, Failure } from '../event/request';
import type { RequestRecord } from '../log/record';

const DONE: Readonly<Record<Call, string>> = {
  FinalizeCutover: 'finalized',
  DisconnectFromService: 'disconnected',
  MarkAsArchived: 'archived',
  DeleteSourceServer: 'deleted',
};

/** An answer of MGN about a server is recent for this long, in milliseconds. */
const RECENT = 2_000;

/** What must be true, or MGN refuses the call for the server's state. */
const CONDITIONS: Readonly<Partial<Record<Call, string>>> = {
  MarkAsArchived: 'MGN archives a server whose life cycle state is DISCONNECTED or CUTOVER, so try again',
  DeleteSourceServer: 'MGN deletes a server that does not replicate and runs no job, so try again',
};

export type RemovalAnswer = Required<Pick<Answer, 'decision' | 'reason' | 'rule'>> & Pick<Answer, 'keptBecause'>;

/**
 * Brings a server to where a Delete wants it: finalized, disconnected, archived, deleted, as far as that is asked for
 * and not done yet. So another try, or a duplicate event, may begin it again at any point.
 */
export class Removal {
  /** The calls that MGN has carried out. */
  private readonly called = new Set<Call>();
  private readonly server: Server;
  private readonly steps: Steps;
  private readonly progress = { done: new Set<Call>(), refusesDeletion: false };
  private next: Call = 'DisconnectFromService';
  /** The server as MGN last showed it; undefined if it is not known. */
  private found?: SourceServer;
  private wasSeen = false;
  private verdict?: ClearVerdict;

  constructor(
    private readonly deletion: Pick<Deletion, 'server' | 'steps' | 'isProtected'>,
    private readonly deadline: Deadline,
    private readonly askVerdict: () => Promise<ClearVerdict>,
    private readonly record: RequestRecord,
  ) {
    this.server = deletion.server;
    this.steps = deletion.steps;
  }

  /** Waits out conflicts (a job is running, a state lags behind) and throttling until the deadline. */
  async run(): Promise<RemovalAnswer> {
    try {
      for (let attempt = 0; ; attempt++) {
        // the verdict was asked before the first call; no call is left that another verdict could stop
        if (this.verdict && this.isThrough()) return this.over(this.verdict);
        // at the same time, but once; one of many would be throttled by MGN, and it is too early to insist
        const asked = attempt === 0 && this.deadline.pace.crowd === 1 ? askFor(this.server, this.deadline) : undefined;
        const verdict = await this.lookAtBoth(asked);
        if (verdict.outcome === 'keep') return this.kept(verdict);
        if (!this.found) return this.over(verdict);
        if (this.called.size === 0) this.refuseIfProtected(this.found);
        await this.record.sourceServer(this.found, verdict);
        const call = nextCall(this.found, this.steps, this.progress);
        if (!call) return this.over(verdict);
        await this.carryOut(call, verdict, attempt);
      }
    } catch (error) {
      throw this.failure(error);
    }
  }

  /**
   * Asks for the verdict and, if the server leaves, for the server, until neither answer is too old for the other:
   * meanwhile another connection may hold the server, or a person may disconnect it.
   */
  private async lookAtBoth(asked?: ReturnType<typeof askFor>): Promise<ClearVerdict> {
    asked?.catch(() => {});
    let answer = asked;
    for (;;) {
      const since = this.deadline.elapsed;
      this.verdict = await this.askVerdict();
      // an answer that was asked for at the same time as a slow verdict may be out of date
      const isPast = this.deadline.elapsed - since > RECENT;
      if (this.verdict.outcome === 'keep' || (this.found && !isPast)) return this.verdict;
      this.found = await this.look(isPast ? undefined : answer);
      answer = undefined;
      if (!this.found) return this.verdict;
    }
  }

  /** The server as MGN shows it; undefined if MGN has not shown it for as long as its answers may lag. */
  private look(asked?: ReturnType<typeof askFor>): Promise<SourceServer | undefined> {
    const isGone = this.called.has('DeleteSourceServer');
    // one empty answer never proves it, however old the Delete is
    const doubt = doubtOfLack(this.deadline);
    return lookUntilSure(
      this.deadline,
      async (again) => {
        const found = await describeServer(this.server, this.deadline, again ? undefined : asked).catch(
          ignoreUninitialized,
        );
        if (found) this.wasSeen = true;
        return found;
      },
      (found) => (found || isGone ? undefined : doubt()),
    );
  }

  /** Whether MGN shows that everything which was asked for is done. */
  private isThrough(): boolean {
    return this.called.size > 0 && this.found !== undefined && !nextCall(this.found, this.steps, this.progress);
  }

  private async carryOut(call: Call, verdict: ClearVerdict, attempt: number): Promise<void> {
    this.next = call;
    // MGN has carried the call out already, and does not show that yet
    if (this.called.has(call)) await this.deadline.pause(backoff(attempt));
    try {
      this.found = await this.call(call, verdict);
    } catch (error) {
      await this.outlast(error, call, attempt);
    }
  }

  /** Makes a call. Returns the server as the call has left it. */
  private async call(call: Call, verdict: ClearVerdict): Promise<SourceServer | undefined> {
    const { server, deadline } = this;
    const input = { sourceServerID: server.id, accountID: server.accountId };
    const answer = await callMgn<SourceServer>(call, input, deadline);
    this.called.add(call);
    this.wasSeen = true;
    this.progress.done.add(call);
    await this.record.answer(call, call === 'DeleteSourceServer' ? undefined : answer, verdict);
    // what MGN's answer does not show is looked up, also whether the server is deleted
    const left = call !== 'DeleteSourceServer' && answer.sourceServerID === server.id ? answer : undefined;
    if (call === 'FinalizeCutover' || call === 'DisconnectFromService') return this.untilDisconnected(left);
    return left;
  }

  /** Waits until MGN shows that the server is disconnected. Returns the server as it is then. */
  private async untilDisconnected(left: SourceServer | undefined): Promise<SourceServer | undefined> {
    let found = left ?? (await this.look());
    for (let attempt = 0; found && !isDisconnected(found) && !hasNoAgent(found); attempt++) {
      await this.deadline.pause(backoff(attempt));
      found = await this.look();
    }
    return found;
  }

  /**
   * The removal gate of the tree refuses before this. But the gate may be retained, or gone with the last server that
   * it protected.
   */
  private refuseIfProtected(found: SourceServer): void {
    if (!this.deletion.isProtected || !isGuarded(found)) return;
    throw new Failure(
      `source server ${this.server.id} stays connected: the last deployment of its connection protects it, and unprotecting and removing are two deployments; to delete the stack, retain this connection`,
    );
  }

  /** Waits before another look, if the error is one that passes. */
  private async outlast(error: unknown, call: Call, attempt: number): Promise<void> {
    const isConflict = errorName(error) === 'ConflictException';
    const { found } = this;
    if (isConflict && call === 'DisconnectFromService' && found && (isDisconnected(found) || hasNoAgent(found))) {
      this.progress.done.add(call);
      if (isDisconnected(found)) return;
      // an agent may have been installed meanwhile, and not show yet
      this.found = undefined;
      return this.deadline.pause(LAG, error);
    }
    if (isConflict && call === 'DeleteSourceServer') this.progress.refusesDeletion = true;
    const worthAnotherLook = isConflict || errorName(error) === 'ResourceNotFoundException';
    if (!worthAnotherLook && isPermanent(error, this.deadline)) throw error;
    this.found = undefined;
    await this.deadline.pause(pauseAfter(error, attempt, this.deadline, RATE), error);
  }

  /** The deletion has been given up: no further call is made. */
  private kept({ because, rule, reason }: ClearVerdict): RemovalAnswer {
    if (this.called.size > 0) return this.over({ rule, reason: `no further call, since ${reason}` });
    return { decision: 'kept', keptBecause: because, rule, reason: `kept: ${reason}` };
  }

  /** No call is left to make. */
  private over({ rule, reason }: Pick<ClearVerdict, 'rule' | 'reason'>): RemovalAnswer {
    const disconnects = this.called.has('FinalizeCutover') || this.called.has('DisconnectFromService');
    if (disconnects) return { decision: 'disconnected', rule, reason: `${this.calls()}: ${reason}` };
    const [decision, what] = this.before();
    return { decision, rule, reason: `${[what, this.calls()].filter(Boolean).join(', ')}: ${reason}` };
  }

  /** How the server was found, if it did not need to be disconnected. */
  private before(): ['alreadyDisconnected' | 'notFound', string] {
    if (this.found && !isDisconnected(this.found)) return ['alreadyDisconnected', 'has no agent to disconnect'];
    return this.wasSeen
      ? ['alreadyDisconnected', 'was already disconnected']
      : ['notFound', 'there is no such source server now'];
  }

  private calls(): string {
    return [...this.called].map((call) => DONE[call]).join(', ');
  }

  private failure(error: unknown): Failure {
    const { next, server } = this;
    const failed = (what: string, why: string) => new Failure(`source server ${server.id} ${what}: ${why}`);
    const isDone = next === 'MarkAsArchived' || next === 'DeleteSourceServer';
    const what = `${isDone ? 'is disconnected, but could not be' : 'could not be'} ${DONE[next]}`;
    if (error instanceof Failure) {
      if (this.called.size === 0 && !isDone) return error;
      const why = error.message.replace(', nothing was disconnected', '');
      return failed(isDone ? what : `was ${this.calls()}, but then`, why);
    }
    if (!this.called.has(next))
      return failed(what, explain(error, `mgn:${refusedIn(error) ?? next}`, CONDITIONS[next]));
    // MGN has carried out the last call, but may not be asked what it led to
    return failed(`was ${this.calls()}, but MGN does not show that`, explain(error, 'mgn:DescribeSourceServers'));
  }
}

/** The call that MGN has refused. It may also have refused to show the server. */
function refusedIn(error: unknown): string | undefined {
  const refusal = error instanceof DeadlineExceeded ? error.cause : error;
  return (refusal as { readonly operation?: string } | undefined)?.operation;
}
