import type { MgnBehaviour } from './behaviour';
import { conflict } from './errors';
import type { ServerRecord } from './record';

/** The state rules of MGN: what each call refuses and what it changes. */
export interface Situation {
  readonly behaviour: MgnBehaviour;
  readonly runningJob?: string;
  /** ISO time of the call. */
  readonly time: string;
}

export function disconnectFromService(record: ServerRecord, situation: Situation): void {
  refuseDisconnect(record, situation);
  const { behaviour } = situation;
  record.endReplication({
    replication: 'DISCONNECTED',
    lifeCycleState: record.lifeCycleState === 'CUTOVER' ? behaviour.lifeCycleAfterCutover : 'DISCONNECTED',
    statesAfterMs: behaviour.disconnectedAfterSeconds * 1000,
    stagingGoneAfterMs: behaviour.stagingGoneAfterSeconds * 1000,
    uninstallAgent: true,
  });
  record.disconnectCalled = true;
}

function refuseDisconnect(record: ServerRecord, { behaviour, runningJob }: Situation): void {
  const { id, lifeCycleState } = record;
  const again = record.disconnectCalled || lifeCycleState === 'DISCONNECTED';
  if (again && behaviour.secondDisconnect === 'conflict')
    throw conflict(id, `Source server ${id} is already disconnected.`);
  if (runningJob && behaviour.disconnectDuringJob === 'conflict')
    throw conflict(id, `Source server ${id} is participating in job ${runningJob}.`);
  if (record.replicationState === undefined && behaviour.disconnectBeforeReplication === 'conflict')
    throw conflict(id, `Source server ${id} has not started replication (${lifeCycleState}).`);
}

export function finalizeCutover(record: ServerRecord, { behaviour, time }: Situation): void {
  const { id, lifeCycleState, server } = record;
  if (lifeCycleState !== 'CUTTING_OVER')
    throw conflict(id, `Cannot finalize cutover of source server ${id} in life cycle state ${lifeCycleState}.`);
  const lastCutover = { ...server.lifeCycle?.lastCutover, finalized: { apiCallDateTime: time } };
  server.lifeCycle = { ...server.lifeCycle, lastCutover };
  record.endReplication({
    replication: 'DISCONNECTED',
    lifeCycleState: 'CUTOVER',
    statesAfterMs: 0,
    stagingGoneAfterMs: behaviour.stagingGoneAfterSeconds * 1000,
    uninstallAgent: behaviour.finalizeUninstallsAgent,
  });
}

export function markAsArchived(record: ServerRecord): void {
  const { id, lifeCycleState } = record;
  if (lifeCycleState !== 'DISCONNECTED' && lifeCycleState !== 'CUTOVER')
    throw conflict(id, `Cannot archive source server ${id} in life cycle state ${lifeCycleState}.`);
  record.server.isArchived = true;
}

/** The refusal's text is AWS's own: https://github.com/rebuy-de/aws-nuke/pull/1163 */
export function refuseDelete(record: ServerRecord, { behaviour }: Situation): void {
  const { id, lifeCycleState } = record;
  if (record.replicates)
    throw conflict(
      id,
      `Cannot delete source server ${id}. Source servers must not be actively replicating in order to be deleted.`,
    );
  if (behaviour.deleteNeedsArchive && lifeCycleState !== 'CUTOVER' && !record.server.isArchived)
    throw conflict(id, `Cannot delete source server ${id}. Source servers must be archived in order to be deleted.`);
}
