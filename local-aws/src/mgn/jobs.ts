import type { InitiatedBy, Job, ParticipatingServer } from '@aws-sdk/client-mgn';
import type { Environment } from '../kernel/types';
import type { MgnBehaviour } from './behaviour';
import { accountOf, derivedId, mgnArn } from './ids';
import type { ServerRecord } from './record';

export interface StoredJob extends Job {
  readonly sequence: number;
  readonly jobID: string;
  readonly startedAt: number;
  endsAt: number;
  /** Servers whose earlier test or cutover instance is removed first. */
  readonly withEarlierInstance: readonly string[];
}

/** Launch and terminate jobs, which end by the clock. A server may be in only one active job (an MGN quota). */
export class JobStore {
  private jobs: StoredJob[] = [];
  private sequence = 0;

  constructor(
    private readonly env: Environment,
    private readonly behaviour: MgnBehaviour,
    private readonly onEnd: (job: StoredJob, serverId: string) => void,
  ) {}

  start(
    servers: readonly ServerRecord[],
    { initiatedBy, tags = {}, seconds = this.behaviour.jobSeconds }: StartOptions,
  ): StoredJob {
    const sequence = this.sequence++;
    const jobID = `mgnjob-${sequence.toString(16).padStart(17, '0')}`;
    const now = this.env.clock.now();
    const job: StoredJob = {
      sequence,
      jobID,
      arn: mgnArn({ ...this.env, accountId: servers[0]?.accountId ?? this.env.accountId }, `job/${jobID}`),
      type: initiatedBy === 'TERMINATE' ? 'TERMINATE' : 'LAUNCH',
      initiatedBy,
      creationDateTime: new Date(now).toISOString(),
      status: 'STARTED',
      participatingServers: servers.map(({ id }) => ({ sourceServerID: id, launchStatus: 'IN_PROGRESS' })),
      tags: { ...tags },
      startedAt: now,
      endsAt: now + seconds * 1000,
      withEarlierInstance: servers.filter(({ server }) => server.launchedInstance).map(({ id }) => id),
    };
    this.jobs.push(job);
    return job;
  }

  /** Ends the jobs that are due. */
  settle(): void {
    const now = this.env.clock.now();
    for (const job of this.jobs) if (job.status !== 'COMPLETED' && job.endsAt <= now) this.complete(job);
  }

  end(serverId: string): Job {
    const job = this.runningFor(serverId);
    if (!job) throw new Error(`No job for ${serverId} is running.`);
    job.endsAt = this.env.clock.now();
    this.complete(job);
    return job;
  }

  runningFor(serverId: string): StoredJob | undefined {
    return this.all().find(
      ({ status, participatingServers }) =>
        status !== 'COMPLETED' && participatingServers?.some(({ sourceServerID }) => sourceServerID === serverId),
    );
  }

  all(): readonly StoredJob[] {
    this.settle();
    return this.jobs;
  }

  list(accountId: string): readonly StoredJob[] {
    return this.all().filter(({ arn }) => accountOf(arn) === accountId);
  }

  clear(): void {
    this.jobs = [];
  }

  private complete(job: StoredJob): void {
    job.status = 'COMPLETED';
    job.endDateTime = new Date(job.endsAt).toISOString();
    job.participatingServers = job.participatingServers?.map((server) => this.outcome(job, server));
    for (const { sourceServerID } of job.participatingServers ?? []) this.onEnd(job, sourceServerID as string);
  }

  private outcome({ type, jobID }: StoredJob, { sourceServerID }: ParticipatingServer): ParticipatingServer {
    if (type === 'TERMINATE') return { sourceServerID, launchStatus: 'TERMINATED' };
    if (this.behaviour.launch === 'FAILED') return { sourceServerID, launchStatus: 'FAILED' };
    return { sourceServerID, launchStatus: 'LAUNCHED', launchedEc2InstanceID: instanceOf(jobID, sourceServerID) };
  }
}

export interface StartOptions {
  readonly initiatedBy: InitiatedBy;
  readonly tags?: Readonly<Record<string, string>>;
  readonly seconds?: number;
}

/** The instance that a job launches for a server. */
export const instanceOf = (jobID: string, serverId = '') => derivedId('i', 'launched', jobID, serverId);
