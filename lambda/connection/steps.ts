import type { SourceServer } from '@aws-sdk/client-mgn';
import { member, shown } from '../event/declared';
import { Failure } from '../event/failure';

/** What a connection's properties ask for besides the disconnection. */
export interface Plan {
  readonly finalizeCutover: boolean;
  readonly afterwards?: 'archive' | 'delete';
}

/** The calls that change a server, in the order in which MGN wants them. */
export type Step = 'FinalizeCutover' | 'DisconnectFromService' | 'MarkAsArchived' | 'DeleteSourceServer';

export const ONLY_DISCONNECT: Plan = { finalizeCutover: false };

/** Throws when the properties are malformed. CloudFormation makes a text of each value. */
export function planIn(properties: unknown): Plan {
  const afterwards = member(properties, 'AfterDisconnection');
  const finalizeCutover = member(properties, 'FinalizeCutover');
  if (afterwards !== undefined && afterwards !== 'archive' && afterwards !== 'delete') {
    throw new Failure(`AfterDisconnection must be archive or delete, got ${shown(afterwards)}`);
  }
  if (finalizeCutover !== undefined && finalizeCutover !== 'true' && finalizeCutover !== 'false') {
    throw new Failure(`FinalizeCutover must be true or false, got ${shown(finalizeCutover)}`);
  }
  return { finalizeCutover: finalizeCutover === 'true', afterwards };
}

/** What is to be called next, of a server that MGN shows; undefined when all is done. */
export function nextStep(server: SourceServer, plan: Plan, done: ReadonlySet<Step>): Step | undefined {
  const connected = !isDisconnected(server);
  if (connected && plan.finalizeCutover && server.lifeCycle?.state === 'CUTTING_OVER') return 'FinalizeCutover';
  const isFinalized = mayBeFinalizedOnly(server) || done.has('FinalizeCutover');
  if (connected || (isFinalized && !done.has('DisconnectFromService'))) return 'DisconnectFromService';
  // before a deletion too, as the user guide has it: whether MGN deletes what is not archived is not documented
  if (plan.afterwards && !server.isArchived && !done.has('MarkAsArchived')) return 'MarkAsArchived';
  return plan.afterwards === 'delete' ? 'DeleteSourceServer' : undefined;
}

/** Replication state is what DisconnectFromService promises to set; the life cycle state may stay CUTOVER. */
export function isDisconnected(server: SourceServer): boolean {
  return server.dataReplicationInfo?.dataReplicationState === 'DISCONNECTED';
}

/**
 * After FinalizeCutover replication is over as well, but the agent may still be there; "Disconnect from service" is
 * what the user guide has one do then: https://docs.aws.amazon.com/mgn/latest/ug/disconnect-from-service.html
 */
function mayBeFinalizedOnly(server: SourceServer): boolean {
  return isDisconnected(server) && server.lifeCycle?.state === 'CUTOVER';
}
