import { isDeepStrictEqual } from 'node:util';
import { type Handler, ResourceFailure } from '../resources/handler';
import { type Failed, outcomeOf, requestFor } from '../resources/request';
import type { Cancellation } from '../stack/cancellation';
import type { Stack, StackResource } from '../stack/stack';
import { leftBy, runCreate } from './creation';
import { deleteResource } from './deletion';
import { draftOf, resolvedProperties } from './draft';
import type { Engine } from './engine';
import { newIdRefusal, policyRefusal, replacementRefusal } from './refusals';

/** Creates, updates and replaces the resources of one stack, in one roll-forward. */
export class Deployment {
  readonly failedToCreate: string[] = [];
  readonly failedToUpdate: string[] = [];

  constructor(
    readonly engine: Engine,
    readonly stack: Stack,
    readonly cancellation: Cancellation,
  ) {}

  async deploy(logicalId: string): Promise<void> {
    await this.engine.alive();
    if (this.cancellation.cancelled) throw new ResourceFailure('not begun');
    const existing = this.stack.resources.get(logicalId);
    if (existing && existing.status !== 'CREATE_FAILED') return this.modify(existing);
    // the next operation deletes what never was stable, before it makes it again (user guide, "Stack failure options")
    if (existing && this.engine.behaviour.failedCreationsGo === 'in the update') await this.deleteUnstable(existing);
    return this.create(logicalId);
  }

  /** Before anything else: what the new template leaves out is deleted only when it is too late to fail. */
  refuseRemovals(): void {
    const { resources, blueprint } = this.stack;
    for (const existing of [...resources.values()].filter(({ logicalId }) => !blueprint.graph.has(logicalId))) {
      const failure = policyRefusal(this.stack, existing, 'Update:Delete');
      if (failure) this.report(this.touch({ ...existing }), 'UPDATE', { failure });
    }
  }

  private async deleteUnstable(existing: StackResource): Promise<void> {
    try {
      await deleteResource(this.engine, this.stack, existing, 'creation rolled back');
    } catch (error) {
      this.fail(existing, 'CREATE', { failure: new ResourceFailure((error as Error).message) });
    }
  }

  private async create(logicalId: string): Promise<void> {
    const draft = draftOf(this.stack, logicalId);
    const resolved = resolvedProperties(this.engine, this.stack, draft);
    let resource = this.keep(resolved.failure ? draft : { ...draft, ...resolved });
    this.status(resource, 'CREATE_IN_PROGRESS');
    if (resolved.failure) return this.fail(resource, 'CREATE', resolved);
    const outcome = await runCreate(this, resource, (initiated) => {
      resource = this.keep(initiated);
      this.status(resource, 'CREATE_IN_PROGRESS', 'Resource creation Initiated');
    });
    if (outcome.state) return this.status(this.keep({ ...resource, ...outcome.state }), 'CREATE_COMPLETE');
    this.fail(this.keep({ ...resource, ...leftBy(this, resource, outcome) }), 'CREATE', outcome);
  }

  private async modify(existing: StackResource): Promise<void> {
    const draft: StackResource = {
      ...existing,
      ...draftOf(this.stack, existing.logicalId),
      physicalId: existing.physicalId,
      attributes: existing.attributes,
      attempted: undefined,
    };
    const resolved = resolvedProperties(this.engine, this.stack, draft);
    if (resolved.failure) return this.fail(this.touch({ ...existing }), 'UPDATE', resolved);
    const target = { ...draft, ...resolved };
    const handler = this.engine.handlerOf(existing.type);
    const unchanged = isDeepStrictEqual(existing.properties, target.properties) && existing.status !== 'UPDATE_FAILED';
    if (unchanged && !handler.nested) {
      const { status, statusReason, changedAt } = existing;
      this.stack.resources.set(existing.logicalId, { ...target, status, statusReason, changedAt });
      return;
    }
    this.touch(existing);
    const replaced = handler.replaceOn.some(
      (name) => !isDeepStrictEqual(existing.properties[name], target.properties[name]),
    );
    const update = handler.update?.bind(handler);
    return replaced || !update ? this.replace(existing, target) : this.update(existing, target, update);
  }

  private async update(
    existing: StackResource,
    target: StackResource,
    update: NonNullable<Handler['update']>,
  ): Promise<void> {
    this.refuse(existing, policyRefusal(this.stack, existing, 'Update:Modify'));
    this.replaceRecord(target);
    this.status(target, 'UPDATE_IN_PROGRESS');
    this.stack.update?.updated.add(existing.logicalId);
    const { propertiesAfterFailedUpdate } = this.engine.behaviour;
    const attempted = propertiesAfterFailedUpdate === 'failed' ? existing.attempted : undefined;
    const request = {
      ...requestFor(this.stack, target, this.cancellation),
      oldProperties: structuredClone(attempted ?? existing.properties),
    };
    const outcome = await outcomeOf(() => update(request), this.cancellation);
    if (!outcome.state) return this.failUpdate(existing, target, outcome);
    const failure = newIdRefusal(this.engine, this.stack, existing, outcome.state.physicalId);
    if (failure) return this.failUpdate(existing, target, { failure });
    const updated = this.keep({ ...target, ...outcome.state });
    if (updated.physicalId !== existing.physicalId) {
      this.status(
        updated,
        'UPDATE_IN_PROGRESS',
        'Requested update required the provider to create a new physical resource',
      );
    }
    this.status(updated, 'UPDATE_COMPLETE');
  }

  private failUpdate(existing: StackResource, target: StackResource, outcome: Failed): void {
    const { failure, pending } = outcome;
    if (!failure.requested) this.stack.update?.updated.delete(existing.logicalId);
    const physicalId = failure.physicalId ?? existing.physicalId;
    const waitsFor = this.engine.handlerOf(existing.type).inventId ? undefined : pending;
    // a new id counts although the Update failed (aws-cdk#22670): it gets the Delete
    if (physicalId !== existing.physicalId) this.remember({ ...target, physicalId });
    const left = this.replaceRecord({ ...existing, physicalId, attempted: target.properties, pending: waitsFor });
    this.fail(left, 'UPDATE', outcome);
  }

  private async replace(existing: StackResource, target: StackResource): Promise<void> {
    this.refuse(existing, replacementRefusal(this.stack, existing));
    const { physicalId: _, ...successor } = target;
    this.replaceRecord({ ...existing, status: 'UPDATE_IN_PROGRESS' });
    this.status(
      { ...target },
      'UPDATE_IN_PROGRESS',
      'Requested update requires the creation of a new physical resource; hence creating one.',
    );
    let replacement: StackResource = successor;
    const outcome = await runCreate(this, successor, (initiated) => {
      replacement = this.remember(initiated);
      this.status(replacement, 'UPDATE_IN_PROGRESS', 'Resource creation Initiated');
    });
    if (outcome.state) return this.status(this.keep({ ...replacement, ...outcome.state }), 'UPDATE_COMPLETE');
    this.remember({ ...replacement, ...leftBy(this, replacement, outcome) });
    this.fail(this.keep({ ...existing }), 'UPDATE', outcome);
  }

  private refuse(existing: StackResource, failure?: ResourceFailure): void {
    if (failure) this.fail(this.keep({ ...existing }), 'UPDATE', { failure });
  }

  private fail(resource: StackResource, operation: 'CREATE' | 'UPDATE', failed: Failed): never {
    this.report(resource, operation, failed);
    throw failed.failure;
  }

  private report(resource: StackResource, operation: 'CREATE' | 'UPDATE', { failure, pending }: Failed): void {
    (operation === 'CREATE' ? this.failedToCreate : this.failedToUpdate).push(resource.logicalId);
    const cancelled = operation === 'CREATE' ? 'Resource creation cancelled' : 'Resource update cancelled';
    this.status(resource, `${operation}_FAILED`, pending ? cancelled : failure.message);
    // without rollback, what does not depend on it goes on (user guide, "Stack failure options")
    if (!this.stack.options.disableRollback) this.cancellation.cancel();
  }

  private touch(resource: StackResource): StackResource {
    this.stack.update?.touched.add(resource.logicalId);
    return this.keep(resource);
  }

  private keep(resource: StackResource): StackResource {
    this.replaceRecord(resource);
    return this.remember(resource);
  }

  private replaceRecord(resource: StackResource): StackResource {
    this.stack.resources.set(resource.logicalId, resource);
    return resource;
  }

  private remember(resource: StackResource): StackResource {
    this.stack.update?.history.add(resource);
    return resource;
  }

  private status(resource: StackResource, status: string, reason?: string): void {
    this.engine.resourceStatus(this.stack, resource, status, reason);
  }
}
