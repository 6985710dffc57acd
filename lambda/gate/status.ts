import type { DescribeStackResourceOutput } from '@aws-sdk/client-cloudformation';
import { GATE_VARIABLE } from '../../lib/private/contract';
import { ask } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';

/** The physical id of every gate. A Delete with another id is for a gate that was never created. */
export const GATE_ID = 'mgn-removal-gate';

/** The removal gate of the function's tree of stacks. */
export interface GateId {
  readonly stackId: string;
  readonly logicalId: string;
}

/** The gate that the function's environment names; undefined in a tree without removal guards. */
export function gateOfTree(): GateId | undefined {
  const [stackId, logicalId] = process.env[GATE_VARIABLE]?.split(' ') ?? [];
  return stackId && logicalId ? { stackId, logicalId } : undefined;
}

/** `missing` if the stack does not have the resource, or not yet. */
export async function gateStatus({ stackId, logicalId }: GateId, deadline: Deadline): Promise<string> {
  const input = { StackName: stackId, LogicalResourceId: logicalId };
  const question = ask<DescribeStackResourceOutput>('DescribeStackResource', input, deadline);
  const { StackResourceDetail } = await question.catch(ignoreMissing);
  return StackResourceDetail?.ResourceStatus ?? 'missing';
}

/** "Resource … does not exist for stack …" */
function ignoreMissing(error: Error): DescribeStackResourceOutput {
  if (error.name === 'ValidationError' && error.message.includes('does not exist')) return {};
  throw error;
}
