import type { DataReplicationState } from '@aws-sdk/client-mgn';
import { conflict } from './errors';
import { derivedId } from './ids';
import type { ServerRecord } from './record';
import type { Situation } from './transitions';

/*
 * Stop, start, pause and resume. AWS says little more than their names. A switch decides about refusals, and a started
 * replication stays in initial synchronization until servers are seeded anew.
 */

export function stopReplication(record: ServerRecord, situation: Situation): void {
  refuseDisconnected(record);
  if (nothingToDo(record, !record.replicates, situation)) return;
  const { stagingGoneAfterSeconds, lifeCycleAfterStop } = situation.behaviour;
  const now = record.lifeCycleState ?? 'STOPPED';
  record.endReplication({
    replication: 'STOPPED',
    lifeCycleState: lifeCycleAfterStop === 'STOPPED' ? 'STOPPED' : now,
    statesAfterMs: 0,
    stagingGoneAfterMs: stagingGoneAfterSeconds * 1000,
    uninstallAgent: false,
  });
}

/** The user guide says that a disconnected server needs its agent again. */
export function startReplication(record: ServerRecord, situation: Situation): void {
  refuseDisconnected(record);
  if (nothingToDo(record, record.replicates, situation)) return;
  const { server } = record;
  const disks = server.dataReplicationInfo?.replicatedDisks ?? server.sourceProperties?.disks ?? [];
  server.dataReplicationInfo = {
    ...server.dataReplicationInfo,
    dataReplicationState: 'INITIAL_SYNC',
    replicatorId: server.dataReplicationInfo?.replicatorId ?? derivedId('i', 'replicator', record.id),
    replicatedDisks: disks.map((disk) => ({
      ...('bytes' in disk ? { deviceName: disk.deviceName, totalStorageBytes: disk.bytes } : disk),
      replicatedStorageBytes: 0,
      rescannedStorageBytes: 0,
      backloggedStorageBytes: 0,
    })),
  };
  record.lifeCycleState = 'NOT_READY';
  record.beginReplication();
}

export function pauseReplication(record: ServerRecord, situation: Situation): void {
  refuseDisconnected(record);
  if (!nothingToDo(record, record.replicationState === 'PAUSED' || !record.replicates, situation))
    set(record, 'PAUSED');
}

export function resumeReplication(record: ServerRecord, situation: Situation): void {
  refuseDisconnected(record);
  if (nothingToDo(record, record.replicationState !== 'PAUSED', situation)) return;
  set(record, record.lifeCycleState === 'NOT_READY' ? 'INITIAL_SYNC' : 'CONTINUOUS');
}

function set({ server }: ServerRecord, dataReplicationState: DataReplicationState): void {
  server.dataReplicationInfo = { ...server.dataReplicationInfo, dataReplicationState };
}

function refuseDisconnected({ id, replicationState }: ServerRecord): void {
  if (replicationState === 'DISCONNECTED')
    throw conflict(
      id,
      `Source server ${id} is disconnected. Reinstall the AWS Replication Agent to replicate it again.`,
    );
}

function nothingToDo(record: ServerRecord, already: boolean, { behaviour }: Situation): boolean {
  if (already && behaviour.replicationAlreadySo === 'conflict')
    throw conflict(record.id, `The replication of source server ${record.id} is ${record.replicationState}.`);
  return already;
}
