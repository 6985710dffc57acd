import type { InitiatedBy, Job, SourceServer } from '@aws-sdk/client-mgn';
import type { Environment } from '../kernel/types';
import { completeFleet, serverArn } from './fleet';
import { JobStore } from './jobs';

/** What the local AWS knows of a server beyond the API: shown by the control plane, never in an answer of MGN. */
export interface LocalState {
  readonly accountId: string;
  /** Replication server, staging volumes and snapshots that still exist. */
  readonly stagingResources: number;
  readonly agent: 'installed' | 'uninstalled' | 'none';
  readonly runningJob?: string;
}

export type LocalServer = SourceServer & { readonly _local: LocalState };

const minute = 60_000;

/** One source server and what is about to happen to it. Due times are compared with the clock when it is read. */
export class ServerRecord {
  disconnectCalled = false;
  private stagingResources: number;
  private agent: LocalState['agent'];
  private stagingGoneAt = Number.POSITIVE_INFINITY;
  private agentGoneAt = Number.POSITIVE_INFINITY;
  private pending?: { at: number; apply(): void };

  constructor(
    readonly sequence: number,
    readonly server: SourceServer,
    private readonly now: () => number,
  ) {
    const connected = this.replicationState !== undefined && this.replicationState !== 'DISCONNECTED';
    const disks = server.dataReplicationInfo?.replicatedDisks?.length ?? 0;
    this.stagingResources = connected && this.replicationState !== 'STOPPED' ? 1 + 2 * disks : 0;
    const agentless = server.replicationType === 'SNAPSHOT_SHIPPING' || this.replicationState === undefined;
    this.agent = agentless ? 'none' : connected ? 'installed' : 'uninstalled';
  }

  get id(): string {
    return this.server.sourceServerID as string;
  }

  get accountId(): string {
    return (this.server.arn as string).split(':')[4];
  }

  get lifeCycleState(): string | undefined {
    return this.server.lifeCycle?.state;
  }

  get replicationState(): string | undefined {
    return this.server.dataReplicationInfo?.dataReplicationState;
  }

  /** Stops the replication: what DisconnectFromService and FinalizeCutover have in common. */
  stopReplication(options: { statesAfterMs: number; uninstallAgent: boolean; lifeCycleState: string }): void {
    const info = this.server.dataReplicationInfo;
    for (const disk of info?.replicatedDisks ?? []) disk.totalStorageBytes = 0;
    delete info?.lagDuration;
    delete info?.etaDateTime;
    this.stagingGoneAt = Math.min(this.stagingGoneAt, this.now() + 90 * minute);
    if (options.uninstallAgent && this.agentIsSeen())
      this.agentGoneAt = Math.min(this.agentGoneAt, this.now() + 10 * minute);
    const apply = () => {
      this.server.dataReplicationInfo = { ...info, dataReplicationState: 'DISCONNECTED' };
      this.server.lifeCycle = { ...this.server.lifeCycle, state: options.lifeCycleState as 'CUTOVER' };
    };
    this.pending ??= { at: this.now() + options.statesAfterMs, apply };
    this.settle();
  }

  settle(): this {
    if (this.pending && this.now() >= this.pending.at) {
      this.pending.apply();
      this.pending = undefined;
    }
    return this;
  }

  local(runningJob?: string): LocalState {
    return {
      accountId: this.accountId,
      stagingResources: this.now() >= this.stagingGoneAt ? 0 : this.stagingResources,
      agent: this.agent === 'installed' && this.now() >= this.agentGoneAt ? 'uninstalled' : this.agent,
      ...(runningJob ? { runningJob } : {}),
    };
  }

  /** The uninstall command reaches only an agent that can talk to the service. */
  private agentIsSeen(): boolean {
    return this.server.dataReplicationInfo?.dataReplicationError?.error !== 'AGENT_NOT_SEEN';
  }
}

export class ServerStore {
  readonly jobs: JobStore;
  private records = new Map<string, ServerRecord>();
  private sequence = 0;

  constructor(private readonly env: Environment) {
    this.jobs = new JobStore(env);
  }

  /** Replaces the whole fleet; nothing changes when an element is wrong. */
  seed(list: unknown): void {
    const servers = completeFleet(list, { ...this.place(), now: this.env.clock.now() });
    this.jobs.clear();
    this.records = new Map(
      servers.map((server) => [
        server.sourceServerID as string,
        new ServerRecord(this.sequence++, server, () => this.env.clock.now()),
      ]),
    );
  }

  all(): ServerRecord[] {
    return [...this.records.values()].map((record) => record.settle());
  }

  record(id: string): ServerRecord | undefined {
    return this.records.get(id)?.settle();
  }

  delete(id: string): void {
    this.records.delete(id);
  }

  list(): LocalServer[] {
    return this.all().map((record) => this.withLocal(record));
  }

  get(id: string): LocalServer | undefined {
    const record = this.record(id);
    return record && this.withLocal(record);
  }

  /** Starts a job as StartTest, StartCutover or TerminateTargetInstances would; `endJob` completes it. */
  startJob(id: string, initiatedBy: InitiatedBy = 'START_CUTOVER'): Job {
    const record = this.record(id);
    if (!record) throw new Error(`There is no source server ${id}.`);
    const state = { START_TEST: 'TESTING', START_CUTOVER: 'CUTTING_OVER' }[initiatedBy as string];
    const job = this.jobs.start(record, initiatedBy);
    if (state) record.server.lifeCycle = { ...record.server.lifeCycle, state: state as 'TESTING' };
    return job;
  }

  endJob(id: string): Job {
    return this.jobs.end(id);
  }

  arn(id: string, accountId?: string): string {
    return serverArn(this.place(), id, accountId);
  }

  private place() {
    return { partition: this.env.partition, region: this.env.region, accountId: this.env.accountId };
  }

  private withLocal(record: ServerRecord): LocalServer {
    return { ...structuredClone(record.server), _local: record.local(this.jobs.runningFor(record.id)?.jobID) };
  }
}
