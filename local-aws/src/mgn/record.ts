import type { LifeCycleState } from '@aws-sdk/client-mgn';
import { durationOf, secondsIn } from './duration';
import { accountOf } from './ids';
import type { SourceServer } from './model';

/** What the local AWS knows of a server beyond the API. The control plane shows it, never an answer of MGN. */
export interface LocalState {
  readonly accountId: string;
  /** Replication server, staging volumes and snapshots that still exist. */
  readonly stagingResources: number;
  readonly agent: 'installed' | 'uninstalled' | 'none';
  readonly runningJob?: string;
}

export interface Ending {
  readonly replication: 'DISCONNECTED' | 'STOPPED';
  readonly lifeCycleState: LifeCycleState;
  readonly statesAfterMs: number;
  readonly stagingGoneAfterMs: number;
  readonly uninstallAgent: boolean;
}

const NEVER = Number.POSITIVE_INFINITY;
/** Parts of the time until all is gone, as once measured: the replication server, then the volumes in two steps. */
const [SERVER_GONE, FIRST_VOLUMES_GONE] = [13 / 33, 23 / 33];
const AGENT_GONE_AFTER_MS = 10 * 60_000;

/** One source server and its next changes. Due times are compared with the clock when it is read. */
export class ServerRecord {
  disconnectCalled = false;
  /** The state to which a failed launch returns. */
  stateBeforeLaunch?: LifeCycleState;
  /** How many disks are replicated to staging volumes, while there are any. */
  private stagedDisks: number;
  private stagingGoneAt = NEVER;
  private stagingGoesSince = 0;
  private agent: LocalState['agent'];
  private agentGoneAt = NEVER;
  private pending?: { at: number; apply(): void };
  private replicationSince?: { readonly at: number; readonly before: number };

  constructor(
    readonly sequence: number,
    readonly server: SourceServer,
    private readonly now: () => number,
  ) {
    this.stagedDisks = this.replicates ? (server.dataReplicationInfo?.replicatedDisks?.length ?? 0) : 0;
    if (!this.replicates) this.stagingGoneAt = 0;
    const agentless = server.replicationType === 'SNAPSHOT_SHIPPING' || this.replicationState === undefined;
    this.agent = agentless ? 'none' : this.replicationState === 'DISCONNECTED' ? 'uninstalled' : 'installed';
    this.countReplication();
  }

  get id(): string {
    return this.server.sourceServerID as string;
  }

  get accountId(): string {
    return accountOf(this.server.arn);
  }

  get lifeCycleState(): LifeCycleState | undefined {
    return this.server.lifeCycle?.state;
  }

  set lifeCycleState(state: LifeCycleState) {
    this.server.lifeCycle = { ...this.server.lifeCycle, state };
  }

  get replicationState() {
    return this.server.dataReplicationInfo?.dataReplicationState;
  }

  get replicates(): boolean {
    return !['DISCONNECTED', 'STOPPED', undefined].includes(this.replicationState);
  }

  /** The disks that still have a staging volume and snapshots. */
  get staging(): readonly string[] {
    if (!this.stagingExists) return [];
    const disks = this.server.dataReplicationInfo?.replicatedDisks ?? [];
    const all = Array.from({ length: this.stagedDisks }, (_, index) => disks[index]?.deviceName ?? `disk ${index + 1}`);
    return this.stagingGone() < FIRST_VOLUMES_GONE ? all : all.slice(Math.ceil(all.length / 2));
  }

  get stagingExists(): boolean {
    return this.stagingGone() < 1;
  }

  /** Whether it still needs its replication server. */
  get needsReplicator(): boolean {
    return this.stagingGone() < SERVER_GONE;
  }

  /** How much of the staging area's deletion time has passed, from 0 to 1. */
  private stagingGone(): number {
    if (this.now() >= this.stagingGoneAt) return 1;
    return Math.max(0, (this.now() - this.stagingGoesSince) / (this.stagingGoneAt - this.stagingGoesSince));
  }

  /** What DisconnectFromService, FinalizeCutover and StopReplication have in common. */
  endReplication(ending: Ending): void {
    const info = this.server.dataReplicationInfo;
    if (ending.replication === 'DISCONNECTED')
      for (const disk of info?.replicatedDisks ?? []) disk.totalStorageBytes = 0;
    delete info?.lagDuration;
    delete info?.etaDateTime;
    if (this.stagingGoneAt === NEVER) this.stagingGoesSince = this.now();
    this.stagingGoneAt = Math.min(this.stagingGoneAt, this.now() + ending.stagingGoneAfterMs);
    if (ending.uninstallAgent && this.agentIsSeen())
      this.agentGoneAt = Math.min(this.agentGoneAt, this.now() + AGENT_GONE_AFTER_MS);
    const apply = () => {
      this.server.dataReplicationInfo = { ...info, dataReplicationState: ending.replication };
      this.lifeCycleState = ending.lifeCycleState;
    };
    this.pending ??= { at: this.now() + ending.statesAfterMs, apply };
    this.settle();
  }

  /** Begins the replication: from nothing, or again. */
  beginReplication(): void {
    const disks = this.server.dataReplicationInfo?.replicatedDisks ?? [];
    this.stagedDisks = disks.length;
    this.stagingGoneAt = NEVER;
    this.countReplication();
  }

  settle(): this {
    if (this.pending && this.now() >= this.pending.at) {
      this.pending.apply();
      this.pending = undefined;
    }
    const { replicationSince: since, server } = this;
    if (since && this.replicates && this.now() - since.at >= 1000)
      server.lifeCycle = {
        ...server.lifeCycle,
        elapsedReplicationDuration: durationOf(since.before + (this.now() - since.at) / 1000),
      };
    return this;
  }

  local(runningJob?: string): LocalState {
    const replicator = this.needsReplicator && this.server.dataReplicationInfo?.replicatorId !== undefined ? 1 : 0;
    return {
      accountId: this.accountId,
      stagingResources: replicator + 2 * this.staging.length,
      agent: this.agent === 'installed' && this.now() >= this.agentGoneAt ? 'uninstalled' : this.agent,
      ...(runningJob ? { runningJob } : {}),
    };
  }

  /** The charged time goes on from where it was. */
  private countReplication(): void {
    const before = secondsIn(this.server.lifeCycle?.elapsedReplicationDuration ?? 'P0D');
    this.replicationSince = before === undefined || !this.replicates ? undefined : { at: this.now(), before };
  }

  /** The uninstall command reaches only an agent that can talk to the service. */
  private agentIsSeen(): boolean {
    return this.server.dataReplicationInfo?.dataReplicationError?.error !== 'AGENT_NOT_SEEN';
  }
}
