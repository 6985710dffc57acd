import type { ResourceDefinition, Template } from './template';
import { validationError } from './validation-error';

/* What a template may hold where, in the words of CloudFormation: those that LocalStack has recorded in api/test_validations and engine/test_mappings. */

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
]);

const RESOURCE_MEMBERS = new Set([
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
]);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;

export function checkStructure(parsed: Record<string, unknown>, template: Template): void {
  const unknown = Object.keys(parsed).filter((name) => !SECTIONS.has(name));
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  if (template.Transform) throw validationError('Template error: the local AWS runs no transforms (Transform section)');
  if (template.Hooks) throw validationError('Template error: the local AWS runs no hooks (Hooks section)');
  checkOutputs(template);
  rejectNulls(parsed, '');
  checkNames(template);
  checkMappings(template);
  checkResources(template);
}

function checkOutputs({ Outputs }: Template): void {
  for (const output of Object.values(Outputs))
    if (!isObject(output) || !('Value' in output))
      throw validationError('Template format error: Every Outputs member must contain a Value object');
}

function rejectNulls(value: unknown, path: string): void {
  if (value === null) throw validationError(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  for (const [name, item] of Object.entries(value)) rejectNulls(item, `${path}/${name}`);
}

function checkNames(template: Template): void {
  for (const [section, what] of [
    ['Parameters', 'Parameter'],
    ['Outputs', 'Output'],
  ] as const) {
    for (const name of Object.keys(template[section]))
      if (!/^[A-Za-z0-9]{1,255}$/.test(name))
        throw validationError(`Template format error: ${what} name ${name} is non alphanumeric.`);
  }
  if (Object.values(template.Parameters).some((parameter) => typeof parameter?.Type !== 'string'))
    throw validationError('Template format error: Every Parameters object must contain a Type member.');
}

function checkMappings({ Mappings }: Template): void {
  for (const [name, keys] of Object.entries(Mappings)) {
    if (!isObject(keys)) throw validationError(`Template format error: Every Mappings member ${name} must be a map`);
    for (const [key, attributes] of Object.entries(keys)) {
      if (!isObject(attributes))
        throw validationError(`Template format error: Every Mappings member ${key} must be a map`);
      for (const value of Object.values(attributes))
        if (isObject(value))
          throw validationError('Template format error: Every Mappings attribute must be a String or a List.');
    }
  }
}

function checkResources({ Resources }: Template): void {
  const all = Object.entries(Resources);
  if (all.length === 0) throw validationError('Template format error: At least one Resources member must be defined.');
  if (all.length > MOST_RESOURCES) {
    throw validationError(
      `Template format error: Number of resources, ${all.length}, is greater than maximum allowed, ${MOST_RESOURCES}`,
    );
  }
  for (const [logicalId, definition] of all) checkResource(logicalId, definition);
}

function checkResource(logicalId: string, definition: ResourceDefinition): void {
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId))
    throw validationError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  if (typeof definition?.Type !== 'string') {
    throw validationError(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    );
  }
  const unknown = Object.keys(definition).find((name) => !RESOURCE_MEMBERS.has(name));
  if (unknown) throw validationError(`Invalid template resource property '${unknown}'`);
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
  if (definition.Type.startsWith('Custom::') && !/^Custom::[\w@-]{1,60}$/.test(definition.Type))
    throw validationError(`Template format error: Unrecognized resource types: [${definition.Type}]`);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
