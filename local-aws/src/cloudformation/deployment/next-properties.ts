import { isDeepStrictEqual } from 'node:util';
import type { Properties } from '../../kernel/types';
import { type Blueprint, intrinsicCall, type ResourceDefinition, referencesIn } from '../../template';
import type { Cause } from '../stack/change-set';
import { resolveProperties, stackScope } from '../stack/scope';
import type { Stack } from '../stack/stack';
import type { Engine } from './engine';

/** In the words of DescribeChangeSet, as recorded by LocalStack (test_change_set_ref). */
const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/**
 * The properties that a blueprint would give to resources, before anything is made: what depends on a later result is
 * unknown.
 */
export class NextProperties {
  /** Resources that get a new physical id, and resources that change in place. */
  readonly remade = new Set<string>();
  readonly modified = new Set<string>();

  constructor(
    private readonly engine: Engine,
    private readonly stack: Stack,
    private readonly blueprint: Blueprint,
  ) {}

  properties({ Properties = {} }: ResourceDefinition, masked: boolean): Properties {
    const { engine, stack } = this;
    const blueprint = { ...this.blueprint, imports: new Set<string>() };
    const scope = stackScope(engine, stack, blueprint, masked);
    const known = {
      ...scope,
      ref: (name: string) => (this.remade.has(name) ? notKnown() : scope.ref(name)),
      getAtt: (name: string, attribute: string) => (this.remade.has(name) ? notKnown() : scope.getAtt(name, attribute)),
    };
    const resolved = (value: unknown) => resolveProperties({ value }, known, engine.parameters).value;
    return Object.fromEntries(
      Object.entries(Properties)
        .map(([name, value]) => [name, next(value, resolved)] as const)
        .filter(([, value]) => value !== undefined),
    );
  }

  /** What changes a property, other than the template itself. */
  causesOf(value: unknown): Cause[] {
    const all = [...referencesIn(value, this.blueprint.condition)].flatMap(({ name, attribute }): Cause[] => {
      if (this.blueprint.parameters.has(name)) return this.causedByParameter(name);
      const certain = this.remade.has(name);
      if (attribute === undefined) return certain ? [{ source: 'ResourceReference', entity: name, certain }] : [];
      const changes = certain || this.modified.has(name);
      return changes ? [{ source: 'ResourceAttribute', entity: `${name}.${attribute}`, certain }] : [];
    });
    return [...new Map(all.map((cause) => [cause.entity, cause])).values()];
  }

  private causedByParameter(name: string): Cause[] {
    const [before, after] = [this.stack.blueprint, this.blueprint].map(({ parameters }) => parameters.get(name)?.value);
    return isDeepStrictEqual(before, after) ? [] : [{ source: 'ParameterReference', entity: name, certain: true }];
  }
}

function notKnown(): never {
  throw new Error('known after apply');
}

/** Of a list or map, the known parts are shown. */
function next(value: unknown, resolved: (value: unknown) => unknown): unknown {
  try {
    return resolved(value);
  } catch {
    if (typeof value !== 'object' || value === null || (!Array.isArray(value) && intrinsicCall(value)))
      return KNOWN_AFTER_APPLY;
    const part = (item: unknown) => next(item, resolved);
    return Array.isArray(value)
      ? value.map(part)
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, part(item)]));
  }
}
