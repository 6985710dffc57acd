import { isDeepStrictEqual } from 'node:util';
import type { Blueprint, ResourceDefinition } from '../../template';
import { type PlannedChange, type PropertyChange, replacesResource } from '../stack/change-set';
import type { Stack, StackResource } from '../stack/stack';
import type { Engine } from './engine';
import { NextProperties } from './next-properties';

/** What the blueprint would change in the present stack. DependsOn alone is no change. */
export function plan(engine: Engine, stack: Stack, blueprint: Blueprint): PlannedChange[] {
  const planned = new ChangePreview(engine, stack, blueprint);
  const kept = [...blueprint.graph.keys()].map((logicalId) => planned.changeOf(logicalId));
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !blueprint.graph.has(logicalId)).map(removal);
  return [...kept.filter((change) => change !== undefined), ...removed];
}

export function hasChanges(stack: Stack, blueprint: Blueprint, changes: readonly PlannedChange[]): boolean {
  // an operation that failed without a rollback may be repeated unchanged
  const retried = stack.status === 'UPDATE_FAILED' || stack.status === 'CREATE_FAILED';
  const { template, tags } = stack.blueprint;
  return (
    retried ||
    changes.length > 0 ||
    !isDeepStrictEqual(template.Outputs, blueprint.template.Outputs) ||
    !isDeepStrictEqual(tags, blueprint.tags)
  );
}

function removal({ logicalId, type, physicalId, definition, shownProperties }: StackResource): PlannedChange {
  const retained = definition.DeletionPolicy?.startsWith('Retain');
  const policyAction = retained ? 'Retain' : 'Delete';
  const common = { logicalId, type, physicalId, policyAction, before: shownProperties };
  return { action: 'Remove', ...common, properties: [], attributes: [] };
}

const ATTRIBUTES = ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'] as const;

/** Looks at each resource after its dependencies: their changes may cause its own. */
class ChangePreview {
  private readonly changes = new Map<string, PlannedChange | undefined>();
  private readonly next: NextProperties;

  constructor(
    private readonly engine: Engine,
    private readonly stack: Stack,
    private readonly blueprint: Blueprint,
  ) {
    this.next = new NextProperties(engine, stack, blueprint);
  }

  changeOf(logicalId: string): PlannedChange | undefined {
    if (this.changes.has(logicalId)) return this.changes.get(logicalId);
    for (const dependency of this.blueprint.graph.get(logicalId) ?? []) this.changeOf(dependency);
    const change = this.change(logicalId, this.blueprint.template.Resources[logicalId] as ResourceDefinition);
    this.changes.set(logicalId, change);
    if (change && (change.action === 'Add' || replacesResource(change))) this.next.remade.add(logicalId);
    else if (change) this.next.modified.add(logicalId);
    return change;
  }

  private change(logicalId: string, definition: ResourceDefinition): PlannedChange | undefined {
    const existing = this.stack.resources.get(logicalId);
    if (existing) return this.modification(existing, definition);
    const after = this.next.properties(definition, true);
    return { action: 'Add', logicalId, type: definition.Type, properties: [], attributes: [], after };
  }

  private modification(existing: StackResource, definition: ResourceDefinition): PlannedChange | undefined {
    const { logicalId, type, physicalId = '' } = existing;
    const after = this.next.properties(definition, false);
    const properties = this.propertyChanges(existing, definition, after);
    const attributes = ATTRIBUTES.filter((name) => !isDeepStrictEqual(existing.definition[name], definition[name]));
    const { nested } = this.engine.handlerOf(type);
    const changedInside = nested?.wouldChange(physicalId, after, this.stack);
    if (properties.length === 0 && !changedInside && this.isNoUpdate(attributes)) return undefined;
    const change = { action: 'Modify' as const, logicalId, type, physicalId, properties, attributes };
    const retained = definition.UpdateReplacePolicy === 'Retain';
    return {
      ...change,
      policyAction: replacesResource(change) ? (retained ? 'ReplaceAndRetain' : 'ReplaceAndDelete') : undefined,
      before: existing.shownProperties,
      after: this.next.properties(definition, true),
    };
  }

  private propertyChanges(
    existing: StackResource,
    { Properties = {} }: ResourceDefinition,
    after: Readonly<Record<string, unknown>>,
  ): PropertyChange[] {
    const { update, replaceOn } = this.engine.handlerOf(existing.type);
    const names = [...new Set([...Object.keys(existing.properties), ...Object.keys(after)])];
    const all = names.map((name) => ({
      name,
      replaces: !update || replaceOn.includes(name),
      certain: !isDeepStrictEqual(existing.properties[name], after[name]),
      causes: this.next.causesOf(Properties[name]),
    }));
    return all.filter(({ certain, causes }) => certain || causes.length > 0);
  }

  /**
   * For a change of DeletionPolicy alone, sources disagree (cloudformation-coverage-roadmap#1543,
   * ministackorg/ministack#1646).
   */
  private isNoUpdate(attributes: PlannedChange['attributes']): boolean {
    return (
      attributes.length === 0 ||
      (this.engine.behaviour.deletionPolicyAlone === 'is no update' &&
        attributes.every((name) => name === 'DeletionPolicy'))
    );
  }
}
