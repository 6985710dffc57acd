import type { Stack } from '../stack/stack';
import { allRecords, deleteResource, inReverseOrder } from './deletion';
import type { Engine } from './engine';
import { exportInUse } from './outputs';
import { listed } from './roll-forward';

export interface DeleteOptions {
  readonly retain?: ReadonlySet<string>;
  /** FORCE_DELETE_STACK: what cannot be deleted stays behind. */
  readonly force?: boolean;
  /** A creation that the deletion has cancelled, and whose end it waits for. */
  readonly after?: Promise<void>;
}

/** DeleteStack. If another stack uses its exports, it is refused, and the stack keeps its former status. */
export async function deleteStack(
  engine: Engine,
  stack: Stack,
  reason?: string,
  options: DeleteOptions = {},
): Promise<void> {
  const before = stack.status;
  const inUse = exportInUse(engine, stack);
  if (!inUse) return deleteResources(engine, stack, reason, options);
  engine.stackStatus(stack, 'DELETE_IN_PROGRESS', reason);
  await Promise.resolve();
  engine.stackStatus(stack, before, inUse);
}

export async function deleteResources(
  engine: Engine,
  stack: Stack,
  reason?: string,
  { retain, force, after }: DeleteOptions = {},
): Promise<void> {
  stack.deletionTime = new Date(engine.env.clock.now());
  engine.stackStatus(stack, 'DELETE_IN_PROGRESS', reason);
  await after;
  await engine.pause(engine.behaviour.deletionsBeginAfterMs);
  const left = await inReverseOrder(allRecords(stack), async (resource) => {
    if (retain?.has(resource.logicalId)) return engine.resourceStatus(stack, resource, 'DELETE_SKIPPED');
    const leaveBehind = force && resource.status === 'DELETE_FAILED';
    if (leaveBehind && engine.behaviour.forcedDeletion === 'leaves behind')
      return engine.resourceStatus(stack, resource, 'DELETE_SKIPPED');
    const deleted = deleteResource(engine, stack, resource, 'deleted');
    await (force ? deleted.catch(() => engine.resourceStatus(stack, resource, 'DELETE_SKIPPED')) : deleted);
  });
  await engine.alive();
  const failed = [...left].filter(({ status }) => status === 'DELETE_FAILED').map(({ logicalId }) => logicalId);
  if (left.size > 0) return engine.stackStatus(stack, 'DELETE_FAILED', listed('delete', failed));
  engine.forgetName(stack);
  engine.stackStatus(stack, 'DELETE_COMPLETE');
}
