import type { Stack, StackResource } from '../stack/stack';
import { type DeletionCause, deleteResource, inReverseOrder, staleRecords } from './deletion';
import type { Engine } from './engine';

const CLEANUP_TRIES = 3;

/** The Deletes of a successful update: of removed resources and of replaced ids. */
export async function cleanUp(engine: Engine, stack: Stack): Promise<void> {
  await engine.pause(engine.behaviour.deletionsBeginAfterMs);
  const { graph } = stack.blueprint;
  const isCurrent = (record: StackResource) =>
    graph.has(record.logicalId) && stack.resources.get(record.logicalId)?.physicalId === record.physicalId;
  const stale = new Set([...staleRecords(stack, isCurrent), ...regainedRecords(engine, stack)]);
  // kept resources may stand between deleted ones: the old template's order holds across them
  const known = new Map([...stack.resources, ...(stack.update?.stable?.resources ?? [])]);
  const kept = [...known.values()].filter(({ logicalId }) => graph.has(logicalId));
  const all = new Set([...kept, ...stale]);
  let dropped = false;
  await inReverseOrder(all, async (record) => {
    if (stale.has(record)) {
      const gone = await deleteStale(engine, stack, record, causeOf(record, graph), CLEANUP_TRIES);
      dropped ||= !gone;
    } else await cleanUpNested(engine, stack, record);
  });
  await engine.alive();
  for (const logicalId of stack.resources.keys()) if (!graph.has(logicalId)) stack.resources.delete(logicalId);
  stack.update = undefined;
  const reason = dropped ? 'Update successful. One or more resources could not be deleted.' : undefined;
  if (stack.status !== 'UPDATE_COMPLETE') engine.stackStatus(stack, 'UPDATE_COMPLETE', reason);
}

/** Resources that had an id, then another, and now the first one again, as if they were still to be deleted with it. */
function regainedRecords({ behaviour }: Engine, stack: Stack): StackResource[] {
  if (behaviour.deleteOfRegainedId === 'never') return [];
  const history = [...(stack.update?.history ?? [])];
  const isRegained = ({ logicalId, physicalId }: StackResource) => {
    const ids = history.filter((one) => one.logicalId === logicalId && one.physicalId).map((one) => one.physicalId);
    return ids.slice(ids.indexOf(physicalId) + 1).some((id) => ids.includes(physicalId) && id !== physicalId);
  };
  const current = [...stack.resources.values()].filter(({ logicalId }) => stack.blueprint.graph.has(logicalId));
  return current.filter(isRegained).map((record) => ({ ...record }));
}

function causeOf({ logicalId, status }: StackResource, graph: ReadonlyMap<string, unknown>): DeletionCause {
  if (!graph.has(logicalId)) return 'deleted';
  return status === 'CREATE_FAILED' ? 'creation rolled back' : 'replaced';
}

/** In a clean-up, a Delete that fails is tried again and then given up (user guide, "Monitor stack updates"). */
export async function deleteStale(
  engine: Engine,
  stack: Stack,
  record: StackResource,
  cause: DeletionCause,
  tries: number,
): Promise<boolean> {
  try {
    await deleteResource(engine, stack, record, cause);
    return true;
  } catch {
    return tries > 1 && deleteStale(engine, stack, record, cause, tries - 1);
  }
}

export async function cleanUpNested(engine: Engine, stack: Stack, { logicalId }: StackResource): Promise<void> {
  const current = stack.resources.get(logicalId);
  const nested = current && engine.handlerOf(current.type).nested;
  if (!nested || !stack.update?.touched.has(logicalId)) return;
  const { nestedCleanUpTold } = engine.behaviour;
  await nested.cleanUp(current.physicalId as string, () => {
    if (nestedCleanUpTold === 'at its beginning too') engine.resourceStatus(stack, current, 'UPDATE_IN_PROGRESS');
  });
  engine.resourceStatus(stack, current, 'UPDATE_COMPLETE');
}
