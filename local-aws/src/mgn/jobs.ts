import type { InitiatedBy, Job } from '@aws-sdk/client-mgn';
import type { Environment } from '../kernel/types';

/** The parts of a server record that a job needs. */
interface Participant {
  readonly id: string;
  readonly accountId: string;
}

export type StoredJob = Job & { readonly sequence: number; readonly accountId: string };

/** Launch and terminate jobs. A server may be in one active job only (an MGN quota). */
export class JobStore {
  private jobs: StoredJob[] = [];
  private sequence = 0;

  constructor(private readonly env: Environment) {}

  start(server: Participant, initiatedBy: InitiatedBy): Job {
    if (this.runningFor(server.id)) throw new Error(`A job for ${server.id} is already running; end it first.`);
    const sequence = this.sequence++;
    const jobID = `mgnjob-${sequence.toString(16).padStart(17, '0')}`;
    const job: StoredJob = {
      sequence,
      accountId: server.accountId,
      jobID,
      arn: `arn:${this.env.partition}:mgn:${this.env.region}:${server.accountId}:job/${jobID}`,
      type: initiatedBy === 'TERMINATE' ? 'TERMINATE' : 'LAUNCH',
      initiatedBy,
      creationDateTime: this.time(),
      status: 'STARTED',
      participatingServers: [{ sourceServerID: server.id, launchStatus: 'IN_PROGRESS' }],
      tags: {},
    };
    this.jobs.push(job);
    return job;
  }

  end(serverId: string): Job {
    const job = this.runningFor(serverId);
    if (!job) throw new Error(`No job for ${serverId} is running.`);
    job.status = 'COMPLETED';
    job.endDateTime = this.time();
    const launchStatus = job.type === 'TERMINATE' ? 'TERMINATED' : 'LAUNCHED';
    job.participatingServers = [{ sourceServerID: serverId, launchStatus }];
    return job;
  }

  runningFor(serverId: string): StoredJob | undefined {
    return this.jobs.find(
      (job) => job.status !== 'COMPLETED' && job.participatingServers?.[0].sourceServerID === serverId,
    );
  }

  list(accountId: string): readonly StoredJob[] {
    return this.jobs.filter((job) => job.accountId === accountId);
  }

  clear(): void {
    this.jobs = [];
  }

  private time(): string {
    return new Date(this.env.clock.now()).toISOString();
  }
}
