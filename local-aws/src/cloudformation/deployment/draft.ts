import { ResourceFailure } from '../resources/handler';
import type { Failed } from '../resources/request';
import { resolveProperties, stackScope } from '../stack/scope';
import type { Stack, StackResource } from '../stack/stack';
import type { Engine } from './engine';

/** A resource as the stack's template declares it, before its properties are resolved. */
export function draftOf({ blueprint }: Stack, logicalId: string): StackResource {
  const definition = blueprint.template.Resources[logicalId] as StackResource['definition'];
  return {
    logicalId,
    type: definition.Type,
    definition,
    dependencies: blueprint.graph.get(logicalId) ?? [],
    properties: {},
    shownProperties: {},
    attributes: {},
    status: '',
    changedAt: 0,
  };
}

type Resolved = (Pick<StackResource, 'properties' | 'shownProperties'> & { readonly failure?: undefined }) | Failed;

export function resolvedProperties(engine: Engine, stack: Stack, { definition }: StackResource): Resolved {
  const at = (masked: boolean) =>
    resolveProperties(definition.Properties, stackScope(engine, stack, stack.blueprint, masked), engine.parameters);
  try {
    return { properties: at(false), shownProperties: at(true) };
  } catch (error) {
    return { failure: new ResourceFailure((error as Error).message, undefined, false) };
  }
}
