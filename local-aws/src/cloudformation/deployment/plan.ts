import { isDeepStrictEqual } from 'node:util';
import type { Properties } from '../../kernel/types';
import type { Stack, StackResource } from '../stack/stack';
import type { Blueprint } from '../template/blueprint';
import { resolveProperties, stackScope } from '../template/scope';
import type { ResourceDefinition } from '../template/template';
import type { Engine } from './engine';

export interface PlannedChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement?: boolean;
  /** Names of the properties that change, each with whether that replaces the resource. */
  readonly properties: readonly { readonly name: string; readonly replaces: boolean }[];
  /** Names of the other attributes that change, such as Metadata. */
  readonly attributes: readonly (typeof ATTRIBUTES)[number][];
  readonly policyAction?: string;
  readonly before?: Properties;
  readonly after?: Properties;
}

const ATTRIBUTES = ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'] as const;

/** What the blueprint would change in the stack as it is now. DependsOn alone is no change. */
export function plan(engine: Engine, stack: Stack, blueprint: Blueprint): PlannedChange[] {
  const wanted = [...blueprint.graph.keys()].map(
    (id) => [id, blueprint.template.Resources[id] as ResourceDefinition] as const,
  );
  const kept = wanted.flatMap(([logicalId, definition]): PlannedChange[] => {
    const existing = stack.resources.get(logicalId);
    if (existing) return modification(engine, stack, blueprint, existing, definition) ?? [];
    return [
      { action: 'Add', logicalId, type: definition.Type, properties: [], attributes: [], after: definition.Properties },
    ];
  });
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !blueprint.graph.has(logicalId)).map(removal);
  return [...kept, ...removed];
}

export function hasChanges(stack: Stack, blueprint: Blueprint, changes: readonly PlannedChange[]): boolean {
  // an operation that failed without a rollback can be tried again as it was
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
  return {
    action: 'Remove',
    logicalId,
    type,
    physicalId,
    properties: [],
    attributes: [],
    policyAction: retained ? 'Retain' : 'Delete',
    before: shownProperties,
  };
}

function modification(
  engine: Engine,
  stack: Stack,
  blueprint: Blueprint,
  existing: StackResource,
  definition: ResourceDefinition,
): PlannedChange[] | undefined {
  const { logicalId, type, physicalId = '' } = existing;
  const after = foreseenProperties(engine, stack, blueprint, definition);
  const handler = engine.handlerOf(type);
  const names = [
    ...new Set([...Object.keys(existing.properties), ...Object.keys(after ?? definition.Properties ?? {})]),
  ];
  const changed = names.filter((name) => !after || !isDeepStrictEqual(existing.properties[name], after[name]));
  const attributes = ATTRIBUTES.filter((name) => !isDeepStrictEqual(existing.definition[name], definition[name]));
  const changedInside = after && handler.nested?.wouldChange(physicalId, after, stack);
  if (changed.length === 0 && !changedInside && isNoUpdate(engine, attributes)) return undefined;
  const properties = changed.map((name) => ({ name, replaces: !handler.update || handler.replaceOn.includes(name) }));
  const replacement = properties.some(({ replaces }) => replaces);
  const policyAction = replacement
    ? definition.UpdateReplacePolicy === 'Retain'
      ? 'ReplaceAndRetain'
      : 'ReplaceAndDelete'
    : undefined;
  return [
    {
      action: 'Modify',
      logicalId,
      type,
      physicalId,
      replacement,
      properties,
      attributes,
      policyAction,
      before: existing.shownProperties,
      after: after ?? definition.Properties,
    },
  ];
}

/** Of DeletionPolicy alone sources disagree (cloudformation-coverage-roadmap#1543, ministackorg/ministack#1646). */
function isNoUpdate({ behaviour }: Engine, attributes: PlannedChange['attributes']): boolean {
  return (
    attributes.length === 0 ||
    (behaviour.deletionPolicyAlone === 'is no update' && attributes.every((name) => name === 'DeletionPolicy'))
  );
}

/** Undefined where a property refers to something that is yet to be made. */
function foreseenProperties(
  engine: Engine,
  stack: Stack,
  blueprint: Blueprint,
  definition: ResourceDefinition,
): Properties | undefined {
  const imports = new Set<string>();
  try {
    return resolveProperties(
      definition.Properties,
      stackScope(engine, stack, { ...blueprint, imports }),
      engine.parameters,
    );
  } catch {
    return undefined;
  }
}
