import { permissionsToAsk } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';
import { evidenceAt, stackState } from '../aws/evidence';
import { explain } from '../aws/explain';
import { LAG } from '../aws/lag';
import { backoff, reading } from '../aws/retry';
import type { ClearVerdict } from '../custody/facts';
import { statusAt } from '../custody/history';
import type { Server } from '../event/declared';
import { Failure } from '../event/request';
import { type GateId, gateOfTree, gateStatus } from './status';

/**
 * A verdict that waits until the removal gate of the tree is gone. CloudFormation deletes a gate before the
 * connections that its template names. But an update without rollback may have removed a connection before it failed.
 * Then CloudFormation may delete that connection at the same time as the gate.
 */
export function behindGate(
  verdict: () => Promise<ClearVerdict>,
  server: Server,
  deadline: Deadline,
): () => Promise<ClearVerdict> {
  const gate = gateOfTree();
  if (!gate) return verdict;
  let open = false;
  return async () => {
    const decision = await verdict();
    if (open || decision.outcome !== 'release') return decision;
    await untilGone(gate, deadline).catch((error) => {
      const why =
        error instanceof Failure
          ? error.message
          : `cannot tell whether the removal guards allow the deletion of the stack: ${explain(error, permissionsToAsk(error))}`;
      throw new Failure(`source server ${server.id} stays connected: ${why}`);
    });
    open = true;
    return verdict();
  };
}

async function untilGone(gate: GateId, deadline: Deadline): Promise<void> {
  let refusedSince: number | undefined;
  for (let attempt = 0; ; attempt++) {
    if (await isCleaningUp(gate.stackId, deadline)) return;
    const status = await gateStatus(gate, deadline);
    if (/^(missing|DELETE_COMPLETE|DELETE_SKIPPED)$/.test(status)) return;
    refusedSince = status === 'DELETE_FAILED' ? (refusedSince ?? deadline.elapsed) : undefined;
    // until then it may be the answer to an earlier deletion
    if (refusedSince !== undefined && deadline.elapsed - refusedSince >= LAG) {
      throw new Failure(
        `the removal guards refuse the deletion of the stack; ${gate.logicalId} says why, and when to delete the stack again`,
      );
    }
    await deadline.pause(Math.min(backoff(attempt), LAG));
  }
}

/**
 * An update has asked its guards before its clean-up. States and events have to agree: one of them alone may be what was
 * shown last before the deletion of the stack began.
 */
async function isCleaningUp(stackId: string, deadline: Deadline): Promise<boolean> {
  const { status } = await stackState(stackId, deadline);
  if (!status.endsWith('CLEANUP_IN_PROGRESS')) return false;
  return reading(async () => (await statusAt(await evidenceAt(deadline).events(stackId))) === status);
}
