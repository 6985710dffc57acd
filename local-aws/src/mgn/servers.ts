import type { Application, InitiatedBy, Job, Wave } from '@aws-sdk/client-mgn';
import type { Environment } from '../kernel/types';
import type { MgnBehaviour } from './behaviour';
import { fleetOf } from './fleet';
import { GroupStore } from './group-store';
import { mgnArn } from './ids';
import { JobStore, type StartOptions, type StoredJob } from './jobs';
import { launchEnded, launchStarted } from './launches';
import type { SourceServer } from './model';
import { type LocalState, ServerRecord } from './record';

export type LocalServer = SourceServer & { readonly _local: LocalState };

/** Source servers, the applications and waves that they are in, and their jobs. */
export class ServerStore {
  readonly jobs: JobStore;
  readonly groups: GroupStore;
  private records = new Map<string, ServerRecord>();
  /** Deleted from MGN, which still cleans up after them. */
  private deleted: ServerRecord[] = [];
  private sequence = 0;

  constructor(
    private readonly env: Environment,
    behaviour: MgnBehaviour,
  ) {
    this.groups = new GroupStore(env, behaviour, (accountId) => this.all(accountId));
    this.jobs = new JobStore(env, behaviour, (job, id) => {
      const record = this.records.get(id);
      if (record) launchEnded(record, job, behaviour);
    });
  }

  /** Replaces the servers, and the applications and waves if there are any. If an element is wrong, nothing changes. */
  seed(given: unknown): void {
    const { servers, groups } = fleetOf(given, { ...this.env, now: this.env.clock.now() });
    this.jobs.clear();
    this.groups.replace(groups);
    this.deleted = [];
    this.records = new Map(
      servers.map((server) => [
        server.sourceServerID as string,
        new ServerRecord(this.sequence++, server, () => this.env.clock.now()),
      ]),
    );
  }

  clear(): void {
    this.groups.replace({ applications: [], waves: [] });
    this.records.clear();
  }

  all(accountId?: string): ServerRecord[] {
    this.jobs.settle();
    const all = [...this.records.values()].map((record) => record.settle());
    return accountId === undefined ? all : all.filter((record) => record.accountId === accountId);
  }

  record(id: string): ServerRecord | undefined {
    this.jobs.settle();
    return this.records.get(id)?.settle();
  }

  applications(accountId: string): readonly Application[] {
    return this.groups.of('application', accountId);
  }

  waves(accountId: string): readonly Wave[] {
    return this.groups.of('wave', accountId);
  }

  /** The resource with this ARN: tags are the same for all. */
  tagged(arn: string): { tags?: Record<string, string> } | undefined {
    const server = this.all().find((one) => one.server.arn === arn)?.server;
    return server ?? this.groups.byArn(arn) ?? this.jobs.all().find((job) => job.arn === arn);
  }

  delete(id: string): void {
    const record = this.records.get(id);
    if (record) this.deleted.push(record);
    this.records.delete(id);
  }

  /** The servers whose replication servers, staging volumes and snapshots may still exist. */
  staged(accountId: string): readonly ServerRecord[] {
    const all = [...this.all(), ...this.deleted];
    return all.filter((record) => record.accountId === accountId && record.stagingExists);
  }

  list(): LocalServer[] {
    return this.all().map((record) => this.withLocal(record));
  }

  get(id: string): LocalServer | undefined {
    const record = this.record(id);
    return record && this.withLocal(record);
  }

  /** What StartTest, StartCutover and TerminateTargetInstances do after their checks. */
  launch(records: readonly ServerRecord[], options: StartOptions): StoredJob {
    const job = this.jobs.start(records, options);
    for (const record of records) launchStarted(record, job);
    return job;
  }

  /** Starts a job that goes on until `endJob`, whatever state the server is in. */
  startJob(id: string, initiatedBy: InitiatedBy = 'START_CUTOVER'): Job {
    const record = this.record(id);
    if (!record) throw new Error(`There is no source server ${id}.`);
    if (this.jobs.runningFor(id)) throw new Error(`A job for ${id} is already running; end it first.`);
    return this.launch([record], { initiatedBy, seconds: Number.POSITIVE_INFINITY });
  }

  endJob(id: string): Job {
    return this.jobs.end(id);
  }

  arn(id: string, accountId = this.env.accountId): string {
    return mgnArn({ ...this.env, accountId }, `source-server/${id}`);
  }

  private withLocal(record: ServerRecord): LocalServer {
    return { ...structuredClone(record.server), _local: record.local(this.jobs.runningFor(record.id)?.jobID) };
  }
}
