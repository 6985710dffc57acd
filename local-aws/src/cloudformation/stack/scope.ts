import type { ParameterStore } from '../../kernel/types';
import { type Blueprint, type Pseudo, resolve, type Scope, stackRef, staticRef, validationError } from '../../template';
import type { Stack, StackResource } from './stack';
import { stackOutput } from './stack-output';

const MASK = '****';

export interface ScopeSources {
  readonly pseudo: Pseudo;
  readonly parameters: ParameterStore;
  exportedValue(name: string): string | undefined;
  find(nameOrId: string): Stack | undefined;
}

/** Resolves references of a blueprint in the present stack. With `masked`, NoEcho values read ****. */
export function stackScope(sources: ScopeSources, stack: Stack, blueprint: Blueprint, masked = false): Scope {
  return {
    template: blueprint.template,
    condition: blueprint.condition,
    ref: (name) => {
      const known =
        stackRef(name, stack) ??
        staticRef(name, blueprint.parameters, sources.pseudo, (parameter) =>
          masked && parameter.noEcho ? MASK : parameter.value,
        );
      return known ?? existing(stack, name).physicalId;
    },
    getAtt: (logicalId, attribute) => {
      const resource = existing(stack, logicalId);
      return masked && resource.noEcho ? MASK : attributeOf(resource, attribute);
    },
    importValue: (name) => {
      blueprint.imports.add(name);
      const value = sources.exportedValue(name);
      if (value === undefined) throw validationError(`No export named ${name} found.`);
      return value;
    },
    stackOutput: (reference) => stackOutput(sources, reference),
  };
}

function existing(stack: Stack, logicalId: string): StackResource {
  const resource = stack.resources.get(logicalId);
  if (resource?.physicalId === undefined)
    throw validationError(`Template error: instance of Ref or Fn::GetAtt references undefined resource ${logicalId}`);
  return resource;
}

function attributeOf(resource: StackResource, attribute: string): unknown {
  const { attributes } = resource;
  if (attribute in attributes) return attributes[attribute];
  if (resource.responseObject) {
    throw validationError(
      `CustomResource attribute error: Vendor response doesn't contain ${attribute} attribute in object ${resource.responseObject}`,
    );
  }
  throw validationError(`Requested attribute ${attribute} does not exist in schema for ${resource.type}`);
}

const DYNAMIC_REFERENCE = /\{\{resolve:([a-z-]+):([^}]+)\}\}/g;

export function resolveProperties(properties: unknown, scope: Scope, store: ParameterStore): Record<string, any> {
  return withDynamicReferences(resolve(properties ?? {}, scope), store);
}

function withDynamicReferences(value: any, store: ParameterStore): any {
  if (typeof value === 'string') return withDynamicValues(value, store);
  if (Array.isArray(value)) return value.map((item) => withDynamicReferences(item, store));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withDynamicReferences(item, store)]));
}

function withDynamicValues(text: string, store: ParameterStore): string {
  const malformed = text.replace(DYNAMIC_REFERENCE, '').match(/\{\{resolve:[^}]*\}\}/)?.[0];
  if (malformed) throw validationError(`Incorrect format is used in the following dynamic reference: ${malformed}`);
  return text.replace(DYNAMIC_REFERENCE, (_, service, name) => dynamicValue(service, name, store));
}

function dynamicValue(service: string, reference: string, store: ParameterStore): string {
  if (service !== 'ssm') throw validationError(`Dynamic references to ${service} are not supported by the local AWS`);
  const [name = '', version] = reference.split(':');
  if (version !== undefined && !/^\d+$/.test(version))
    throw validationError(`Template error: the version of {{resolve:ssm:${reference}}} is not a number`);
  const value = store.value(name, version === undefined ? undefined : Number(version));
  if (value === undefined)
    throw validationError(`Unable to fetch parameters [${reference}] from parameter store for this account.`);
  return value;
}
