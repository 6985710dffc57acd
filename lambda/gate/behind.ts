import type { DescribeStackResourceOutput } from '@aws-sdk/client-cloudformation';
import { GATE_VARIABLE } from '../../lib/private/contract';
import { ask } from '../cloudformation/ask';
import { stackState } from '../cloudformation/state';
import type { Verdict } from '../decision/verdict';
import type { Deadline } from '../runtime/deadline';
import { explain, Failure } from '../runtime/failure';
import { backoff } from '../runtime/retry';

/** So long a gate shows that it has refused, before it is taken for this deletion's answer and not for an earlier one's. */
const REFUSED_FOR = 8_000;

const MAY = 'cloudformation:DescribeStackResource on the root stack';

/**
 * A verdict that waits until the removal gate of the tree is gone. CloudFormation deletes a gate before the connections
 * that its template names; of a server that an update without rollback has removed before it failed, the connection may
 * go at the same time as the gate.
 */
export function behindGate(verdict: () => Promise<Verdict>, deadline: Deadline): () => Promise<Verdict> {
  const [stackId, gate] = process.env[GATE_VARIABLE]?.split(' ') ?? [];
  if (!stackId || !gate) return verdict;
  let open = false;
  return async () => {
    const decision = await verdict();
    if (open || decision.outcome !== 'release') return decision;
    await untilGone(stackId, gate, deadline).catch((error) => {
      if (error instanceof Failure) throw error;
      throw new Failure(
        `cannot tell whether the removal guards let the stack go, nothing was disconnected: ${explain(error, MAY)}`,
      );
    });
    open = true;
    return verdict();
  };
}

async function untilGone(stackId: string, gate: string, deadline: Deadline): Promise<void> {
  let refusedSince: number | undefined;
  for (let attempt = 0; ; attempt++) {
    // an update has asked its guards before its clean-up
    if ((await stackState(stackId, deadline)).status.endsWith('CLEANUP_IN_PROGRESS')) return;
    const status = await statusOf(stackId, gate, deadline);
    if (/^(missing|DELETE_COMPLETE|DELETE_SKIPPED)$/.test(status)) return;
    refusedSince = status === 'DELETE_FAILED' ? (refusedSince ?? deadline.elapsed) : undefined;
    if (refusedSince !== undefined && deadline.elapsed - refusedSince >= REFUSED_FOR) {
      throw new Failure(`the removal guards do not let the stack go, nothing was disconnected: ${gate} says why`);
    }
    await deadline.pause(Math.min(backoff(attempt), REFUSED_FOR));
  }
}

async function statusOf(stackId: string, gate: string, deadline: Deadline): Promise<string> {
  const input = { StackName: stackId, LogicalResourceId: gate };
  const question = ask<DescribeStackResourceOutput>('DescribeStackResource', input, deadline);
  const { StackResourceDetail } = await question.catch(ignoreMissing);
  return StackResourceDetail?.ResourceStatus ?? 'missing';
}

/** "Resource … does not exist for stack …" */
function ignoreMissing(error: Error): DescribeStackResourceOutput {
  if (error.name === 'ValidationError' && error.message.includes('does not exist')) return {};
  throw error;
}
