import { inDependencyOrder } from '../../template';
import { requestFor } from '../resources/request';
import { Cancellation } from '../stack/cancellation';
import type { StableState, Stack, StackResource, Update } from '../stack/stack';
import { cleanUpNested, deleteStale } from './clean-up';
import { allRecords, deleteResource, inReverseOrder, staleRecords } from './deletion';
import type { Engine } from './engine';
import { listed } from './roll-forward';

/** A failed creation: deletes everything, including the resources that failed. */
export async function rollBackCreate(engine: Engine, stack: Stack, reason?: string): Promise<void> {
  stack.deletionTime = new Date(engine.env.clock.now());
  engine.stackStatus(stack, 'ROLLBACK_IN_PROGRESS', reason);
  await engine.pause(engine.behaviour.deletionsBeginAfterMs);
  const left = await inReverseOrder(allRecords(stack), (resource) =>
    deleteResource(engine, stack, resource, 'creation rolled back'),
  );
  await engine.alive();
  const failed = [...left].filter(({ status }) => status === 'DELETE_FAILED').map(({ logicalId }) => logicalId);
  if (left.size > 0) engine.stackStatus(stack, 'ROLLBACK_FAILED', listed('delete', failed));
  else engine.stackStatus(stack, 'ROLLBACK_COMPLETE');
}

/** Resources, also of nested stacks, that stay as they are. */
export type Skip = (stack: Stack, logicalId: string) => boolean;

/** Takes a failed update back to the last stable state, up to its clean-up, which settleRollback does. */
export async function rollBackUpdate(
  engine: Engine,
  stack: Stack,
  reason?: string,
  skip: Skip = () => false,
): Promise<void> {
  if (!stack.update?.stable) return rollBackCreate(engine, stack, reason);
  beginRollback(engine, stack, reason);
  return restore(engine, stack, skip);
}

/** A nested stack goes no further by itself: its root's rollback restores it (recorded in 2025). */
export function beginRollback(engine: Engine, stack: Stack, reason?: string): void {
  const { stable } = stack.update ?? {};
  if (!stable) return;
  stack.blueprint = stable.blueprint;
  engine.stackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
}

export async function restore(engine: Engine, stack: Stack, skip: Skip): Promise<void> {
  const { stable } = stack.update ?? {};
  if (!stack.update || !stable) return rollBackCreate(engine, stack);
  const restoration = new Restoration(engine, stack, stack.update, stable, skip);
  await inDependencyOrder(stable.blueprint.graph, (logicalId) => restoration.restore(logicalId));
  await engine.alive();
  if (restoration.failed.length > 0)
    return engine.stackStatus(stack, 'UPDATE_ROLLBACK_FAILED', listed('update', restoration.failed));
  stack.outputs = stable.outputs;
  if (engine.behaviour.newNestedStackGoesIn === 'UPDATE_ROLLBACK_IN_PROGRESS') {
    const nested = newInUpdate(stack, stable).filter(({ type }) => engine.handlerOf(type).nested);
    await inReverseOrder(nested, async (record) => void (await deleteNew(engine, stack, stable, record)));
  }
  engine.stackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
}

/** The Deletes of a rolled back update: of the resources that it made, and of new ids of old ones. */
export async function settleRollback(engine: Engine, stack: Stack): Promise<void> {
  const { stable, history = [] } = stack.update ?? {};
  if (stack.status !== 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS' || !stable) return;
  await engine.pause(engine.behaviour.deletionsBeginAfterMs);
  const stale = new Set(newInUpdate(stack, stable));
  await inReverseOrder(new Set([...history, ...stale]), async (record) => {
    if (stale.has(record)) await deleteNew(engine, stack, stable, record);
    else if (stack.resources.get(record.logicalId) === record) await cleanUpNested(engine, stack, record);
  });
  await engine.alive();
  for (const logicalId of stack.resources.keys())
    if (!stable.resources.has(logicalId)) stack.resources.delete(logicalId);
  stack.update = undefined;
  engine.stackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE');
}

/** Whole resources, and new ids of old ones. */
function newInUpdate(stack: Stack, stable: StableState): StackResource[] {
  const isCurrent = ({ logicalId, physicalId }: StackResource) =>
    stable.resources.has(logicalId) && stack.resources.get(logicalId)?.physicalId === physicalId;
  return staleRecords(stack, isCurrent);
}

function deleteNew(engine: Engine, stack: Stack, stable: StableState, record: StackResource): Promise<boolean> {
  const { properties } = stable.resources.get(record.logicalId) ?? record;
  const shown = engine.behaviour.propertiesOfNewId === 'old' ? Object.assign(record, { properties }) : record;
  return deleteStale(engine, stack, shown, 'creation rolled back', 3);
}

/** The words by which the cdk CLI recognises a skipped resource (toolkit-lib, stack-event-poller). */
const SKIPPED = 'Resource skipped during UpdateRollback';

/** Brings each resource that the failed update has touched back to its last stable state. */
class Restoration {
  readonly failed: string[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly stack: Stack,
    private readonly update: Update,
    private readonly stable: StableState,
    private readonly skip: Skip,
  ) {}

  async restore(logicalId: string): Promise<void> {
    await this.engine.alive();
    const { touched, restored } = this.update;
    const old = this.stable.resources.get(logicalId) as StackResource;
    if (restored.has(logicalId)) return;
    if (!touched.has(logicalId)) this.stack.resources.set(logicalId, old);
    else if (this.skip(this.stack, logicalId)) this.adopt({ ...old }, 'UPDATE_COMPLETE', SKIPPED);
    else await this.bringBack(old, this.stack.resources.get(logicalId) as StackResource);
    restored.add(logicalId);
  }

  private async bringBack(old: StackResource, current: StackResource): Promise<void> {
    try {
      this.adopt(await this.revert(old, current), 'UPDATE_COMPLETE');
    } catch (error) {
      this.failed.push(old.logicalId);
      this.engine.resourceStatus(this.stack, current, 'UPDATE_FAILED', (error as Error).message);
      throw error;
    }
  }

  private async revert(old: StackResource, current: StackResource): Promise<StackResource> {
    const { engine, stack } = this;
    const handler = engine.handlerOf(old.type);
    if (!handler.nested && !this.update.updated.has(old.logicalId)) return { ...old };
    engine.resourceStatus(stack, { ...old }, 'UPDATE_IN_PROGRESS');
    await current.pending;
    if (handler.nested) {
      await handler.nested.rollBack(old.physicalId as string, this.skip);
      return { ...old };
    }
    const { physicalId } = engine.behaviour.idInUpdateBack === 'new' ? current : old;
    const request = {
      ...requestFor(stack, { ...old, physicalId }, new Cancellation()),
      oldProperties: current.attempted ?? current.properties,
    };
    const state = await handler.update?.(request);
    return { ...old, ...state, attempted: undefined };
  }

  private adopt(resource: StackResource, status: string, reason?: string): void {
    this.stack.resources.set(resource.logicalId, resource);
    this.update.history.add(resource);
    this.engine.resourceStatus(this.stack, resource, status, reason);
  }
}
