import type { LifeCycle, LifeCycleState } from '@aws-sdk/client-mgn';
import type { MgnBehaviour } from './behaviour';
import { conflict, invalid } from './errors';
import type { StoredJob } from './jobs';
import type { ServerRecord } from './record';
import type { Situation } from './transitions';

/* The way from a test to a cutover: what its calls refuse, and what they and the end of their jobs change. */

type Starter = 'START_TEST' | 'START_CUTOVER';

const STATES: Record<Starter, { readonly during: LifeCycleState; readonly from: readonly LifeCycleState[] }> = {
  START_TEST: { during: 'TESTING', from: ['READY_FOR_TEST', 'TESTING'] },
  START_CUTOVER: { during: 'CUTTING_OVER', from: ['READY_FOR_CUTOVER', 'CUTTING_OVER'] },
};

export function refuseLaunch(record: ServerRecord, by: Starter, { behaviour, runningJob }: Situation): void {
  const { id, lifeCycleState } = record;
  refuseInJob(id, runningJob);
  const wrong = lifeCycleState === undefined || !STATES[by].from.includes(lifeCycleState);
  const launchable = record.replicates && !['DISCOVERED', 'PENDING_INSTALLATION'].includes(lifeCycleState ?? '');
  if (!launchable || (wrong && behaviour.launchFromOtherState === 'conflict'))
    throw conflict(id, `Source server ${id} is in the wrong life cycle state (${lifeCycleState}).`);
}

/** The documentation of TerminateTargetInstances names the three states. */
export function refuseTerminate({ id, lifeCycleState }: ServerRecord, { runningJob }: Situation): void {
  refuseInJob(id, runningJob);
  if (['TESTING', 'CUTTING_OVER', 'CUTOVER'].includes(lifeCycleState ?? ''))
    throw conflict(id, `Cannot terminate the instances of source server ${id} in life cycle state ${lifeCycleState}.`);
}

function refuseInJob(id: string, runningJob: string | undefined): void {
  if (runningJob) throw conflict(id, `Source server ${id} is participating in job ${runningJob}.`);
}

export function launchStarted(record: ServerRecord, { jobID, initiatedBy, creationDateTime }: StoredJob): void {
  if (initiatedBy !== 'START_TEST' && initiatedBy !== 'START_CUTOVER') return;
  const initiated = { apiCallDateTime: creationDateTime, jobID };
  record.stateBeforeLaunch = record.lifeCycleState;
  record.server.lifeCycle = {
    ...record.server.lifeCycle,
    [initiatedBy === 'START_TEST' ? 'lastTest' : 'lastCutover']: { initiated },
    state: STATES[initiatedBy].during,
  };
}

/** As seen on AWS, a failed launch leaves the server where it was. */
export function launchEnded(record: ServerRecord, job: StoredJob, behaviour: MgnBehaviour): void {
  const mine = job.participatingServers?.find(({ sourceServerID }) => sourceServerID === record.id);
  if (mine?.launchStatus === 'TERMINATED') delete record.server.launchedInstance;
  if (mine?.launchStatus === 'FAILED') {
    delete record.server.launchedInstance;
    if (record.stateBeforeLaunch) record.lifeCycleState = record.stateBeforeLaunch;
  }
  if (mine?.launchStatus !== 'LAUNCHED') return;
  const { firstBoot, lastKnownChecks: status } = behaviour;
  const checkedAt = Math.floor(job.endsAt / 1000);
  record.server.launchedInstance = {
    ec2InstanceID: mine.launchedEc2InstanceID,
    jobID: job.jobID,
    firstBoot,
    lastKnownChecks: [{ type: 'EC2', name: 'InstanceStatusCheck', status, checkedAt }],
  };
}

const TARGETS = ['READY_FOR_TEST', 'READY_FOR_CUTOVER', 'CUTOVER'] as const;

/** Finalizes or reverts a test, reverts a cutover. Works only on launchable servers: those with a lagDuration. */
export function changeLifeCycleState(record: ServerRecord, wanted: unknown, { time, runningJob }: Situation): void {
  const { id, server, lifeCycleState: from } = record;
  const target = TARGETS.find((state) => state === wanted);
  if (!target) throw invalid('lifeCycle.state', `Member must satisfy enum value set: [${TARGETS.join(', ')}]`);
  refuseInJob(id, runningJob);
  if (target === 'CUTOVER') {
    // Cloud Migration Factory calls it after DisconnectFromService, so it needs no lagDuration
    record.lifeCycleState = target;
    return;
  }
  if (from === 'CUTOVER' || from === 'DISCONNECTED')
    throw conflict(
      id,
      `Cannot ChangeServerLifeCycleState for a ${from} server. If you need to restart the migration, reinstall the Replication Agent.`,
    );
  if (!server.dataReplicationInfo?.lagDuration)
    throw conflict(id, `Source server ${id} is not launchable: it has no lagDuration.`);
  server.lifeCycle = { ...server.lifeCycle, ...markOf(server.lifeCycle, from, target, time), state: target };
}

function markOf(
  lifeCycle: LifeCycle | undefined,
  from: LifeCycleState | undefined,
  to: LifeCycleState,
  apiCallDateTime: string,
): LifeCycle {
  if (from === 'CUTTING_OVER') return { lastCutover: { ...lifeCycle?.lastCutover, reverted: { apiCallDateTime } } };
  if (to === 'READY_FOR_CUTOVER') return { lastTest: { ...lifeCycle?.lastTest, finalized: { apiCallDateTime } } };
  return { lastTest: { ...lifeCycle?.lastTest, reverted: { apiCallDateTime } } };
}
