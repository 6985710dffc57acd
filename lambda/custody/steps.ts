import type { SourceServer } from '@aws-sdk/client-mgn';
import type { Steps } from '../event/declared';

/** The calls that change a server, in the order that MGN demands. */
export type Call = 'FinalizeCutover' | 'DisconnectFromService' | 'MarkAsArchived' | 'DeleteSourceServer';

/** What the calls have achieved so far. */
export interface Progress {
  /** The calls that MGN has carried out, and those that turned out to be unnecessary. */
  readonly done: ReadonlySet<Call>;
  /** Whether MGN has refused to delete the server because of its state. */
  readonly refusesDeletion: boolean;
}

/** The next call for a server as MGN shows it; undefined when all is done. */
export function nextCall(server: SourceServer, steps: Steps, { done, refusesDeletion }: Progress): Call | undefined {
  const connected = !isDisconnected(server) && !(hasNoAgent(server) && done.has('DisconnectFromService'));
  if (connected && steps.finalizeCutover && server.lifeCycle?.state === 'CUTTING_OVER') return 'FinalizeCutover';
  const isFinalized = mayBeFinalizedOnly(server) || done.has('FinalizeCutover');
  if (connected || (isFinalized && !done.has('DisconnectFromService'))) return 'DisconnectFromService';
  // MGN may delete only what is archived (reported: github.com/rebuy-de/aws-nuke/issues/1163), and need not (measured)
  const archives = steps.afterwards === 'archive' || (steps.afterwards === 'delete' && refusesDeletion);
  if (archives && !server.isArchived && !done.has('MarkAsArchived')) return 'MarkAsArchived';
  return steps.afterwards === 'delete' ? 'DeleteSourceServer' : undefined;
}

/** The replication state is what DisconnectFromService promises to set. The life cycle state may stay CUTOVER. */
export function isDisconnected(server: SourceServer): boolean {
  return server.dataReplicationInfo?.dataReplicationState === 'DISCONNECTED';
}

/** Whether the server was imported or discovered, and has no agent yet. Then there may be nothing to disconnect. */
export function hasNoAgent({ lifeCycle }: SourceServer): boolean {
  return /^(DISCOVERED|PENDING_INSTALLATION)$/.test(lifeCycle?.state ?? '');
}

/**
 * After FinalizeCutover replication is over as well, but the agent may still be there; "Disconnect from service" is
 * what the user guide has one do then: https://docs.aws.amazon.com/mgn/latest/ug/disconnect-from-service.html
 */
function mayBeFinalizedOnly(server: SourceServer): boolean {
  return isDisconnected(server) && server.lifeCycle?.state === 'CUTOVER';
}

/**
 * A server whose cutover was finalized no longer replicates, but may still have its agent: it stays guarded. A server
 * that was disconnected after its cutover may look the same.
 */
export function isGuarded(found: SourceServer | undefined): boolean {
  if (!found) return false;
  return !isDisconnected(found) || (found.lifeCycle?.state === 'CUTOVER' && !wasDisconnectedAsCutover(found));
}

/**
 * Only DisconnectFromService ends the replication of a server whose cutover was never finalized. Cloud Migration
 * Factory calls that and then sets the state: its "Finalize Cutover" is not MGN's FinalizeCutover
 * (github.com/aws-solutions/cloud-migration-factory-on-aws). A revert without another cutover after it leaves a doubt.
 */
function wasDisconnectedAsCutover({ lifeCycle }: SourceServer): boolean {
  const { initiated, finalized, reverted } = lifeCycle?.lastCutover ?? {};
  if (finalized) return false;
  return !reverted || Date.parse(reverted.apiCallDateTime ?? '') < Date.parse(initiated?.apiCallDateTime ?? '');
}
